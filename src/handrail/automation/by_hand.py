"""What an agent does with one press: a macro, or a canned answer."""

from django.db import transaction
from django.db.models import Case, IntegerField, Q, Value, When

from handrail.automation.deeds.carrying import Hand, carry, say
from handrail.automation.deeds.kinds import AnyDeed, BadDeed, Escalate, read
from handrail.automation.deeds.telling import Names, tell
from handrail.automation.events import MacroApplied
from handrail.automation.filling import filled
from handrail.automation.models import CannedAnswer, Macro
from handrail.automation.models.by_hand import offered
from handrail.base.by import By
from handrail.base.text import one_line
from handrail.desk.shape import NoTeam
from handrail.escalation.rules import HandoffRefused
from handrail.people.models import Person
from handrail.tickets import conditions
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.models import Ticket
from handrail.tickets.rules import Refused

MOST = 50
MOST_WORDS = 8


def macros_for(ticket: Ticket, person: Person, *, by: By) -> list[Macro]:
    """The macros this person may use on this ticket now, in their order."""
    facts = conditions.facts_of(ticket, at=by.at)
    mine = offered(Macro.objects.all(), person).order_by("position", "id")[: 4 * MOST]
    return [macro for macro in mine if _fits(macro, facts)][:MOST]


def _fits(macro: Macro, facts: conditions.Facts) -> bool:
    try:
        return conditions.fits(conditions.read(macro.conditions), facts)
    except conditions.BadCondition:
        return False


@transaction.atomic
def apply_macro(ticket: Ticket, macro: Macro, *, agent: Person, by: By) -> Ticket:
    """Do all that a macro says as this agent, or none of it.

    Raises Refused with what stood in the way, or NotAllowed, with nothing done.
    """
    if not offered(Macro.objects.all(), agent).filter(pk=macro.pk).exists():
        raise Refused("“%(macro)s” is not one of your macros.", macro=macro)
    ticket = locked(ticket)
    if not _fits(macro, conditions.facts_of(ticket, at=by.at)):
        raise Refused(
            "“%(macro)s” does not fit #%(number)s as it stands.", macro=macro, number=ticket.pk
        )
    deeds = _deeds(macro)
    done = happen(ticket, MacroApplied(macro=macro.pk, name=macro.name), by)
    hand = Hand(by.because_of(done.id), agent)
    if macro.text.strip():
        say(macro.text, ticket, hand)
    names = Names(deeds)
    for deed in deeds:
        try:
            carry(deed, locked(ticket), hand)
        except (Refused, HandoffRefused, NoTeam) as refusal:
            raise Refused(
                "%(macro)s, %(tell)s: %(refusal)s Nothing was done.",
                macro=macro,
                tell=tell(deed, names),
                refusal=refusal,
            ) from refusal
    return locked(ticket)


def _deeds(macro: Macro) -> tuple[AnyDeed, ...]:
    try:
        return read(macro.actions)
    except BadDeed as fault:
        raise Refused("“%(macro)s” is broken: %(fault)s", macro=macro, fault=fault) from fault


def told(macros: list[Macro]) -> list[tuple[Macro, list[str]]]:
    """Each macro with what it does in words; one that is broken says nothing."""
    deeds = {macro.pk: _readable(macro) for macro in macros}
    names = Names(deed for some in deeds.values() for deed in some)
    return [(macro, [tell(deed, names) for deed in deeds[macro.pk]]) for macro in macros]


def escalates(macro: Macro) -> bool:
    """Whether a macro offers the ticket to another team."""
    return any(isinstance(deed, Escalate) for deed in _readable(macro))


def _readable(macro: Macro) -> tuple[AnyDeed, ...]:
    try:
        return read(macro.actions)
    except BadDeed:
        return ()


def canned_for(
    person: Person, *, words: str = "", language: str = "", most: int = MOST
) -> list[CannedAnswer]:
    """Canned answers of this person's teams and of everyone, those that fit best first.

    Every word must be in the name, the shortcut or the text. Raises nothing.
    """
    found = offered(CannedAnswer.objects.all(), person)
    if language:
        found = found.filter(language__in=["", language])
    words = one_line(words, most=200)
    for word in words.split()[:MOST_WORDS]:
        found = found.filter(
            Q(name__icontains=word) | Q(shortcut__icontains=word) | Q(text__icontains=word)
        )
    best = Case(
        When(shortcut=words.casefold() or "-", then=Value(0)),
        When(name__icontains=words, then=Value(1)),
        default=Value(2), output_field=IntegerField(),
    )  # fmt: skip
    return list(found.annotate(best=best).order_by("best", "position", "name")[:most])


def canned_text(answer: CannedAnswer, ticket: Ticket, *, agent: Person) -> str:
    """A canned answer as this agent would send it on this ticket."""
    return filled(answer.text, ticket, agent=agent)
