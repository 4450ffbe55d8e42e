"""Which groups of like tickets an article explains already."""

from collections.abc import Collection, Mapping

from handrail.knowledge import rules
from handrail.knowledge.models import Tie

# So many of a group must have been answered by an article; one that was written from any of them says it all.
HALF = 0.5


def explained_groups(groups: Mapping[int, Collection[int]]) -> set[int]:
    """The keys of those groups of tickets that an article explains, which readers may still have.

    One query, however many groups there are.
    """
    tickets = {ticket for members in groups.values() for ticket in members}
    ties = Tie.objects.filter(ticket__in=tickets, removed_at=None, kind__in=rules.TAUGHT)
    rows = list(ties.exclude(article__state="retired").values_list("ticket", "kind"))
    written = {ticket for ticket, kind in rows if kind in rules.WORKS}
    answered = {ticket for ticket, _ in rows}
    return {
        key for key, members in groups.items()
        if written & set(members) or len(answered & set(members)) >= HALF * len(members) > 0
    }  # fmt: skip
