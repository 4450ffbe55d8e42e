"""What went wrong with a mailbox, in plain words: the name, the line, TLS, signing in, the folder."""

import imaplib
import poplib
import socket
import ssl

from django.utils.translation import gettext as _
from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError

from handrail.channels.email.oauth import NoToken
from handrail.channels.email.sources import Place


def in_words(fault: Exception, at: Place) -> str:
    """A sentence an administrator can act on; it never holds a secret."""
    server = f"{at.host}:{at.port}"
    match fault:
        case NoToken():
            return str(fault)
        case socket.gaierror():
            return _("There is no server named %(host)s.") % {"host": at.host}
        case ssl.SSLCertVerificationError():
            return _("The certificate of %(server)s is not good: %(fault)s.") % {
                "server": server,
                "fault": fault.verify_message,
            }
        case ssl.SSLError():
            return _(
                "%(server)s does not speak TLS as it is set here; try the other kind, or port."
            ) % {"server": server}
        case TimeoutError():
            return _("%(server)s does not answer in time.") % {"server": server}
        case ConnectionRefusedError():
            return _("Nothing listens at %(server)s.") % {"server": server}
        case MailboxFolderSelectError():
            return _("There is no folder %(folder)s that %(user)s may open.") % {
                "folder": at.folder,
                "user": at.user,
            }
        case MailboxLoginError():
            return _(
                "%(server)s does not let %(user)s sign in: the name or the secret is wrong."
            ) % {"server": server, "user": at.user}
        case imaplib.IMAP4.abort() | EOFError():
            return _("%(server)s ended the connection.") % {"server": server}
        case poplib.error_proto() | imaplib.IMAP4.error():
            return _refused(fault, at)
    return f"{server}: {fault}"


def _refused(fault: Exception, at: Place) -> str:
    """The server's own words, unless they may repeat what was sent."""
    words = str(fault)
    if at.password and at.password in words:
        words = _("it refused")
    return _("%(server)s says: %(words)s") % {
        "server": f"{at.host}:{at.port}",
        "words": words[:200],
    }
