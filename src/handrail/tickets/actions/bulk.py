"""One act on many tickets: each under its own lock and rules, all of it undone with one press.

A refused ticket does not hold up the others. What is undone is only what nobody has changed since.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.base.by import By
from handrail.desk.models import Category, Team
from handrail.people.models import Person
from handrail.people.rules import NotAllowed
from handrail.tickets import rules
from handrail.tickets.actions.ending import clear_spam, mark_spam, reopen, resume, solve, wait
from handrail.tickets.actions.facts import change
from handrail.tickets.actions.ownership import assign, move, release, take
from handrail.tickets.models import BulkChange, Ticket

MOST = 200
KEPT_FOR = timedelta(days=1)
WATCHED = ("team_id", "owner_id", "category_id", "impact", "urgency", "tags", "state", "turn")


class Nobody:
    """Stands for giving a ticket back to its queue, where None means: leave the owner alone."""


NOBODY = Nobody()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to become of each; None leaves it as it is. `then` is "solve" or "spam" or nothing.

    `taker` takes those that nobody has; `owner` is given them whoever had them.
    """

    taker: Person | None = None
    team: Team | None = None
    owner: Person | Nobody | None = None
    category: Category | None = None
    impact: int | None = None
    urgency: int | None = None
    add_tags: Sequence[str] = ()
    drop_tags: Sequence[str] = ()
    until: datetime | None = None
    then: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


@dataclass(slots=True)
class Outcome:
    """The numbers of those it worked on, and why it did not on the others."""

    changed: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    kept: BulkChange | None = None


def change_many(tickets: Iterable[Ticket], wanted: Wanted, *, words: str, by: By) -> Outcome:
    """Do it to each, in the order given; what it did is kept for a day, to be undone.

    Raises Refused for more than 200 at once.
    """
    chosen = list(tickets)
    if len(chosen) > MOST:
        raise rules.Refused(
            "That is %(n)s tickets; at most %(most)s at once.", n=len(chosen), most=MOST
        )
    outcome, before = Outcome(), []
    for ticket in chosen:
        was = _facts(ticket)
        if _tried(outcome, ticket, lambda one: _change(one, wanted, by)):
            before.append({"ticket": ticket.pk, "was": was, "is": _facts(_now(ticket))})
    if before and by.person_id:
        outcome.kept = BulkChange.objects.create(
            person_id=by.person_id, at=by.at, words=words[:200], before=before
        )
    return outcome


def undo_many(kept: BulkChange, *, by: By) -> Outcome:
    """Put everything back that nobody has changed since. Raises Refused when it was undone before."""
    if not BulkChange.objects.filter(pk=kept.pk, undone_at=None).update(undone_at=by.at):
        raise rules.Refused("That has been undone already.")
    outcome = Outcome()
    rows = Ticket.objects.in_bulk([one["ticket"] for one in kept.before])
    for one in kept.before:
        if ticket := rows.get(one["ticket"]):
            _tried(outcome, ticket, _back(one["was"], one["is"], by))
    return outcome


def forget_bulk(at: datetime) -> int:
    """What was done a day ago is not undone any more."""
    return BulkChange.objects.filter(at__lt=at - KEPT_FOR).delete()[0]


def _tried(outcome: Outcome, ticket: Ticket, act: Callable[[Ticket], None]) -> bool:
    try:
        with transaction.atomic():
            act(ticket)
    except (rules.Refused, NotAllowed) as refusal:
        outcome.refused[ticket.pk] = refusal.sentence
        return False
    outcome.changed.append(ticket.pk)
    return True


def _change(ticket: Ticket, wanted: Wanted, by: By) -> None:
    """The facts first, then whose it is, then its state: each verb finds the ticket ready for it."""
    facts = _new_facts(ticket, wanted)
    if facts:
        change(ticket, by=by, facts=facts)
    if wanted.team:
        move(ticket, to=wanted.team, by=by)
    if wanted.taker:
        take(ticket, person=wanted.taker, by=by)
    elif isinstance(wanted.owner, Person):
        assign(ticket, to=wanted.owner, by=by)
    elif wanted.owner is NOBODY:
        release(ticket, by=by)
    if wanted.until:
        wait(ticket, on="until", until=wanted.until, by=by)
    if wanted.then == "solve":
        solve(ticket, by=by)
    elif wanted.then == "spam":
        mark_spam(ticket, by=by)


def _new_facts(ticket: Ticket, wanted: Wanted) -> dict[str, Any]:
    named = ("category", "impact", "urgency")
    facts = {name: value for name in named if (value := getattr(wanted, name)) is not None}
    dropped = {tag.casefold() for tag in wanted.drop_tags}
    tags = [tag for tag in ticket.tags if tag.casefold() not in dropped] + list(wanted.add_tags)
    return facts | ({"tags": tags} if wanted.add_tags or wanted.drop_tags else {})


def _facts(ticket: Ticket) -> dict[str, Any]:
    return {name: getattr(ticket, name) for name in WATCHED}


def _now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def _back(was: Mapping[str, Any], is_: Mapping[str, Any], by: By) -> Callable[[Ticket], None]:
    """What puts one ticket back; it refuses when somebody has changed since what would go back."""
    differs = {name for name in WATCHED if was[name] != is_[name]}

    def put_back(ticket: Ticket) -> None:
        if any(getattr(ticket, name) != is_[name] for name in differs):
            raise rules.Refused("Somebody has changed it since.")
        _put_back(ticket, was, differs, by)

    return put_back


def _put_back(ticket: Ticket, was: Mapping[str, Any], differs: set[str], by: By) -> None:
    if "state" in differs or "turn" in differs:
        _reopen(ticket, by)
    facts = {name.removesuffix("_id"): was[name] for name in differs & {
        "category_id", "impact", "urgency", "tags"}}  # fmt: skip
    if facts:
        change(ticket, by=by, facts=facts)
    if "team_id" in differs:
        move(ticket, to=Team.objects.get(pk=was["team_id"]), by=by)
    if "owner_id" in differs and was["owner_id"]:
        assign(ticket, to=Person.objects.get(pk=was["owner_id"]), by=by)
    elif "owner_id" in differs:
        release(ticket, by=by)


def _reopen(ticket: Ticket, by: By) -> None:
    if ticket.turn == "spam":
        clear_spam(ticket, by=by)
    elif ticket.state == "waiting":
        resume(ticket, by=by)
    elif ticket.state == "done":
        reopen(ticket, by=by, why=_("Undone"))
