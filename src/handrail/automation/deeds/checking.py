"""Whether deeds and conditions can work as the desk is now, said in sentences for people."""

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps

from handrail.automation import placeholders
from handrail.automation.deeds import kinds as k
from handrail.automation.deeds.kinds import AnyDeed, BadDeed
from handrail.base.saying import Amount
from handrail.desk.models import Category, CustomField
from handrail.desk.shape import shape
from handrail.people.models import Person
from handrail.tickets import rules as tickets
from handrail.tickets.conditions import BadCondition, Conditions
from handrail.tickets.conditions.facts import fact
from handrail.tickets.models import Ticket

LONGEST_MINUTES = int(tickets.LONGEST_WAIT.total_seconds() // 60)


def check_deeds(deeds: tuple[AnyDeed, ...], *, automatic: bool) -> None:
    """Raise BadDeed for the first deed that cannot work; `automatic` when no agent stands behind it."""
    for number, deed in enumerate(deeds, start=1):
        try:
            CHECKS[type(deed)](deed, automatic)
        except (tickets.Refused, placeholders.BadPlaceholder, BadDeed) as fault:
            raise BadDeed("Action %(number)s: %(fault)s", number=number, fault=fault) from fault


def check_rows(conditions: Conditions) -> None:
    """Raise BadCondition when a condition speaks of a team, person or the like that is gone."""
    for test in conditions.tests:
        known = fact(test.fact)
        if known is None or not known.row:
            continue
        model = apps.get_model(known.row)
        there = set(model._default_manager.filter(pk__in=test.values).values_list("pk", flat=True))
        gone = [str(value) for value in test.values if value not in there]
        if gone:
            raise BadCondition(
                "%(fact)s: no. %(gone)s does not exist any more.", fact=known.label, gone=gone
            )


def _grade(deed: Any, automatic: bool) -> None:
    """The type has said it all."""


def _category(deed: k.SetCategory, automatic: bool) -> None:
    if not Category.objects.filter(pk=deed.category).exists():
        raise BadDeed("That category does not exist any more. Choose another.")


def _field(deed: k.SetField, automatic: bool) -> None:
    field = CustomField.objects.filter(key=deed.key).first()
    if field is None:
        raise BadDeed("There is no field called %(key)s.", key=deed.key)
    tickets.field_value(field.label, field.kind, field.options, deed.value)


def _tags(deed: k.AddTags | k.RemoveTags, automatic: bool) -> None:
    if not tickets.clean_tags(list(deed.tags)):
        raise BadDeed("Name at least one tag.")
    for tag in deed.tags:
        if "," in tag or not tag.strip():
            raise BadDeed("“%(tag)s” is no tag: a word or a few, without commas.", tag=tag)


def _team(deed: k.Move, automatic: bool) -> None:
    if shape().find(deed.team) is None:
        raise BadDeed("There is no team no. %(number)s any more. Choose another.", number=deed.team)


def _owner(deed: k.Assign, automatic: bool) -> None:
    person = _person(deed.person)
    if not (person.is_active and person.can("take")):
        raise BadDeed("%(person)s cannot own tickets.", person=person)


def _watcher(deed: k.Watch, automatic: bool) -> None:
    person = _person(deed.person)
    if not person.is_staff:
        raise BadDeed(
            "%(person)s does not work here. Only an agent adds people of the customer.",
            person=person,
        )


def _person(pk: int) -> Person:
    person = Person.objects.filter(pk=pk).first()
    if person is None:
        raise BadDeed("There is no person no. %(number)s any more. Choose another.", number=pk)
    return person


def _reply(deed: k.Reply, automatic: bool) -> None:
    check_text(deed.text, automatic=automatic)


def _note(deed: k.Note | k.TellLead, automatic: bool) -> None:
    check_text(deed.text)


def _escalate(deed: k.Escalate, automatic: bool) -> None:
    check_text(deed.wanted)
    if deed.team is not None:
        _team(k.Move(team=deed.team), automatic)


def _wait(deed: k.Wait, automatic: bool) -> None:
    if deed.on != "until":
        return
    if deed.minutes is None or not 1 <= deed.minutes <= LONGEST_MINUTES:
        raise BadDeed("Say how many minutes it waits: at least one, at most ten years.")


def _link(deed: k.LinkTo, automatic: bool) -> None:
    if not Ticket.objects.filter(pk=deed.ticket).exists():
        raise BadDeed("There is no ticket #%(number)s.", number=deed.ticket)


def check_text(text: str, *, automatic: bool = False) -> None:
    """Raise BadDeed or BadPlaceholder for a text that says nothing, too much, or what it may not."""
    if not text.strip():
        raise BadDeed("Write the text.")
    if len(text) > k.MOST_TEXT:
        raise BadDeed(
            "At most %(most)s characters; this has %(has)s.",
            most=Amount(k.MOST_TEXT),
            has=Amount(len(text)),
        )
    placeholders.check(text, automatic=automatic)


CHECKS: Mapping[type[Any], Callable[[Any, bool], None]] = {
    k.SetCategory: _category, k.SetImpact: _grade, k.SetUrgency: _grade, k.SetField: _field,
    k.AddTags: _tags, k.RemoveTags: _tags, k.Move: _team, k.Assign: _owner, k.Release: _grade,
    k.Reply: _reply, k.Note: _note, k.TellLead: _note, k.Escalate: _escalate, k.Wait: _wait,
    k.Solve: _grade, k.Watch: _watcher, k.LinkTo: _link,
}  # fmt: skip
