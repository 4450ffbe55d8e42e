"""What higher tiers solve again and again, though nobody has written it down.

Read from the log (index event_by_kind) with the definition of `insight`: a ticket counts as solved by the
first `ticket.solved` in the period, at the tier that event names.
"""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from handrail.knowledge import rules
from handrail.knowledge.likeness import common_words, groups
from handrail.people.models import Person
from handrail.tickets.models import Ticket

ABOVE = 2
MOST_TICKETS = 5000
REPEATED = 3

UNWRITTEN = """
SELECT k.id, k.subject, k.category_id, solved.level
FROM (
    SELECT DISTINCT ON (e.ticket_id) e.ticket_id, r.level
    FROM base_event e JOIN desk_tier r ON r.id = e.tier
    WHERE e.kind = 'ticket.solved' AND e.at >= %(start)s AND e.at < %(end)s
    ORDER BY e.ticket_id, e.id
) solved
JOIN tickets_ticket k ON k.id = solved.ticket_id AND k.state = 'done' AND k.turn IN ('solved', 'closed')
WHERE solved.level >= %(above)s AND NOT EXISTS (
    SELECT FROM knowledge_tie t
    WHERE t.ticket_id = k.id AND t.removed_at IS NULL AND t.kind = ANY(%(taught)s)
)
ORDER BY k.id DESC LIMIT %(most)s
"""


class Repeated(NamedTuple):
    """Tickets that are alike, solved above tier 1, and explained nowhere."""

    category: int | None
    words: list[str]
    tickets: list[int]
    levels: dict[int, int]


def repeated(
    person: Person, *, start: datetime, end: datetime, least: int = REPEATED, above: int = ABOVE
) -> list[Repeated]:
    """What tiers from `above` up solved at least `least` times in a period without an article.

    By category and, within it, by the words of the subjects; the most frequent first. Only tickets
    this person may see; of more than 5,000 the newest.
    """
    by_category: dict[int | None, dict[int, tuple[str, int]]] = defaultdict(dict)
    for number, subject, category, level in _unwritten(person, start, end, above):
        by_category[category][number] = (subject, level)
    found = [
        _told(category, rows, group)
        for category, rows in by_category.items()
        for group in groups({number: subject for number, (subject, _) in rows.items()})
        if len(group) >= least
    ]
    return sorted(found, key=lambda one: (-len(one.tickets), one.tickets[0]))


def _told(category: int | None, rows: dict[int, tuple[str, int]], group: list[int]) -> Repeated:
    levels = Counter(rows[number][1] for number in group)
    words = common_words(rows[number][0] for number in group)
    return Repeated(category, words, group, dict(sorted(levels.items())))


def _unwritten(
    person: Person, start: datetime, end: datetime, above: int
) -> list[tuple[int, str, int | None, int]]:
    facts: dict[str, Any] = {
        "start": start, "end": end, "above": above, "taught": sorted(rules.TAUGHT),
        "most": MOST_TICKETS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(UNWRITTEN, facts)
        rows = cursor.fetchall()
    seen = Ticket.objects.visible_to(person).filter(pk__in=[row[0] for row in rows])
    visible = set(seen.values_list("pk", flat=True))
    return [row for row in rows if row[0] in visible]
