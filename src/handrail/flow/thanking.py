"""Acknowledging a new request: never a machine's, and never so often that it becomes a mail bomb."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from handrail.base.by import By
from handrail.base.languages import later
from handrail.base.limits import count_each, counted, within
from handrail.flow.alerts import is_program
from handrail.flow.incoming import Incoming
from handrail.flow.mail_rule import rule
from handrail.flow.speaking import speaking_to
from handrail.flow.ways_in import brand_of
from handrail.people.models import Person
from handrail.tickets import actions as tickets
from handrail.tickets.models import Ticket

RECEIVED = later(
    "Thank you for writing. Your request has reached us, and a person will answer you. "
    "To add something, simply reply to this message."
)
DAY = timedelta(days=1)


def due(incoming: Incoming) -> bool:
    """Whether a new request is acknowledged: as its brand wishes, and never a program's."""
    brand = brand_of(incoming)
    by_program = is_program(incoming.sender_address, incoming.auto_submitted)
    return not by_program and brand is not None and brand.acknowledges


def count_key(sender: Person) -> str:
    """What acknowledgements are counted by: at most one a sender and day."""
    return f"ack:{sender.pk}"


def thank_once(ticket: Ticket, sender: Person, *, at: datetime) -> None:
    """Acknowledge it, unless the sender or all of the sender's domain have had enough today."""
    own = domain(sender)
    if within(count_key(sender), at=at, every=DAY, most=1) and room({own}, at=at)[own] > 0:
        thank(ticket, at=at)
        count({own: 1}, at=at)


def room(domains: Iterable[str], *, at: datetime) -> Counter[str]:
    """How many more acknowledgements each domain gets today, as far as is known now."""
    wanted = set(domains)
    so_far = counted({f"ack@{one}" for one in wanted}, at=at, every=DAY)
    most = rule().answers_a_domain
    return Counter({one: most - so_far.get(f"ack@{one}", 0) for one in wanted})


def count(domains: Mapping[str, int], *, at: datetime) -> None:
    """Count so many acknowledgements for each domain. Last in a transaction: others wait for these rows."""
    count_each({f"ack@{one}": more for one, more in domains.items()}, at=at, every=DAY)


def domain(sender: Person) -> str:
    """The domain that the sender's mail goes to."""
    return (sender.email or "").rpartition("@")[2]


def thank(ticket: Ticket, *, at: datetime) -> None:
    """Acknowledge a request, with not one word of a stranger's."""
    with speaking_to(ticket.requester):
        tickets.tell(ticket, text=str(RECEIVED), about="received", by=By.system(at))
