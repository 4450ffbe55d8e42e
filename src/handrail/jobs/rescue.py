"""Putting jobs back that a dead worker left in hand.

A rescued job may run twice: a worker that was only paused finishes it as well. So every
effect of a job stands behind a unique key; nothing here tries to fence the old worker.
"""

import asyncio
import logging
from datetime import UTC, datetime

from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager

HEARTBEAT_SECONDS = 3.0
# Five missed heartbeats, and then at most one round of looking: 20 seconds from death to retry.
SILENT_SECONDS = 15.0
ROUND_SECONDS = 5.0

logger = logging.getLogger(__name__)


async def keep_rescuing(manager: JobManager) -> None:
    """Rescue for as long as the worker lives. A lost database ends it, and so the worker."""
    while True:
        await rescue(manager)
        await asyncio.sleep(ROUND_SECONDS)


async def rescue(manager: JobManager, *, silent_seconds: float = SILENT_SECONDS) -> int:
    """Put back every job whose worker has been silent; how many there were."""
    rescued = 0
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silent_seconds):
        try:
            await manager.retry_job(job, retry_at=datetime.now(UTC))
        except ConnectorException as error:
            # Another worker rescued it in the same moment, or its own finished it after all.
            logger.info("job %s needed no rescue: %s", job.id, error)
            continue
        rescued += 1
        logger.warning("job %s (%s) was left by a dead worker and put back", job.id, job.task_name)
    return rescued
