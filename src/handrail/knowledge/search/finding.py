"""Searching tickets: newest first, under the one scope rule, reading until the page is full.

One statement a step. It takes numbers from the index, newest first, and looks at each one's ticket
through `visible_to` until there are enough; a step that does not fill the page is followed by a larger
one, up to a bound. What lies behind the bound is a further page, and the reader is told so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler

from handrail.knowledge.search.filters import Conditions, conditions
from handrail.knowledge.search.language import Asked, parse
from handrail.people.models import Person
from handrail.people.rules import works_here
from handrail.tickets.models import Ticket
from handrail.tickets.models.scope import TicketQuerySet

# What a high screen shows; the rest is fetched when it is scrolled to.
PAGE = 12
# How many candidates each step of one search looks at: in all not more than their sum. The first looks
# at little more than a page: whoever may read nearly everything needs no second.
SPARE = 3
STEPS = (0, 600, 3_000, 6_000)
# So often a search goes on after it has read two thousand texts for a phrase (see search_candidates).
MOST_STOPS = 2
NOTHING_BELOW = 2**62


@dataclass(frozen=True, slots=True)
class Found:
    """A page of tickets, newest first. `further` is where the next page starts, if there may be one;
    `is_bounded` when the search stopped before the page was full."""

    asked: Asked
    numbers: Sequence[int] = ()
    shown: str = ""
    further: int | None = None
    is_bounded: bool = False
    faults: Sequence[str] = ()
    notice: str = ""

    @property
    def leads(self) -> list[str]:
        """Words that lead to the right place in a text."""
        return [*self.asked.all_words, *" ".join(self.asked.phrases).split()]


@dataclass(slots=True)
class _Search:
    asked: Asked
    person: Person
    conditions: Conditions
    is_staff: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_staff = works_here(self.person.role)


class _IsCandidate(Func):
    """That the ticket at hand is the candidate of the statement around it."""

    output_field = BooleanField()

    def as_sql(  # type: ignore[override]  # Func's further options are its own affair
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[int, ...]]:
        return '"tickets_ticket"."id" = candidate.n', ()


def find(
    line: str, person: Person, *, now: datetime, below: int | None = None, most: int = PAGE
) -> Found:
    """The newest tickets that this person may see and that fit the line, below a number."""
    asked = parse(line)
    search = _Search(asked, person, conditions(asked.filters, person, now=now))
    faults = [*asked.faults, *search.conditions.faults]
    if asked.is_empty or not person.is_active:
        return Found(asked, faults=faults)
    numbers: list[int] = []
    shown, further, is_bounded = "", None, False
    for step in _steps(search, below or NOTHING_BELOW, most):
        numbers += step.numbers
        shown, is_full = step.shown, len(numbers) > most
        further, is_bounded = (
            (numbers[most - 1], False) if is_full else (step.last, bool(step.last))
        )
        if is_full:
            break
    return Found(asked, numbers[:most], shown, further, is_bounded, faults)


def permitted(numbers: Sequence[int], asked: Asked, person: Person, *, now: datetime) -> list[int]:
    """Those of some tickets that this person may see and the filters let through, in their order.

    Words that must not be there are looked for as well; those that must be are not.
    """
    if not numbers:
        return []
    search = _Search(asked, person, conditions(asked.filters, person, now=now))
    scope = Ticket.objects.visible_to(person).filter(search.conditions.where, pk__in=numbers)
    seen = set(scope.values_list("pk", flat=True)) - _excluded(search, numbers)
    return [number for number in numbers if number in seen]


EXCLUDED = """
SELECT e.ticket_id FROM search_asked('{{}}', '', '{{}}', %s::text[], %s::text) asked
JOIN search_entry e ON e.ticket_id = ANY (%s::bigint[]) AND NOT {words} @@ asked.exact
"""


def _excluded(search: _Search, numbers: Sequence[int]) -> set[int]:
    if not search.asked.excluded:
        return set()
    statement = EXCLUDED.format(words=FOR_STAFF if search.is_staff else FOR_CUSTOMERS)
    facts: list[Any] = [list(search.asked.excluded), search.person.language, list(numbers)]
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return {row[0] for row in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class _Step:
    numbers: list[int]
    last: int | None
    shown: str
    stopped: bool = False


def _steps(search: _Search, below: int, most: int) -> Iterator[_Step]:
    found = stops = 0
    for look_at in STEPS:
        step = _look(search, below, max(look_at, most + SPARE), most + 1 - found)
        yield step
        stops += step.stopped
        if step.last is None or stops == MOST_STOPS:
            return
        found, below = found + len(step.numbers), step.last


STEP = """
WITH asked AS MATERIALIZED (
    SELECT * FROM search_asked(%s::text[], %s::text, %s::text[], %s::text[], %s::text)
), candidates AS MATERIALIZED ({source})
SELECT reached.seen, reached.last, reached.stopped, (SELECT shown FROM asked)::text, fits.n
FROM (SELECT count(*) AS seen, min(abs(n)) AS last, coalesce(bool_or(n < 0), false) AS stopped
      FROM candidates) reached
