"""The LMTP or SMTP listener. It says 250 only when the mail is committed, and never refuses a
mail for what it says: only for its size, and for now when the database is away."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from handrail.base.clock import now
from handrail.channels.email import arrival

# Mails being written to the database at once; further ones wait their turn.
AT_ONCE = 4
MOST_RECIPIENTS = 5000
IDLE_SECONDS = 300

logger = logging.getLogger(__name__)


class Handler:
    """What happens with a mail that was handed in."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take every recipient: who reads what is the hall's to say."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients, send the rest separately"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail, and only then answer; with LMTP, one answer for each recipient."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
        loop = asyncio.get_running_loop()
        recipients = [str(r) for r in envelope.rcpt_tos]
        answer = await loop.run_in_executor(
            self.threads, keep, raw, str(envelope.mail_from or ""), recipients
        )
        if isinstance(server, LMTP):
            return "\r\n".join([answer] * max(1, len(recipients)))
        return answer


def keep(raw: bytes, envelope_from: str, envelope_to: Sequence[str]) -> str:
    """Store a mail and say so; on a fault of ours, ask the sender to keep it for now."""
    close_old_connections()
    try:
        mail = arrival.keep(raw, at=now(), envelope_from=envelope_from, envelope_to=envelope_to)
    except (DatabaseError, OSError):
        logger.exception("a mail could not be stored")
        return "451 4.3.0 Not now, please try again later"
    except Exception:
        logger.exception("a mail could not be stored")
        return "451 4.3.0 Something is wrong here, please try again later"
    return f"250 2.0.0 Kept as {mail.pk}"


async def serve(host: str, port: int, *, protocol: str = "lmtp") -> asyncio.Server:
    """Start listening; the server to wait for or close. Port 0 takes any free one."""
    handler = Handler()
    most = int(settings.HANDRAIL_MAX_MESSAGE_BYTES)
    # A mail with a line of any length is a mail; the size of the whole is what is limited.
    base = LMTP if protocol == "lmtp" else SMTP
    listener: type[SMTP] = type("Listener", (base,), {"line_length_limit": most + 1024})

    def connected() -> SMTP:
        return listener(
            handler, data_size_limit=most, enable_SMTPUTF8=True, timeout=IDLE_SECONDS,
            hostname=settings.HANDRAIL_MAIL_DOMAIN, ident="Handrail",
        )  # fmt: skip

    return await asyncio.get_running_loop().create_server(connected, host, port)
