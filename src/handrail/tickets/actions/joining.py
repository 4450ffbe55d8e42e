"""Merging, splitting and linking tickets."""

from django.db import transaction

from handrail.base.by import By
from handrail.people.rules import require
from handrail.tickets import rules
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.actions.opening import open_ticket
from handrail.tickets.events import Linked, Merged, MergedIn, SplitOff, Unlinked
from handrail.tickets.models import (
    Attachment,
    Link,
    Message,
    Note,
    TeamAccess,
    Ticket,
    Watcher,
)  # fmt: skip


def _locked_pair(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Both tickets, locked lowest number first so that two merges cannot wait on each other."""
    by_number = {t.pk: locked(t) for t in sorted((one, other), key=lambda t: t.pk)}
    return by_number[one.pk], by_number[other.pk]


@transaction.atomic
def merge(ticket: Ticket, *, into: Ticket, by: By) -> Ticket:
    """Let a ticket's conversation go on in another of the same requester or organisation.

    Messages, notes, files and watchers move; the number stays and leads to the other.
    Raises Refused across customers: merging would show one customer's words to another.
    """
    require(by, "merge")
    if ticket.pk == into.pk:
        raise rules.Refused("A ticket cannot be merged into itself.")
    ticket, into = _locked_pair(ticket, into)
    if ticket.merged_into_id == into.pk:
        return into
    rules.require_active(ticket.state, ticket.pk)
    rules.require_active(into.state, into.pk)
    _require_one_customer(ticket, into)
    for model in (Message, Note, Attachment):
        model._default_manager.filter(ticket=ticket).update(ticket=into)
    _keep_access(ticket, into)
    happen(ticket, Merged(into=into.pk), by)
    happen(into, MergedIn(source=ticket.pk), by)
    return into


def _require_one_customer(ticket: Ticket, into: Ticket) -> None:
    same = ticket.requester_id == into.requester_id
    colleagues = ticket.organisation_id and ticket.organisation_id == into.organisation_id
    if not (same or colleagues):
        raise rules.Refused(
            "#%(number)s and #%(number2)s are of different customers. Link them instead.",
            number=ticket.pk,
            number2=into.pk,
        )


def _keep_access(ticket: Ticket, into: Ticket) -> None:
    people = {ticket.requester_id, *ticket.watchers.values_list("person_id", flat=True)}
    for person in people - {into.requester_id}:
        Watcher.objects.get_or_create(ticket=into, person_id=person)
    for team in ticket.access.values_list("team_id", flat=True):
        TeamAccess.objects.get_or_create(ticket=into, team_id=team)


@transaction.atomic
def split(ticket: Ticket, *, message: Message, subject: str, by: By) -> Ticket:
    """Make one of the customer's messages a ticket of its own, linked to this one."""
    require(by, "split")
    ticket = locked(ticket)
    if message.ticket_id != ticket.pk or message.direction != Message.Direction.IN:
        raise rules.Refused("Choose a message of the customer on this ticket.")
    author = message.author or ticket.requester
    new = open_ticket(
        requester=author, subject=subject, text=message.text, html=message.html,
        quoted=message.quoted, channel=ticket.channel, category=ticket.category, team=ticket.team,
        brand=ticket.brand, language=ticket.language, by=by,
    )  # fmt: skip
    _copy_files(message, new)
    happen(ticket, SplitOff(into=new.pk, message=message.pk), by)
    _tie(ticket, new, Link.Kind.RELATED, by, "split off")
    return new


def _copy_files(message: Message, ticket: Ticket) -> None:
    first = ticket.messages.get()
    for file in message.attachments.all():
        file.pk, file.ticket, file.message = None, ticket, first
        file.save(force_insert=True)


@transaction.atomic
def link(ticket: Ticket, *, to: Ticket, kind: str, by: By, reason: str = "") -> None:
    """Tie two tickets: parent (of the other), related, or duplicate."""
    require(by, "link")
    if kind not in Link.Kind.values:
        raise rules.Refused("A link is one of parent, related, duplicate.")
    if ticket.pk == to.pk:
        raise rules.Refused("A ticket cannot be linked to itself.")
    ticket, to = _locked_pair(ticket, to)
    if kind == Link.Kind.PARENT and _is_above(to, ticket):
        raise rules.Refused(
            "#%(number)s is already above #%(number2)s.", number=to.pk, number2=ticket.pk
        )
    _tie(ticket, to, kind, by, reason)


def _is_above(candidate: Ticket, ticket: Ticket) -> bool:
    """Whether `candidate` is an ancestor of `ticket`."""
    seen, level = {ticket.pk}, [ticket.pk]
    while level:
        above = Link.objects.filter(target__in=level, kind=Link.Kind.PARENT)
        level = [pk for pk in above.values_list("source_id", flat=True) if pk not in seen]
        seen.update(level)
    return candidate.pk in seen - {ticket.pk}


def _tie(source: Ticket, target: Ticket, kind: str, by: By, reason: str) -> None:
    _, is_new = Link.objects.get_or_create(source=source, target=target, kind=kind)
    if is_new:
        happen(source, Linked(other=target.pk, link=kind, reason=reason), by)
        happen(target, Linked(other=source.pk, link=f"{kind}_of", reason=reason), by)


@transaction.atomic
def unlink(ticket: Ticket, *, other: Ticket, kind: str, by: By) -> None:
    """Take a tie away again."""
    require(by, "link")
    ticket = locked(ticket)
    gone, _ = Link.objects.filter(source=ticket, target=other, kind=kind).delete()
    if gone:
        happen(ticket, Unlinked(other=other.pk, link=kind), by)
