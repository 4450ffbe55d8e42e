"""Tickets that are like one: solved before, or the same request come twice.

Bounded whatever the size of the desk: at most `NEAREST` by meaning (or, without pgvector, the newest
`BY_WORDS` that share a rare word), and at most `OWN` of the same requester. All pass `visible_to`.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from handrail.knowledge.search import meaning
from handrail.people.models import Person
from handrail.tickets.models import Message, Ticket

NEAREST, BY_WORDS, OWN = 80, 120, 40
# The nearness that two texts on the same thing have, measured with the words' vectors.
LIKE_ENOUGH = 0.5
SAME_REQUESTER, ANYBODY = 0.25, 0.6
RECENT = timedelta(days=14)
RARE_WORDS = 5
WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Like:
    """A ticket like another: `share` from 0 to 1, and why it is named."""

    number: int
    subject: str
    share: float
    why: str


def overlap(one: str, other: str) -> float:
    """The share of words that two texts have in common (Jaccard)."""
    a, b = (set(WORD.findall(text.casefold())) for text in (one, other))
    return len(a & b) / len(a | b) if a and b else 0.0


def solved_before(ticket: Ticket, person: Person, *, most: int = 5) -> list[Like]:
    """Solved tickets that were about the same, nearest first, of those that this person may see."""
    text = meaning.text_of(ticket)
    near = _near(ticket, text)
    visible = Ticket.objects.visible_to(person).exclude(pk=ticket.pk)
    rows = visible.filter(pk__in=list(near), turn__in=["solved", "closed"])
    found = [
        Like(pk, subject, near[pk], "solved before")
        for pk, subject in rows.values_list("pk", "subject")
    ]
    return sorted(found, key=lambda one: (-one.share, -one.number))[:most]


def duplicates(ticket: Ticket, person: Person, *, most: int = 5) -> list[Like]:
    """Tickets of recent days that may be the same request: same requester, or nearly the same words."""
    text = meaning.text_of(ticket)
    since = ticket.opened_at - RECENT
    visible = Ticket.objects.visible_to(person).exclude(pk=ticket.pk)
    recent = visible.filter(opened_at__gte=since).exclude(turn__in=["merged", "spam"])
    own = recent.filter(requester=ticket.requester_id).order_by("-pk")[:OWN]
    rows = {row.pk: row for row in own}
    rows |= recent.in_bulk([pk for pk in _near(ticket, text) if pk not in rows])
    texts = _texts(rows)
    found = [_judged(row, overlap(text, texts[row.pk]), ticket) for row in rows.values()]
    likely = [one for one in found if one is not None]
    return sorted(likely, key=lambda one: (-one.share, -one.number))[:most]


def _judged(row: Ticket, share: float, ticket: Ticket) -> Like | None:
    is_same = row.requester_id == ticket.requester_id
    if share < (SAME_REQUESTER if is_same else ANYBODY):
        return None
    return Like(
        row.pk, row.subject, share, "same requester" if is_same else "nearly the same words"
    )


def _texts(rows: Mapping[int, Ticket]) -> dict[int, str]:
    first = (
        Message.objects.filter(ticket__in=list(rows)).order_by("ticket", "pk").distinct("ticket")
    )
    said = dict(first.values_list("ticket", "text"))
    size = meaning.FIRST_WORDS
    return {pk: f"{row.subject}. {said.get(pk, '')[:size]}" for pk, row in rows.items()}


def _near(ticket: Ticket, text: str) -> dict[int, float]:
    """Numbers of tickets that are near, with how near; unscoped."""
    if meaning.is_there():
        return {pk: near for pk, near in meaning.nearest(text, most=NEAREST) if near >= LIKE_ENOUGH}
    numbers = [n for n in _sharing(_rare(ticket.subject)) if n != ticket.pk]
    subjects = dict(Ticket.objects.filter(pk__in=numbers).values_list("pk", "subject"))
    return {pk: overlap(ticket.subject, subject) for pk, subject in subjects.items()}


def _rare(text: str) -> Sequence[str]:
    words = list(dict.fromkeys(WORD.findall(text.casefold())))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM search_word WHERE word = ANY (%s::text[]) ORDER BY tickets LIMIT %s",
            [words, RARE_WORDS],
        )
        return [row[0] for row in cursor.fetchall()]


SHARING = """
SELECT n FROM search_candidates(
    (SELECT string_agg(quote_literal(word), ' | ') FROM unnest(%s::text[]) word)::tsquery, NULL, %s, %s) n
"""


def _sharing(words: Collection[str]) -> list[int]:
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SHARING, [list(words), 2**62, BY_WORDS])
        return [row[0] for row in cursor.fetchall()]