LEFT JOIN LATERAL (
    SELECT candidate.n FROM (SELECT n FROM candidates WHERE n > 0 ORDER BY n DESC OFFSET 0) candidate
    CROSS JOIN LATERAL ({scope} LIMIT 1) ticket
    {words}
    ORDER BY candidate.n DESC LIMIT %s
) fits ON true
"""
BY_WORDS = """
    SELECT n FROM asked, search_candidates(asked.loose, asked.exact, %s::bigint, %s::integer) AS n
"""
BY_NUMBER = "SELECT id AS n FROM ({numbers}) t ORDER BY id DESC LIMIT %s"
# The words of tickets that were not found by their words.
FITS = """
    CROSS JOIN LATERAL (
        SELECT FROM asked LEFT JOIN search_entry e ON e.ticket_id = candidate.n
        WHERE (asked.loose IS NULL OR {words} @@ asked.loose)
          AND (asked.exact IS NULL OR {words} @@ asked.exact)
        LIMIT 1
    ) said
"""
FOR_STAFF, FOR_CUSTOMERS = "coalesce(e.desk_words, e.public_words)", "e.public_words"
OF_PEOPLE = """
    SELECT id FROM tickets_ticket
    WHERE requester_id = ANY (%s::bigint[]) AND id < %s ORDER BY id DESC LIMIT %s
"""
OF_FIRMS = """
    SELECT id FROM tickets_ticket
    WHERE organisation_id = ANY (%s::bigint[]) AND id < %s ORDER BY id DESC LIMIT %s
"""
WATCHED = """
    SELECT ticket_id AS id FROM tickets_watcher
    WHERE person_id = %s AND ticket_id < %s ORDER BY ticket_id DESC LIMIT %s
"""


def _look(search: _Search, below: int, most: int, wanted: int) -> _Step:
    """Look at the next `most` candidates for `wanted` tickets."""
    source, facts = _source(search, below, most)
    scope, scope_facts = _scope(search)
    asked = search.asked
    words: list[Any] = [
        list(asked.words), asked.prefix, list(asked.phrases), list(asked.excluded),
        search.person.language,
    ]  # fmt: skip
    statement = STEP.format(source=source, scope=scope, words=_words(search, source))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*words, *facts, *scope_facts, wanted])
        rows = cursor.fetchall()
    seen, last, stopped, shown, _ = rows[0]
    numbers = sorted((row[4] for row in rows if row[4] is not None), reverse=True)
    return _Step(numbers, last if stopped or seen >= most else None, shown or "", stopped)


def _scope(search: _Search) -> tuple[str, Sequence[Any]]:
    """The one scope rule and the filters, as SQL about one candidate."""
    return _compiled(
        Ticket.objects.visible_to(search.person).filter(search.conditions.where, _IsCandidate())
    )


def _compiled(tickets: TicketQuerySet) -> tuple[str, Sequence[Any]]:
    statement, facts = tickets.order_by().values("pk").query.sql_with_params()
    return statement, facts


def _words(search: _Search, source: str) -> str:
    if source is BY_WORDS or not (search.asked.has_words or search.asked.excluded):
        return ""
    return FITS.format(words=FOR_STAFF if search.is_staff else FOR_CUSTOMERS)


def _source(search: _Search, below: int, most: int) -> tuple[str, list[Any]]:
    """Where candidates come from: few tickets of somebody, the index, or what the filters leave."""
    numbers, facts = _few(search, below, most)
    if not numbers and search.asked.has_words:
        return BY_WORDS, [below, most]
    if not numbers:
        rows = Ticket.objects.filter(search.conditions.where, pk__lt=below).order_by("-pk")
        numbers, found = rows.values("id")[:most].query.sql_with_params()
        facts = list(found)
    return BY_NUMBER.format(numbers=numbers), [*facts, most]


def _few(search: _Search, below: int, most: int) -> tuple[str, list[Any]]:
    """The numbers of whoever every result must be of; a customer's are their own."""
    parts = _asked_for(search.conditions) if search.is_staff else _own(search.person)
    union = " UNION ".join(f"({part})" for part, _ in parts)
    return union, [fact for _, whose in parts for fact in (whose, below, most)]


def _asked_for(asked: Conditions) -> list[tuple[str, Any]]:
    if asked.people is not None:
        return [(OF_PEOPLE, asked.people)]
    return [(OF_FIRMS, asked.firms)] if asked.firms is not None else []


def _own(person: Person) -> list[tuple[str, Any]]:
    """Where a customer's tickets can be; which of them they may see is for the scope to say."""
    parts: list[tuple[str, Any]] = [(OF_PEOPLE, [person.pk]), (WATCHED, person.pk)]
    if person.organisation_id and person.organisation and person.organisation.shares_tickets:
        parts.append((OF_FIRMS, [person.organisation_id]))
    return parts
