"""The jobs of the queue, by name. Each is one call to an action, harmless when it runs twice."""

from procrastinate.contrib.django import app

from handrail.automation import running
from handrail.base.clock import now
from handrail.escalation import actions as escalation
from handrail.flow import delivery, owners
from handrail.flow.notices import pushing
from handrail.routing import giving, suggesting, training


@app.task(name="handrail.deliver")
def deliver(delivery_id: int) -> str:
    """Send one queued message."""
    return delivery.deliver(delivery_id, now=now())


@app.task(name="handrail.assign_waiting")
def assign_waiting(team_id: int) -> int:
    """Give out what waits in one team."""
    return giving.assign_all(team_id, now=now())


@app.task(name="handrail.triage")
def triage(ticket_id: int) -> str:
    """Ask the learned model about one new ticket."""
    return suggesting.ask_model(ticket_id, now=now())


@app.task(name="handrail.retrain", lock="handrail.retrain")
def retrain() -> int | None:
    """Train the learned model anew; its version, or None when there is too little to learn from."""
    made = training.retrain(now=now())
    return made.version if made else None


@app.task(name="handrail.automate", retry=5)
def automate(event_id: int) -> int:
    """Run the triggers of one event; how many ran."""
    return len(running.follow(event_id, now=now()))


@app.task(name="handrail.tell_affected", retry=5)
def tell_affected(update_id: int) -> int:
    """Tell one update of a major incident to everybody who is part of it."""
    return escalation.tell_all(update_id, now=now())


@app.task(name="handrail.tell_owner", retry=5)
def tell_owner(notice_id: int) -> bool:
    """Tell the owner of an article by mail what the clock does to it."""
    return owners.tell(notice_id, now=now())


@app.task(name="handrail.push", retry=5)
def push(event: int) -> int:
    """Tell browsers of one event; how many were reached."""
    return pushing.push(event)
