"""The jobs of the queue, by name. Each is one call to an action, harmless when it runs twice."""

from procrastinate.contrib.django import app

from handrail.automation import running
from handrail.base.clock import now
from handrail.flow import delivery


@app.task(name="handrail.deliver")
def deliver(delivery_id: int) -> str:
    """Send one queued message."""
    return delivery.deliver(delivery_id, now=now())


@app.task(name="handrail.automate", retry=5)
def automate(event_id: int) -> int:
    """Run the triggers of one event; how many ran."""
    return len(running.follow(event_id, now=now()))
