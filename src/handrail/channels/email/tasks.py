"""The channel's job in the queue, harmless when it runs twice."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from handrail.base.clock import now
from handrail.channels.email import placing
from handrail.channels.email.arrival import JOB


@app.task(name=JOB, retry=RetryStrategy(max_attempts=20, wait=5, linear_wait=5))
def take_in(raw_id: int) -> str:
    """Read and place one kept mail."""
    return placing.take_in(raw_id, now=now())
