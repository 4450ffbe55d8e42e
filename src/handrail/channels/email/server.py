"""The listener: LMTP from a mail server, or plain SMTP on a private network.

It says 250 only after the mail is committed, 451 when the database is in trouble, 552 when the
mail is too large, and never refuses a mail for what it says.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, OperationalError, close_old_connections

from handrail.base.clock import now
from handrail.channels.email import arrival
from handrail.channels.email.arrival import Arrived
from handrail.channels.email.naming import SERVER

# It has a database connection, and mail that comes while it writes waits for its turn.
THREADS = 1
MOST_TOGETHER = 64
MOST_RECIPIENTS = 10_000
MOST_COMMAND = 4096
IDENT = "Handrail"
KEPT = "250 2.0.0 Kept"
TOO_LARGE = "552 5.3.4 The message is larger than {mib} MB"
NOT_NOW = "451 4.3.0 Not now, please try again later"

logger = logging.getLogger(__name__)


class Keeper:
    """What happens with a mail once its last byte is here."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self.threads = threads
        self.waiting: list[tuple[Arrived, asyncio.Future[str]]] = []
        self.keeping: asyncio.Task[None] | None = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Everybody's mail is taken in, up to a number."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients, send the rest in another message"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep it, and say so only then. What comes while a commit is under way shares the next one."""
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.waiting.append((_arrived(envelope, session), answer))
        if self.keeping is None or self.keeping.done():
            self.keeping = asyncio.create_task(self._keep())
        return await answer

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        while self.waiting:
            taken, self.waiting = self.waiting[:MOST_TOGETHER], self.waiting[MOST_TOGETHER:]
            try:
                mails = [mail for mail, _ in taken]
                said = await loop.run_in_executor(self.threads, keep, mails)
            except Exception:
                logger.exception("mails could not be kept; their senders shall come back")
                said = [NOT_NOW] * len(taken)
            for (_, answer), words in zip(taken, said, strict=True):
                if not answer.done():
                    answer.set_result(words)

    async def handle_exception(self, error: Exception) -> str:
        """Our own faults are never the sender's."""
        logger.error("a mail session stumbled", exc_info=error)
        return NOT_NOW


def _arrived(envelope: Envelope, session: Session) -> Arrived:
    content = envelope.original_content or b""
    peer = session.peer[0] if isinstance(session.peer, tuple) else None
    return Arrived(
        content, envelope.mail_from or "", list(envelope.rcpt_tos), now(), peer, way=SERVER
    )


def keep(mails: Sequence[Arrived]) -> list[str]:
    """Store mails in one commit; the answer to give for each. One that can't be kept harms no other."""
    close_old_connections()
    try:
        arrival.accept_many(mails)
    except DatabaseError as fault:
        if len(mails) > 1 and not isinstance(fault, OperationalError):
            return [answer for mail in mails for answer in keep([mail])]
        logger.exception("%s mails could not be kept; their senders shall come back", len(mails))
        return [NOT_NOW] * len(mails)
    return [KEPT] * len(mails)


class Patient:
    """Changes to aiosmtpd's server that both protocols share: lines of any length are welcome."""

    line_length_limit: int
    command_size_limit = MOST_COMMAND
    data_size_limit: int | None

    async def push(self, status: str | bytes) -> None:
        """Answer; a line longer than the whole limit is only another way to be too large."""
        text = status if isinstance(status, str) else status.decode()
        if text.startswith(("500 Line too long", "552 ")):
            text = TOO_LARGE.format(mib=(self.data_size_limit or 0) // 2**20)
        await super().push(text)  # type: ignore[misc]


class PatientSMTP(Patient, SMTP):
    """SMTP with one answer a message."""


class PatientLMTP(Patient, LMTP):
    """LMTP, which owes one answer a recipient after the message (RFC 2033)."""

    owed = 1

    async def push(self, status: str | bytes) -> None:
        """After the data, answer as often as there are recipients."""
        times, self.owed = self.owed, 1
        if isinstance(status, str) and status.startswith("354") and self.envelope:
            self.owed = len(self.envelope.rcpt_tos)
        for _ in range(times):
            await super().push(status)


PROTOCOLS = {"lmtp": PatientLMTP, "smtp": PatientSMTP}


def maker(protocol: str, *, most_bytes: int, threads: ThreadPoolExecutor) -> Callable[[], SMTP]:
    """What makes a session for each connection."""
    base, keeper = PROTOCOLS[protocol], Keeper(threads)
    # aiosmtpd counts in the line's limit, and the reader buffers twice as much.
    session = type(base.__name__, (base,), {"line_length_limit": most_bytes + 2})

    def make() -> SMTP:
        made: SMTP = session(
            keeper, data_size_limit=most_bytes, enable_SMTPUTF8=True, hostname=IDENT.lower(),
            ident=IDENT, auth_exclude_mechanism=("LOGIN", "PLAIN"),
            loop=asyncio.get_running_loop(),
        )  # fmt: skip
        return made

    return make
