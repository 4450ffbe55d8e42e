"""What a result shows: its row, and the place in its text where the words are, marked.

Only the rows of the page are read, and of each text only the part around the first word found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.db import connection

from handrail.people.models import Person
from handrail.people.rules import works_here
from handrail.tickets.queries import Row

# The database marks with characters that no text may hold; they become <mark> after escaping.
START, STOP = "\ue000", "\ue001"
# What the index takes for spaces (search_plain), it must take for spaces here too; afterwards it is back.
APART = ".-/_#=:@+\\|~&<>\u2013\u2014\u2026"
HIDDEN = "".join(chr(0xE010 + place) for place in range(len(APART)))
BACK = str.maketrans(HIDDEN, APART)

PASSAGES = """
SELECT t.id,
    ts_headline(lang.config, translate(t.subject, %(from)s, %(to)s), asked.shown, %(whole)s),
    ts_headline(lang.config, coalesce(near.part, translate(t.preview, %(from)s, %(to)s)), asked.shown,
        %(some)s),
    near.at, near.is_note, team.slug,
    t.id, t.subject, requester.name, firm.name, tier.level, t.state, t.turn, t.priority, owner.name,
    t.due_at, t.waiting_since, t.wait_until
FROM unnest(%(tickets)s::bigint[]) WITH ORDINALITY wanted(id, place)
JOIN tickets_ticket t ON t.id = wanted.id
JOIN people_person requester ON requester.id = t.requester_id
JOIN desk_tier tier ON tier.id = t.tier_id
JOIN desk_team team ON team.id = t.team_id
LEFT JOIN people_organisation firm ON firm.id = t.organisation_id
LEFT JOIN people_person owner ON owner.id = t.owner_id
CROSS JOIN LATERAL (SELECT search_language(t.language) AS config) lang
CROSS JOIN (SELECT coalesce(nullif(%(shown)s::text, '')::tsquery, ''::tsquery) AS shown) asked
LEFT JOIN LATERAL (
    SELECT translate(substr(said.text, greatest(1, said.first - 90), 300), %(from)s, %(to)s) AS part,
           said.at, said.is_note
    FROM (
        SELECT x.*, (SELECT coalesce(min(nullif(strpos(low.text, word), 0)), 0)
                     FROM unnest(%(words)s::text[]) word) AS first,
               (SELECT count(*) FROM unnest(%(words)s::text[]) word WHERE strpos(low.text, word) > 0) AS met
        FROM ({said}) x CROSS JOIN LATERAL (SELECT lower(x.text) AS text) low
    ) said
    ORDER BY said.met DESC, said.at DESC LIMIT 1
) near ON true
ORDER BY wanted.place
"""
MESSAGES = """(SELECT left(text, 8000) AS text, at, false AS is_note FROM tickets_message
    WHERE ticket_id = t.id ORDER BY id DESC LIMIT 12)"""
NOTES = """(SELECT left(text, 8000), at, true FROM tickets_note
    WHERE ticket_id = t.id ORDER BY id DESC LIMIT 12)"""
OPTIONS = f"StartSel={START}, StopSel={STOP}"
SOME = f"{OPTIONS}, MaxWords=28, MinWords=16, ShortWord=0"
WHOLE = f"{OPTIONS}, HighlightAll=true"


@dataclass(frozen=True, slots=True)
class Passage:
    """A ticket's subject and a piece of its text as HTML: escaped, and marked with <mark>."""

    ticket: int
    subject: str
    text: str
    at: datetime | None
    is_note: bool
    team: str
    row: Row


def passages(
    numbers: Sequence[int], shown: str, words: Sequence[str], person: Person
) -> list[Passage]:
    """What to show of these tickets, which this person may see; notes only to those who work here.

    `shown` is the query of `Found`; `words` are those that lead to the right place in a text.
    """
    if not numbers:
        return []
    said = f"{MESSAGES} UNION ALL {NOTES}" if works_here(person.role) else MESSAGES
    with connection.cursor() as cursor:
        cursor.execute(
            PASSAGES.replace("{said}", said),
            {
                "tickets": list(numbers), "shown": shown, "words": _leads(words),
                "from": APART + START + STOP, "to": HIDDEN, "some": SOME, "whole": WHOLE,
            },
        )  # fmt: skip
        return [_passage(*values) for values in cursor.fetchall()]


def _passage(
    number: int, subject: str, text: str, at: datetime | None, is_note: bool | None, team: str,
    *facts: Any,
) -> Passage:  # fmt: skip
    return Passage(number, marked(subject), marked(text), at, bool(is_note), team, Row(*facts))


def _leads(words: Sequence[str]) -> list[str]:
    """Beginnings of words, without their endings, which differ by grammar."""
    return [word.lower()[: max(3, min(len(word), 12) - 2)] for word in words[:12]]


def marked(text: str) -> str:
    """Text with the database's marks as HTML in which nothing but <mark> is left."""
    return escape(text.translate(BACK)).replace(START, "<mark>").replace(STOP, "</mark>")
