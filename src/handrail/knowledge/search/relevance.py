"""The nearest first: words and meaning, joined.

Two short lists are made and fused by rank: the newest `CANDIDATES` tickets that have all words, best by
ts_rank_cd; and the nearest in meaning among the newest `meaning.REACH`. Both pass the same scope and the
same filters, so neither grows with the desk, and neither shows what the other would not.
"""

from datetime import datetime

from django.db import connection

from handrail.knowledge.search import finding, meaning
from handrail.knowledge.search.finding import Found
from handrail.knowledge.search.language import Asked
from handrail.people.models import Person
from handrail.people.rules import works_here

CANDIDATES = 300
NEAREST = 100
MOST = 50

# Highest first: a word of the subject (A) counts ten times one of the text (D).
RANK = """
SELECT ticket_id FROM search_entry e
WHERE ticket_id = ANY (%s::bigint[])
ORDER BY ts_rank_cd('{{0.1, 0.2, 0.4, 1.0}}', {words}, %s::tsquery, 1) DESC, ticket_id DESC
"""


def find(line: str, person: Person, *, now: datetime) -> Found:
    """One page of the most relevant tickets; there is no second."""
    found = finding.find(line, person, now=now, most=CANDIDATES)
    if not found.asked.has_words:
        return finding.find(line, person, now=now)
    by_words = _ranked(found, person)
    by_meaning = near(found.asked, person, now=now)
    numbers = meaning.fused(by_words, by_meaning)[:MOST]
    notice = "" if meaning.is_there() else meaning.NOTICE
    return Found(found.asked, numbers, found.shown, faults=found.faults, notice=notice)


def _ranked(found: Found, person: Person) -> list[int]:
    if not found.numbers or not found.shown:
        return list(found.numbers)
    words = finding.FOR_STAFF if works_here(person.role) else finding.FOR_CUSTOMERS
    with connection.cursor() as cursor:
        cursor.execute(RANK.format(words=words), [list(found.numbers), found.shown])
        return [row[0] for row in cursor.fetchall()]


def near(asked: Asked, person: Person, *, now: datetime) -> list[int]:
    """The nearest in meaning of those that this person may see and the filters let through."""
    text = " ".join([*asked.all_words, *asked.phrases])
    numbers = [number for number, _ in meaning.nearest(text, most=NEAREST)]
    return finding.permitted(numbers, asked, person, now=now)
