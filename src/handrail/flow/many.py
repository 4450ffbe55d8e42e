"""New requests, many at once: a full mailbox is read in a few statements, not in fifty for each mail."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from handrail.base.by import By
from handrail.base.configuration import settled
from handrail.base.limits import count_each
from handrail.base.text import fold_case
from handrail.base.together import create, together
from handrail.flow import alerts, thanking
from handrail.flow.automatic import heard_from
from handrail.flow.incoming import Incoming, Outcome
from handrail.flow.intake import is_plainly_new
from handrail.flow.models import Alike
from handrail.flow.placing import open_plain
from handrail.flow.speaking import language_of
from handrail.flow.threads import MOST_REFERENCES
from handrail.people.actions import meet_each
from handrail.people.models import Person
from handrail.tickets.actions.conversation import hash_of
from handrail.tickets.models import Message, Ticket


@transaction.atomic
def receive_new(many: Sequence[Incoming]) -> list[Outcome | None]:
    """Open a ticket for each that is plainly a new request; None for those to be placed one by one.

    The outcomes are the same as `intake.receive` would give. Raises DatabaseError where somebody else
    is placing the same at this moment: then nothing is placed, and each may be tried alone.
    """
    with settled():
        fresh = _unheard(_unknown(many))
        outcomes = _open_each(fresh)
    by_id = {id(one): outcome for (one, _), outcome in zip(fresh, outcomes, strict=True)}
    return [by_id.get(id(one)) for one in many]


def _unknown(many: Sequence[Incoming]) -> list[Incoming]:
    """The plainly new ones that neither are here already nor refer to what is; of two alike, the first.

    One that shares an id with an earlier mail of another kind waits until that one has its place.
    """
    known = _known({key for one in many for key in _keys(one)})
    left = []
    for one in many:
        keys = set(_keys(one))
        if is_plainly_new(one) and not keys & known:
            left.append(one)
        known |= keys
    return left


def _keys(one: Incoming) -> Iterable[str]:
    return filter(None, map(hash_of, (one.external_id, *one.references[-MOST_REFERENCES:])))


def _known(keys: set[str]) -> set[str]:
    found = Message.objects.filter(external_hash__in=sorted(keys))
    return {key for key in found.values_list("external_hash", flat=True) if key}


def _unheard(many: Sequence[Incoming]) -> list[tuple[Incoming, str]]:
    """Those that nobody has said before, with the key of what they say."""
    if not alerts.rule().is_active:
        return [(one, "") for one in many]
    keyed = [(one, _said(one)) for one in many]
    before = Alike.objects.filter(key__in=sorted({key for _, key in keyed}))
    known = set(before.values_list("key", flat=True))
    left = []
    for one, key in keyed:
        if key not in known:
            left.append((one, key))
        known.add(key)
    return left


def _said(one: Incoming) -> str:
    return alerts.key_of(one.sender_address, one.subject, one.text, one.auto_submitted)


def _open_each(fresh: Sequence[tuple[Incoming, str]]) -> list[Outcome]:
    if not fresh:
        return []
    thanked: Counter[str] = Counter()
    with together(drawn=len(fresh)):
        people = meet_each(
            {_address(one): one.sender_name for one, __ in fresh},
            {_address(one): language_of(one) for one, __ in fresh},
        )
        unthanked = _unthanked([one for one, _ in fresh], people)
        room = thanking.room(map(thanking.domain, unthanked), at=fresh[0][0].at)
        opened = []
        for one, key in fresh:
            sender = people[_address(one)]
            ticket = _opened(one, sender, key)
            opened.append(ticket.pk)
            home = thanking.domain(sender)
            if sender in unthanked and room[home] > thanked[home] and thanking.due(one):
                thanking.thank(ticket, at=one.at)
                unthanked.discard(sender)
                thanked[home] += 1
    messages = dict(_openings(opened))
    if thanked:
        thanking.count(thanked, at=fresh[0][0].at)
    return [Outcome(kind="opened", ticket_id=pk, message_id=messages[pk]) for pk in opened]


def _opened(one: Incoming, sender: Person, key: str) -> Ticket:
    by = By(actor="person", person_id=sender.pk, role=sender.role, at=one.at)
    heard_from(sender, by=by)
    ticket = open_plain(one, sender, by)
    if key:
        create(Alike(key=key, ticket_id=ticket.pk, count=1, last_at=one.at))
    return ticket


def _address(one: Incoming) -> str:
    return fold_case(one.sender_address)[:254]


def _unthanked(many: Sequence[Incoming], people: Mapping[str, Person]) -> set[Person]:
    """Those who are due an acknowledgement and have had none today."""
    due = {people[_address(one)] for one in many if thanking.due(one)}
    keys = {thanking.count_key(person): 1 for person in due}
    counts = count_each(keys, at=many[0].at, every=thanking.DAY) if keys else {}
    return {person for person in due if counts[thanking.count_key(person)] == 1}


def _openings(tickets: Sequence[int]) -> Iterable[tuple[int, int]]:
    """(ticket, its first message) of tickets that are written."""
    first = Message.objects.filter(ticket__in=tickets, direction=Message.Direction.IN)
    return first.values_list("ticket", "pk")
