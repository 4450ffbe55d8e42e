"""Ways to hand a message over: a mail server, a folder, the screen."""

import os
import smtplib
import ssl
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from handrail.base.saying import said
from handrail.base.text import one_line
from handrail.channels.email.letter import Letter
from handrail.flow import kept
from handrail.flow.ports import PermanentFailure, TemporaryFailure

TIMEOUT_SECONDS = 20.0


class Transport(Protocol):
    """One way out."""

    def hand_over(self, letter: Letter) -> Mapping[str, str]:
        """{address: why} of those who alone were refused. Raises TemporaryFailure or PermanentFailure."""
        ...


def transport(server: str = "") -> Transport:
    """A sending address's own way out, or the one that the desk's settings name."""
    parts = urlsplit(server or settings.HANDRAIL_SMTP_URL)
    if parts.scheme == "file":
        return Folder(Path(unquote(parts.path)))
    return Screen() if parts.scheme == "console" else Server(parts)


class Folder:
    """One file for each Message-ID: sent twice, it is still one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def hand_over(self, letter: Letter) -> Mapping[str, str]:
        """Write it beside, then rename, so that nobody ever reads half a message."""
        name = sha256(letter.message_id.encode()).hexdigest()[:40]
        beside = self.folder / f".{name}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(letter.raw)
            beside.replace(self.folder / f"{name}.eml")
        except OSError as fault:
            raise TemporaryFailure(kept.FOLDER, fault=fault) from fault
        return {}


class Screen:
    """For trying things out."""

    def hand_over(self, letter: Letter) -> Mapping[str, str]:
        """Print it."""
        sys.stdout.write(f"{letter.raw.decode('utf-8', 'replace')}\n")
        sys.stdout.flush()
        return {}


class Server:
    """A mail server by SMTP: `smtp:` (with `?starttls`), or `smtps:`."""

    def __init__(self, parts: SplitResult) -> None:
        self.parts = parts

    def hand_over(self, letter: Letter) -> Mapping[str, str]:
        """Send it. A yes for some recipients is a yes, and cannot be asked again for the others."""
        try:
            with self._connected() as client:
                options = _options(client, letter)
                refused = client.sendmail(
                    self._sender(letter), letter.recipients, letter.raw, options
                )
        except smtplib.SMTPRecipientsRefused as fault:
            raise _refused(fault) from fault
        except smtplib.SMTPAuthenticationError as fault:
            raise TemporaryFailure(kept.NO_ENTRY, words=_said(fault)) from fault
        except smtplib.SMTPResponseException as fault:
            kind = PermanentFailure if 500 <= fault.smtp_code < 600 else TemporaryFailure
            raise kind(kept.SERVER_SAID, words=_said(fault)) from fault
        except (smtplib.SMTPException, OSError) as fault:
            raise TemporaryFailure(kept.UNREACHED, fault=fault) from fault
        return {to: said(kept.SAID_OF_ONE, words=_sentence(*why))[:] for to, why in refused.items()}

    def _sender(self, letter: Letter) -> str:
        """Servers that ask who we are often let an account send as its own address and no other."""
        return letter.sender if self.parts.username else letter.comes_back_to

    def _connected(self) -> smtplib.SMTP:
        parts, context = self.parts, ssl.create_default_context()
        host = parts.hostname or "localhost"
        if parts.scheme == "smtps":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            client = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
        if parts.scheme == "smtp" and parts.query == "starttls":
            client.starttls(context=context)
        if parts.username:
            client.login(unquote(parts.username), unquote(parts.password or ""))
        return client


def _options(client: smtplib.SMTP, letter: Letter) -> list[str]:
    """What the server must know first. Raises PermanentFailure when it can't take such addresses."""
    if not letter.needs_utf8:
        return []
    client.ehlo_or_helo_if_needed()
    if client.has_extn("smtputf8"):
        return ["SMTPUTF8", "BODY=8BITMIME"]
    foreign = ", ".join(one for one in (letter.sender, *letter.recipients) if not one.isascii())
    raise PermanentFailure(
        kept.LETTERS,
        address=foreign,
    )


def _said(fault: smtplib.SMTPResponseException) -> str:
    return _sentence(fault.smtp_code, fault.smtp_error)


def _sentence(code: int, said: bytes | str) -> str:
    """A server's answer as one line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return one_line(f"{code} {text}", most=300)


def _refused(fault: smtplib.SMTPRecipientsRefused) -> Exception:
    """All were refused: permanent only if each of them is."""
    answers = [(code, text) for code, text in fault.recipients.values()]
    kind = PermanentFailure if all(500 <= code < 600 for code, _ in answers) else TemporaryFailure
    return kind(kept.NO_RECIPIENT, words=_sentence(*answers[0]))
