"""Typing errors: when nothing or little is found, the nearest words that are known.

The database needs no extension for it: the commonest words are few enough to be compared one by one.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from handrail.knowledge.search.finding import find
from handrail.knowledge.search.language import Asked, spell
from handrail.people.models import Person

KNOWN = 30_000
SHORTEST = 4
MOST_WORDS = 4

WORDS = """
SELECT word, tickets FROM search_word WHERE tickets > 0 ORDER BY tickets DESC LIMIT %s
"""


def meant(asked: Asked, person: Person, *, now: datetime) -> str:
    """A line that would find something for this person, or nothing.

    It is tried before it is offered, so that no word can tell of a ticket that they may not see.
    """
    instead = _nearest(asked)
    if not instead:
        return ""
    line = spell(asked, instead)
    return line if find(line, person, now=now, most=1).numbers else ""


def _nearest(asked: Asked) -> Mapping[str, str]:
    wanted = [w for w in asked.all_words if w.isalpha() and len(w) >= SHORTEST][:MOST_WORDS]
    known = _known() if wanted else {}
    found = {word: nearest(word.lower(), known) for word in wanted}
    return {word: near for word, near in found.items() if near}


def _known() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(WORDS, [KNOWN])
        return dict(cursor.fetchall())


def nearest(word: str, known: Mapping[str, int]) -> str:
    """The known word with the fewest letters different, of several the commonest. A word that is known
    itself has none, and so has one with more than two letters wrong (one, if it is short)."""
    if word in known or any(k.startswith(word) for k in known):
        return ""
    near = process.extract(
        word, known.keys(), scorer=DamerauLevenshtein.distance, limit=20,
        score_cutoff=1 if len(word) < 6 else 2,
    )  # fmt: skip
    return min(near, key=lambda one: (one[1], -known[one[0]]))[0] if near else ""
