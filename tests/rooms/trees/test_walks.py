"""Trees are drawn, published and walked; the path stays on the ticket, and each node is counted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cast import Cast, cast
from handrail.base.by import By
from handrail.base.models import EventRecord
from handrail.desk.models import Category, Team, Tier
from handrail.knowledge.rules import MayNot, Refused
from handrail.knowledge.trees import actions, queries, walking
from handrail.knowledge.trees.graph import BadTree
from handrail.knowledge.trees.models import Tree, TreeVersion, Walk
from handrail.tickets import actions as tickets
from truth import same_as_log

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def people() -> Cast:
    return cast()


def definition() -> dict[str, Any]:
    return {
        "start": "light",
        "nodes": {
            "light": {"kind": "question", "text": "Is the light red?", "answers": [
                {"text": "Yes", "to": "restart"}, {"text": "No", "to": "form"}]},
            "restart": {"kind": "step", "text": "Take the plug out.", "failed": "experts"},
            "experts": {"kind": "escalate", "team": Team.objects.get(slug="tier-2").pk, "wanted": "Look"},
            "form": {"kind": "ticket", "subject": "Light"},
        },
    }  # fmt: skip


def tree(people: Cast, *, audience: int = 0, publish: bool = True) -> Tree:
    place = actions.Place(tier=Tier.objects.get(level=1).pk, audience=audience)
    by = By.person(people.root, START)
    made = actions.plant(name="The hub", place=place, definition=definition(), by=by)
    return actions.publish(made, by=by) if publish else made


def walk(one: Tree, *answers: str, minutes: int = 0) -> Walk:
    at = START + timedelta(minutes=minutes)
    going = walking.begin(one, reader="visitor", at=at)
    for number, said in enumerate(answers, start=1):
        going = walking.answer(going, said=said, at=at + timedelta(seconds=10 * number))
    return going


def test_a_step_that_helped_ends_it(people: Cast) -> None:
    done = walk(tree(people), "Yes", "It helped")
    assert done.outcome == "solved" and done.ended_at is not None
    with pytest.raises(Refused, match="over"):
        walking.answer(done, said="Yes", at=START)


def test_one_can_go_back_and_only_along_what_is_offered(people: Cast) -> None:
    going = walk(tree(people), "Yes")
    with pytest.raises(Refused, match="one of the answers"):
        walking.answer(going, said="Perhaps", at=START)
    assert walking.back(going, at=START).here == "light"
    with pytest.raises(Refused, match="not come to an end"):
        walking.finish(going, at=START)


def test_the_path_is_kept_on_the_ticket_in_sentences(people: Cast) -> None:
    ticket = tickets.open_ticket(
        requester=people.ada, subject="Hub", text="Red", channel="portal",
        by=By.person(people.ada, START),
    )  # fmt: skip
    done = walking.finish(walk(tree(people), "Yes", "It did not help"), at=START, ticket=ticket)
    walking.keep_on(ticket, walk=done, by=By.system(START))
    assert queries.walked(ticket) == [
        "Is the light red? — Yes", "Tried: Take the plug out. — it did not help.",
    ]  # fmt: skip
    assert EventRecord.objects.get(kind="ticket.tree_walked").payload["outcome"] == "escalated"
    same_as_log(ticket.pk)


def test_a_walk_stays_on_its_version_and_a_trial_walks_the_newest(people: Cast) -> None:
    one = tree(people)
    going = walk(one)
    newer = definition()
    newer["nodes"]["light"]["text"] = "Is it blue?"
    actions.draw(one, definition=newer, by=By.person(people.root, START))
    one = actions.publish(one, by=By.person(people.root, START))
    assert (going.version.number, walk(one).version.number) == (1, 2)


def test_each_node_tells_where_people_go_and_leave(people: Cast) -> None:
    one = tree(people)
    for number in range(3):
        walk(one, "Yes", "It helped", minutes=number)
    walk(one, "Yes", minutes=5)
    walking.begin(one, reader="me", at=START, trial=True)
    found = queries.statistics(
        TreeVersion.objects.get(), since=START, now=START + timedelta(days=2)
    )
    assert (found["light"].arrived, found["light"].answers) == (4, {"Yes": 4})
    assert (found["restart"].arrived, found["restart"].left) == (4, 1)
    assert (
        found["restart"].ends == {"solved": 3}
        and found["light"].solved == 3
        and found["light"].median_seconds == 10
    )


def test_who_may_see_draw_and_publish(people: Cast) -> None:
    draft, secret = tree(people, publish=False), tree(people, audience=2)
    seen = lambda person: set(Tree.objects.visible_to(person, None))  # noqa: E731
    assert seen(None) == seen(people.ada) == set()
    assert seen(people.mika) == {draft} and seen(people.jo) == {draft, secret}
    with pytest.raises(MayNot):
        actions.publish(draft, by=By.person(people.mika, START))
    with pytest.raises(MayNot):
        actions.draw(secret, definition=definition(), by=By.person(people.mika, START))
    with pytest.raises(BadTree):
        actions.draw(draft, definition="a poem", by=By.person(people.root, START))
    with pytest.raises(Refused, match="not published"):
        walk(draft)


def test_a_drawing_may_be_half_done_but_is_not_published_so(people: Cast) -> None:
    one, by = tree(people), By.person(people.root, START)
    half = definition()
    half["nodes"]["light"]["answers"][1]["to"] = ""
    actions.draw(one, definition=half, by=by)
    with pytest.raises(BadTree, match="leads nowhere yet"):
        actions.publish(one, by=by)
    with pytest.raises(Refused, match="cannot be walked yet"):
        walking.begin(one, reader="me", at=START, trial=True)
    assert walk(one).version.number == 1
    again = actions.restore(one, version=one.versions.get(number=1), by=by)
    assert (again.number, again.definition) == (3, definition())
    assert actions.publish(one, by=by).shown == 3


def test_facts_are_changed_by_who_may_publish(people: Cast) -> None:
    one = tree(people)
    wanted = actions.Place(tier=one.tier_id, audience=1)
    with pytest.raises(MayNot):
        actions.change(one, name="Other", place=wanted, by=By.person(people.mika, START))
    one = actions.change(one, name=" Other ", place=wanted, by=By.person(people.root, START))
    assert (one.name, one.audience) == ("Other", 1)
    with pytest.raises(Refused, match="name"):
        actions.change(one, name=" ", place=wanted, by=By.person(people.root, START))


def test_asking_instead_and_stopping_are_counted_where_they_happened(people: Cast) -> None:
    ticket = tickets.open_ticket(
        requester=people.ada, subject="Hub", text="Red", channel="portal",
        by=By.person(people.ada, START),
    )  # fmt: skip
    one = tree(people)
    assert walking.ask_instead(walk(one, "Yes"), ticket=ticket, at=START).outcome == "ticket"
    meant = walking.ask_instead(walk(one, "Yes", "It did not help"), ticket=ticket, at=START)
    assert meant.outcome == "escalated" and queries.passes_to(ticket) is not None
    walking.stop(walk(one, "Yes"), at=START)
    found = queries.statistics(TreeVersion.objects.get(), since=START, now=START)
    assert (found["restart"].left, found["restart"].ends) == (1, {"ticket": 1})
    assert found["experts"].ends == {"escalated": 1}
    assert queries.shares([one.pk], since=START) == {one.pk: queries.Share(3, 0, 2)}


def test_trees_of_the_category_come_first(people: Cast) -> None:
    about = Category.objects.create(name="Hubs")
    plain = tree(people)
    fit = tree(people)
    place = actions.Place(tier=fit.tier_id, audience=0, category=about.pk)
    actions.change(fit, name="Z", place=place, by=By.person(people.root, START))
    found = queries.fitting(person=None, brand=None, category=about.pk, most=5)
    assert found == [fit, plain]
