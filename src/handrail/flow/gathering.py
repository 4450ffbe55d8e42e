"""New requests that belong together: the same said again, or more from one sender than anybody reads."""

from datetime import timedelta

from handrail.base.by import By
from handrail.base.limits import within
from handrail.base.saying import Amount, said
from handrail.base.text import fold_case
from handrail.flow import alerts, kept
from handrail.flow.events import Counted
from handrail.flow.incoming import Incoming, Outcome
from handrail.flow.mail_rule import rule
from handrail.flow.placing import join, open_new
from handrail.flow.threads import may_join
from handrail.people.models import Person
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.models import Ticket

HOUR = timedelta(hours=1)


def gather(incoming: Incoming, sender: Person, by: By) -> Outcome:
    """A new request, unless it says what one of the last hour said already, or its sender sends too many.

    Nothing that comes is lost: what is only counted stays where its channel keeps it.
    """
    wanted = alerts.rule()
    if not wanted.is_active:
        return open_new(incoming, sender, by)
    patience, key = _kind(incoming)
    alike = alerts.met(key, at=incoming.at)
    known = alike.ticket if alerts.goes_on(alike, wanted, at=incoming.at) else None
    alike.count, alike.last_at = (alike.count + 1 if known else 1), incoming.at
    if known is None or alike.count <= patience or not may_join(sender, known):
        outcome = open_new(incoming, sender, by)
        alike.ticket_id = alike.ticket_id if known else outcome.ticket_id
    elif alike.count <= wanted.kept + patience:
        outcome = join(incoming, sender, known, by)
    else:
        outcome = _counted(known, alike.count, by)
    alike.save()
    return outcome


def _kind(incoming: Incoming) -> tuple[int, str]:
    """(how many of it may each have a ticket, what it is alike by)."""
    sender = incoming.sender_address
    limit = rule().requests_an_hour
    if limit and not within(f"mail:{fold_case(sender)}", at=incoming.at, every=HOUR, most=limit):
        return 0, alerts.pile_of(sender)
    patience = alerts.patience(sender, incoming.auto_submitted)
    return patience, alerts.key_of(sender, incoming.subject, incoming.text, incoming.auto_submitted)


def _counted(ticket: Ticket, count: int, by: By) -> Outcome:
    if alerts.is_told(count):
        happen(locked(ticket), Counted(count=count), By.system(by.at))
    return Outcome(
        kind="counted", ticket_id=ticket.pk, reason=said(kept.ONE_OF_MANY, count=Amount(count))[:]
    )
