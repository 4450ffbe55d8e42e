"""The way out: SMTP, or its twins that keep messages as files or print them."""

import smtplib
import ssl
import sys
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from handrail.base.clock import now
from handrail.channels.email.writing import written
from handrail.flow.ports import Outgoing, PermanentFailure, TemporaryFailure

TIMEOUT_SECONDS = 30


class MailSender:
    """Sends by HANDRAIL_SMTP_URL: `smtp://…`, `smtps://…`, `file:FOLDER` or `console:`."""

    def send(self, outgoing: Outgoing) -> None:
        """Send it. Raises TemporaryFailure or PermanentFailure."""
        if not settings.HANDRAIL_SMTP_URL:
            raise PermanentFailure("No way out for mail is set up (HANDRAIL_SMTP_URL).")
        parts = urlsplit(settings.HANDRAIL_SMTP_URL)
        message = written(outgoing, at=now())
        if parts.scheme == "console":
            sys.stdout.write(f"{message.as_string()}\n{'-' * 72}\n")
        elif parts.scheme == "file":
            _keep(message, Path(unquote(parts.path)), key=outgoing.key)
        else:
            _by_smtp(message, parts, bounce_to=outgoing.from_address)


def _keep(message: EmailMessage, folder: Path, *, key: str) -> None:
    """One file a message, named by its key: sent twice, it is still one file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f".{key}"
        unfinished.write_bytes(message.as_bytes())
        unfinished.rename(folder / f"{key}.eml")
    except OSError as fault:
        raise TemporaryFailure(f"The message could not be written to {folder}: {fault}") from fault


def _by_smtp(message: EmailMessage, parts: SplitResult, *, bounce_to: str) -> None:
    try:
        with _connected(parts) as line:
            refused = line.send_message(message, from_addr=bounce_to)
    except smtplib.SMTPRecipientsRefused as fault:
        raise _failure(*next(iter(fault.recipients.values()))) from fault
    except smtplib.SMTPResponseException as fault:
        raise _failure(fault.smtp_code, fault.smtp_error) from fault
    except smtplib.SMTPNotSupportedError as fault:
        raise PermanentFailure(f"The mail server cannot take this message: {fault}") from fault
    except (smtplib.SMTPException, OSError) as fault:
        raise TemporaryFailure(f"The mail server cannot be reached: {fault}") from fault
    if refused:
        # Some got it: sending again would reach those twice. Their refusal is only logged there.
        return


def _connected(parts: SplitResult) -> smtplib.SMTP:
    host, name = parts.hostname or "localhost", settings.HANDRAIL_MAIL_DOMAIN
    if parts.scheme == "smtps":
        line: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, local_hostname=name, timeout=TIMEOUT_SECONDS,
            context=ssl.create_default_context(),
        )  # fmt: skip
    else:
        line = smtplib.SMTP(host, parts.port or 25, local_hostname=name, timeout=TIMEOUT_SECONDS)
    if parts.query == "starttls":
        line.starttls(context=ssl.create_default_context())
    if parts.username:
        line.login(unquote(parts.username), unquote(parts.password or ""))
    return line


def _failure(code: int, said: bytes | str) -> TemporaryFailure | PermanentFailure:
    """4xx may work later, 5xx will not; a refused sign-in is ours to mend, so it waits."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    sentence = f"The mail server said: {code} {text[:300]}"
    if 500 <= code < 600 and code not in {530, 534, 535, 538}:
        return PermanentFailure(sentence)
    return TemporaryFailure(sentence)
