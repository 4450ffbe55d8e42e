"""Nearness of meaning: a vector a ticket, where the database has pgvector.

Only the newest tickets have one (`REACH`), and a search compares them all: exact, without an index that
would take hours to build, and always within the same bound.
"""

import logging
from collections.abc import Collection, Sequence

from django.db import connection

from handrail.base.configuration import Remembered
from handrail.base.embedding import Vectors, by_word
from handrail.base.languages import later
from handrail.tickets.models import Ticket

REACH = 30_000
NOTICE = later(
    "This database has no pgvector, so search goes by words alone. "
    "Ask your database's administrator for the extension “vector”, then run handrail migrate."
)
FIRST_WORDS = 1_500

log = logging.getLogger(__name__)

# A ticket's first words say what it is about; what comes later says how it went.
TEXTS = """
SELECT t.id, concat_ws('. ', t.subject, (SELECT left(m.text, %(most)s::int) FROM tickets_message m
                                          WHERE m.ticket_id = t.id ORDER BY m.id LIMIT 1))
FROM tickets_ticket t
WHERE t.id = ANY (%(tickets)s::bigint[]) AND t.turn NOT IN ('merged', 'spam')
  AND t.id > (SELECT coalesce(max(id), 0) - %(reach)s FROM tickets_ticket)
"""
KEEP = """
INSERT INTO search_vector AS kept (ticket_id, vector)
SELECT * FROM unnest(%s::bigint[], %s::text[]::vector[])
ON CONFLICT (ticket_id) DO UPDATE SET vector = excluded.vector WHERE kept.vector <> excluded.vector
"""
NEAREST = """
SELECT ticket_id, 1 - (vector <=> %(vector)s::vector) AS nearness FROM search_vector
WHERE ticket_id > (SELECT coalesce(max(id), 0) - %(reach)s FROM tickets_ticket)
ORDER BY vector <=> %(vector)s::vector LIMIT %(most)s
"""


@Remembered
def is_there() -> bool:
    """Whether vectors can be kept here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('search_vector') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def embed(tickets: Collection[int]) -> int:
    """Keep the vectors of these tickets, from subject and first words; how many."""
    if not is_there() or not tickets:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(TEXTS, {"tickets": list(tickets), "most": FIRST_WORDS, "reach": REACH})
        rows = cursor.fetchall()
        if not rows:
            return 0
        vectors = by_word().embed([text for _, text in rows])
        kept = [(pk, v) for (pk, _), v in zip(rows, vectors, strict=True) if v.any()]
        cursor.execute(KEEP, [[pk for pk, _ in kept], [written(v) for _, v in kept]])
    return len(kept)


def written(vector: Vectors) -> str:
    """A vector in pgvector's own writing."""
    return "[" + ",".join(f"{x:.5g}" for x in vector.tolist()) + "]"


def nearest(text: str, *, most: int) -> list[tuple[int, float]]:
    """(ticket, nearness from -1 to 1) of the nearest among the newest REACH tickets.

    Unscoped: the caller passes what it shows through `visible_to`.
    """
    if not is_there():
        return []
    vector = by_word().embed([text])[0]
    return nearest_to(vector, most=most) if vector.any() else []


def nearest_to(vector: Vectors, *, most: int) -> list[tuple[int, float]]:
    """The same, of a vector."""
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, {"vector": written(vector), "most": most, "reach": REACH})
        return [(int(pk), float(near)) for pk, near in cursor.fetchall()]


def forget(tickets: Collection[int]) -> None:
    """Drop the vectors of these tickets; the next sweep makes them of the words that are left."""
    if is_there():
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM search_vector WHERE ticket_id = ANY (%s::bigint[])", [list(tickets)]
            )


def prune() -> int:
    """Forget the vectors of tickets that are out of reach by now."""
    if not is_there():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM search_vector WHERE ticket_id <= (SELECT max(id) - %s FROM tickets_ticket)",
            [REACH],
        )
        return int(cursor.rowcount)


def fused(*rankings: Sequence[int]) -> list[int]:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009), k = 60: best first."""
    score: dict[int, float] = {}
    for ranking in rankings:
        for place, one in enumerate(ranking):
            score[one] = score.get(one, 0.0) + 1 / (60 + place)
    return sorted(score, key=lambda one: (-score[one], -one))


def text_of(ticket: Ticket) -> str:
    """What a ticket's own vector is made of."""
    first = ticket.messages.order_by("pk").values_list("text", flat=True).first()
    return f"{ticket.subject}. {(first or '')[:FIRST_WORDS]}"
