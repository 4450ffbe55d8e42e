"""What went wrong with a mailbox, in plain words: the name, the line, TLS, signing in, the folder."""

import imaplib
import poplib
import socket
import ssl

from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError

from handrail.base.languages import later
from handrail.base.saying import Sentence, recalled, said
from handrail.channels.email import oauth
from handrail.channels.email.sources import Place

NO_SERVER = later("There is no server named %(host)s.")
BAD_PROOF = later("The certificate of %(server)s is not good: %(fault)s.")
NO_TLS = later("%(server)s does not speak TLS as it is set here; try the other kind, or port.")
TOO_SLOW = later("%(server)s does not answer in time.")
NOBODY = later("Nothing listens at %(server)s.")
NO_FOLDER = later("There is no folder %(folder)s that %(user)s may open.")
NO_ENTRY = later("%(server)s does not let %(user)s sign in: the name or the secret is wrong.")
ENDED = later("%(server)s ended the connection.")
SAYS = later("%(server)s says: %(words)s")
REFUSED = later("it refused")
# Of a provider's call.
CALL_REFUSED = later("A call was refused: %(fault)s")
TOO_OLD = later("it was signed more than five minutes ago")
USED = later("its signature was used for something else already")
ELSEWHERE = later("it asks to open an address that is not Amazon's")
KEPT = (
    NO_SERVER, BAD_PROOF, NO_TLS, TOO_SLOW, NOBODY, NO_FOLDER, NO_ENTRY, ENDED, SAYS, REFUSED,
    CALL_REFUSED, TOO_OLD, USED, ELSEWHERE,
    *oauth.KEPT,
)  # fmt: skip


def in_words(fault: Exception, at: Place) -> Sentence:
    """A sentence an administrator can act on; it never holds a secret."""
    server = f"{at.host}:{at.port}"
    match fault:
        case oauth.NoToken():
            return fault.sentence
        case socket.gaierror():
            return said(NO_SERVER, host=at.host)
        case ssl.SSLCertVerificationError():
            return said(BAD_PROOF, server=server, fault=fault.verify_message)
        case ssl.SSLError():
            return said(NO_TLS, server=server)
        case TimeoutError():
            return said(TOO_SLOW, server=server)
        case ConnectionRefusedError():
            return said(NOBODY, server=server)
        case MailboxFolderSelectError():
            return said(NO_FOLDER, folder=at.folder, user=at.user)
        case MailboxLoginError():
            return said(NO_ENTRY, server=server, user=at.user)
        case imaplib.IMAP4.abort() | EOFError():
            return said(ENDED, server=server)
        case poplib.error_proto() | imaplib.IMAP4.error():
            return _refused(fault, at)
    return said("%(server)s: %(fault)s", server=server, fault=fault)


def recall(kept: str) -> str:
    """What was kept of it beside a mailbox or a webhook, for whoever reads it now."""
    return str(recalled(kept, KEPT))


def _refused(fault: Exception, at: Place) -> Sentence:
    """The server's own words, unless they may repeat what was sent."""
    words = str(fault)
    told = REFUSED if at.password and at.password in words else words[:200]
    return said(SAYS, server=f"{at.host}:{at.port}", words=told)
