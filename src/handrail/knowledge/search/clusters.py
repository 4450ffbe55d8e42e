"""Groups of recent tickets that look alike and that nothing explains yet.

A job looks at the newest `WINDOW` tickets of the last `DAYS` days that are not part of a known trouble, and
keeps the groups that no article explains (see `explaining`). What somebody is shown of a group are those
members they may see, and a name made of those members' own words.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from handrail.base.embedding import by_word
from handrail.knowledge.search.explaining import explained_groups
from handrail.knowledge.search.grouping import Group, common_words, groups
from handrail.knowledge.search.meaning import FIRST_WORDS
from handrail.knowledge.search.models import Cluster, Member
from handrail.people.models import Person
from handrail.people.rules import works_here
from handrail.tickets.models import Message, Ticket

WINDOW, DAYS = 2_000, timedelta(days=14)
FEWEST = 4
# A group is still the same when it shares this much of its members with the one before.
SAME = 0.3


@transaction.atomic
def gather(*, now: datetime, explained: Collection[int] = ()) -> int:
    """Look again; how many groups there are. Groups keep their number as long as they stay alike.

    `explained` are tickets that something else than an article explains, such as a major incident.
    """
    recent = Ticket.objects.filter(opened_at__gte=now - DAYS).exclude(turn__in=["merged", "spam"])
    rows = recent.exclude(pk__in=explained).order_by("-pk").values_list("pk", "subject")[:WINDOW]
    numbers, subjects = [pk for pk, _ in rows], [subject for _, subject in rows]
    texts = _texts(numbers, subjects)
    found = _unexplained(groups(by_word().embed(texts), fewest=FEWEST), numbers)
    before = _before()
    Member.objects.all().delete()
    kept = [_keep(group, numbers, subjects, before, now) for group in found]
    Cluster.objects.exclude(pk__in=kept).delete()
    return len(kept)


def _unexplained(found: Sequence[Group], numbers: Sequence[int]) -> list[Group]:
    members = {key: [numbers[place] for place in one.places] for key, one in enumerate(found)}
    known = explained_groups(members)
    return [one for key, one in enumerate(found) if key not in known]


def _texts(numbers: Sequence[int], subjects: Sequence[str]) -> list[str]:
    first = Message.objects.filter(ticket__in=numbers).order_by("ticket", "pk").distinct("ticket")
    said = dict(first.values_list("ticket", "text"))
    return [
        f"{subject}. {said.get(pk, '')[:FIRST_WORDS]}"
        for pk, subject in zip(numbers, subjects, strict=True)
    ]


def _before() -> dict[int, set[int]]:
    members: dict[int, set[int]] = {}
    for cluster, ticket in Member.objects.values_list("cluster", "ticket"):
        members.setdefault(cluster, set()).add(ticket)
    return members


def _keep(
    group: Group, numbers: Sequence[int], subjects: Sequence[str], before: dict[int, set[int]],
    now: datetime,
) -> int:  # fmt: skip
    members = [numbers[place] for place in group.places]
    words = common_words([subjects[place] for place in group.places], subjects)
    cluster = _same_as(set(members), before) or Cluster(first_seen_at=now)
    cluster.words, cluster.seen_at = words, now
    cluster.save()
    Member.objects.bulk_create(
        Member(cluster=cluster, ticket_id=pk, nearness=near)
        for pk, near in zip(members, group.nearness, strict=True)
    )
    return cluster.pk


def _same_as(members: set[int], before: dict[int, set[int]]) -> Cluster | None:
    """The earlier group this one goes on from; each goes on once."""
    share = {pk: len(members & old) / len(members | old) for pk, old in before.items()}
    near = max(share, key=lambda pk: share[pk], default=None)
    if near is None or share[near] < SAME:
        return None
    del before[near]
    return Cluster.objects.filter(pk=near).first()


@dataclass(frozen=True, slots=True)
class Shown:
    """A group as somebody may see it."""

    pk: int
    words: list[str]
    tickets: list[tuple[int, str]]
    first_seen_at: datetime


def clusters_for(person: Person) -> list[Shown]:
    """The groups of which this person may see enough members, largest first; for the desk's people."""
    if not works_here(person.role):
        return []
    rows = Member.objects.filter(cluster__dismissed_at=None).order_by("-nearness", "ticket")
    visible = Ticket.objects.visible_to(person).values("pk")
    members = rows.filter(ticket__in=visible).select_related("cluster", "ticket")
    by_cluster: dict[Cluster, list[tuple[int, str]]] = {}
    for member in members:
        by_cluster.setdefault(member.cluster, []).append((member.ticket_id, member.ticket.subject))
    # An article may have been linked since the job looked; members that are hidden count as well.
    known = explained_groups(_before())
    shown = [
        _shown(c, tickets) for c, tickets in by_cluster.items()
        if len(tickets) >= FEWEST and c.pk not in known
    ]  # fmt: skip
    return sorted(shown, key=lambda one: (-len(one.tickets), one.pk))


def _shown(cluster: Cluster, tickets: list[tuple[int, str]]) -> Shown:
    """Named only by words that stand in what is shown: the others may be of tickets that are not."""
    seen = " ".join(subject for _, subject in tickets).casefold()
    words = [word for word in cluster.words if word in seen]
    return Shown(cluster.pk, words, tickets, cluster.first_seen_at)


def dismiss(cluster: Cluster, *, now: datetime) -> None:
    """Somebody has looked: it needs no article and no problem. It comes back only as another group."""
    Cluster.objects.filter(pk=cluster.pk, dismissed_at=None).update(dismissed_at=now)
