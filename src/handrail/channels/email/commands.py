"""`handrail mail serve` and `handrail mail deliver`."""

import asyncio
import logging
import os
import signal
import sys
import threading

import click
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections

from handrail.base.clock import now
from handrail.base.database.ready import database
from handrail.base.lineage import end_with_supervisor
from handrail.channels.email import arrival, imap, server

# What a mail server that pipes to us understands (sysexits.h).
POLL_SECONDS = 20

logger = logging.getLogger(__name__)


@click.command()
def serve() -> None:
    """Listen for mail by LMTP or SMTP, and poll the IMAP mailboxes."""
    end_with_supervisor()
    with database():
        connections.close_all()
        asyncio.run(_serve())


async def _serve() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    listening = await server.serve(
        settings.HANDRAIL_MAIL_HOST, settings.HANDRAIL_MAIL_PORT,
        protocol=settings.HANDRAIL_MAIL_PROTOCOL,
    )  # fmt: skip
    ended = threading.Event()
    for url in settings.HANDRAIL_IMAP_URLS:
        threading.Thread(target=_poll, args=[url, ended], daemon=True).start()
    async with listening:
        await stop.wait()
    ended.set()


def _poll(url: str, ended: threading.Event) -> None:
    """Look into one mailbox now and then; a fault is logged without its address's password."""
    while not ended.is_set():
        close_old_connections()
        try:
            imap.fetch_new(url)
        except Exception as fault:
            logger.error("a mailbox could not be read: %s", type(fault).__name__)
        ended.wait(POLL_SECONDS)


@click.command()
@click.option("--from", "sender", default="", help="The envelope's sender.")
@click.argument("recipients", nargs=-1)
def deliver(sender: str, recipients: tuple[str, ...]) -> None:
    """Take in one message from standard input, for a mail server's pipe.

    Exits with 0 when it is safe, with 75 when the mail server shall try again later.
    """
    raw = sys.stdin.buffer.read(settings.HANDRAIL_MAX_MESSAGE_BYTES + 1)
    if len(raw) > settings.HANDRAIL_MAX_MESSAGE_BYTES:
        click.echo("handrail: the message is too large", err=True)
        sys.exit(os.EX_DATAERR)
    try:
        with database():
            connections.close_all()
            arrival.keep(raw, at=now(), envelope_from=sender, envelope_to=recipients)
    except (DatabaseError, OSError) as fault:
        click.echo(f"handrail: not now, please try again later ({type(fault).__name__})", err=True)
        sys.exit(os.EX_TEMPFAIL)
