"""The jobs of the queue, by name. Each is one call to an action, harmless when it runs twice."""

from procrastinate.contrib.django import app

from handrail.base.clock import now
from handrail.flow import delivery
from handrail.routing import giving


@app.task(name="handrail.deliver")
def deliver(delivery_id: int) -> str:
    """Send one queued message."""
    return delivery.deliver(delivery_id, now=now())


@app.task(name="handrail.assign_waiting")
def assign_waiting(team_id: int) -> int:
    """Give out what waits in one team."""
    return giving.assign_all(team_id, now=now())
