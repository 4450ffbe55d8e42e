"""Running the mail door: the listener and the mailboxes, until told to stop."""

import asyncio
import logging
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import connections

from handrail.channels.email import fetchers, server

# What is being kept when the stop comes gets this long.
STOP_SECONDS = 10.0

logger = logging.getLogger(__name__)


def serve() -> None:
    """Listen and poll until SIGTERM or SIGINT."""
    # aiosmtpd writes down every command at the level we use for events.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    stop = threading.Event()
    fetching = threading.Thread(target=fetchers.keep, args=[stop], name="fetchers", daemon=True)
    fetching.start()
    connections.close_all()
    try:
        asyncio.run(_listen())
    finally:
        stop.set()
        fetching.join(STOP_SECONDS)


async def _listen() -> None:
    loop, asked = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    threads = ThreadPoolExecutor(server.THREADS, thread_name_prefix="mail")
    make = server.maker(
        settings.HANDRAIL_MAIL_PROTOCOL,
        most_bytes=settings.HANDRAIL_MAX_MESSAGE_BYTES, threads=threads,
    )  # fmt: skip
    listener = await loop.create_server(
        make, settings.HANDRAIL_MAIL_HOST, settings.HANDRAIL_MAIL_PORT
    )
    logger.info("mail comes in on port %s", settings.HANDRAIL_MAIL_PORT)
    await asked.wait()
    listener.close()
    # Commits in progress end; whoever hears no 250 sends again, and that is one mail.
    await asyncio.to_thread(threads.shutdown, cancel_futures=True)
