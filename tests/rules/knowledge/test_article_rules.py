"""Who may read, write and publish an article: every case of the rule, against its own words."""

from itertools import product

import pytest

from handrail.knowledge import rules
from handrail.knowledge.rules import TOP, Hand, MayNot, Refused, Standing

ROLES = ("", "customer", "light_agent", "agent", "lead", "auditor", "admin")


def publishes(hand: Hand, article: Standing) -> bool:
    """The rule in plain words."""
    if hand.role not in {"agent", "lead", "admin"} or article.audience > hand.level:
        return False
    if hand.role in {"lead", "admin"}:
        return True
    return hand.level >= article.owner_level and (article.audience > 0 or hand.licensed)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_publish(role: str) -> None:
    for level, licensed, audience, owner in product(range(4), (False, True), range(4), range(1, 4)):
        hand = Hand("admin", TOP, licensed) if role == "admin" else Hand(role, level, licensed)
        article = Standing("draft", audience, owner)
        assert rules.may_publish(hand, article) == publishes(hand, article), (hand, article)


def test_who_may_read() -> None:
    for role, level, state, audience, expired in product(
        ROLES, range(3), ("draft", "in_review", "published", "retired"), range(3), (False, True)
    ):
        hand, article = Hand(role, level), Standing(state, audience, 1)
        writes = role in {"agent", "lead", "admin"}
        wanted = audience <= level and (writes or (state == "published" and not expired))
        assert rules.may_read(hand, article, expired=expired, same_brand=True) == wanted
        assert not rules.may_read(hand, article, expired=expired, same_brand=False)


def test_the_desk_itself_may_everything() -> None:
    rules.check_publish(rules.DESK, Standing("draft", 0, 9))


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(MayNot, match="Tier 3 owns this article"):
        rules.check_publish(Hand("agent", 1), Standing("draft", 1, 3))
    with pytest.raises(MayNot, match="licence"):
        rules.check_publish(Hand("agent", 3), Standing("draft", 0, 3))
    with pytest.raises(MayNot, match="Only agents"):
        rules.check_write(Hand("light_agent", 3), 0)


def test_a_verdict_replaces_the_others_and_works_come_on_top() -> None:
    assert rules.others_of("helped") == {"used", "wrong"}
    assert rules.others_of("created") == frozenset()
    with pytest.raises(Refused, match="none of these"):
        rules.others_of("liked")


def test_solvers_above_tier_one_are_asked_for_the_lesson() -> None:
    asked = {
        (n, t): rules.asks_for_lesson(level=n, taught=t) for n in range(4) for t in (True, False)
    }
    assert {case for case, yes in asked.items() if yes} == {(2, False), (3, False)}
