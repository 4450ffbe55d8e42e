"""The worker: runs queued jobs, and puts back those that another worker died over.

procrastinate never resumes the job of a killed worker, and returns as if all were well when
PostgreSQL goes away; both are answered here.
"""

import asyncio
import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from procrastinate import PsycopgConnector
from procrastinate.app import App
from procrastinate.contrib.django import procrastinate_app
from procrastinate.contrib.django.utils import connector_params

from handrail.jobs.rescue import HEARTBEAT_SECONDS, SILENT_SECONDS, keep_rescuing
from handrail.jobs.sweeps import keep_sweeping

POOL = 4
SWEEP_THREADS = 2
STOP_SECONDS = 15
POLL_SECONDS = 2.0

logger = logging.getLogger(__name__)


async def work(threads: int) -> bool:
    """Work, `threads` jobs at once, until a signal asks to stop (True), or the database is lost (False)."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(threads + SWEEP_THREADS, thread_name_prefix="job"))
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=POOL)
    app = procrastinate_app.current_app.with_connector(connector)
    async with app.open_async():
        await _until_first(asked, app, threads)
    return asked.is_set()


async def _until_first(asked: asyncio.Event, app: App, threads: int) -> None:
    jobs = asyncio.create_task(_jobs(app, threads))
    others = [
        asyncio.create_task(asked.wait()),
        asyncio.create_task(keep_rescuing(app.job_manager)),
        asyncio.create_task(keep_sweeping()),
    ]
    await asyncio.wait([jobs, *others], return_when=asyncio.FIRST_COMPLETED)
    for task in (jobs, *others):
        task.cancel()
        with suppress(asyncio.CancelledError):
            try:
                await task
            except Exception:
                logger.exception("the worker stops")


async def _jobs(app: App, threads: int) -> None:
    await app.run_worker_async(
        concurrency=threads,
        install_signal_handlers=False,
        fetch_job_polling_interval=POLL_SECONDS,
        shutdown_graceful_timeout=STOP_SECONDS,
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        stalled_worker_timeout=SILENT_SECONDS,
    )
