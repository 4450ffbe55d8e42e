"""The language of rules: what fits, what is refused, and how it is said."""

from typing import Any

import pytest

from handrail.tickets.conditions import BadCondition, fits, matches, read, words

FACTS: dict[str, Any] = {
    "subject": "Refund, please!",
    "words": "Refund, please!\nI paid twice for order 4711.",
    "sender": "ada@birchhouse.example",
    "category": frozenset({1, 4}),
    "plan": None,
    "priority": 2,
    "tags": frozenset({"vip"}),
    "key_organisation": True,
    "field:model": "K2",
}


def one(fact: str, how: str, value: Any) -> bool:
    return fits(read({"all": [{"fact": fact, "how": how, "value": value}]}), FACTS)


@pytest.mark.parametrize(
    ("fact", "how", "value", "expected"),
    [
        ("subject", "contains", "REFUND", True),
        ("subject", "contains", "fund", False),
        ("words", "contains", "paid twice", True),
        ("words", "contains", ["nothing", "order 4711"], True),
        ("words", "lacks", "invoice", True),
        ("words", "matches", r"order \d{4}\b", True),
        ("sender", "is", "Ada@BirchHouse.example", True),
        ("category", "is", 4, True),
        ("category", "is", [7, 9], False),
        ("plan", "is_not", 3, True),
        ("priority", "at_most", 2, True),
        ("priority", "at_least", 3, False),
        ("tags", "contains", "VIP", True),
        ("key_organisation", "is", True, True),
        ("field:model", "is", "k2", True),
        ("field:colour", "is", "red", False),
    ],
)
def test_a_test_says_what_it_means(fact: str, how: str, value: Any, expected: bool) -> None:
    assert one(fact, how, value) is expected


def test_all_any_and_none_join() -> None:
    high = {"fact": "priority", "how": "at_most", "value": 2}
    vip = {"fact": "tags", "how": "contains", "value": "vip"}
    low = {"fact": "priority", "how": "is", "value": 4}
    assert fits(read({}), FACTS)
    assert fits(read({"all": [high], "any": [vip, low], "none": [low]}), FACTS)
    assert not fits(read({"all": [high], "none": [vip]}), FACTS)
    assert not fits(read({"any": [low]}), FACTS)
    assert [t.fact for t in matches(read({"all": [high], "any": [low, vip]}), FACTS) or []] == [
        "priority",
        "tags",
    ]


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ({"all": [{"fact": "mood", "how": "is", "value": "bad"}]}, 'no fact called "mood"'),
        ({"all": [{"fact": "subject", "how": "at_least", "value": 1}]}, "can be asked with"),
        ({"all": [{"fact": "words", "how": "matches", "value": "(a"}]}, "broken"),
        ({"all": [{"fact": "words", "how": "matches", "value": "a" * 501}]}, "at most 500"),
        ({"all": [{"fact": "priority", "how": "is", "value": "high"}]}, "not a value"),
        ({"all": [{"fact": "priority", "how": "is", "value": True}]}, "not a value"),
        ({"all": [{"fact": "category", "how": "is", "value": []}]}, "at least one value"),
        ({"all": [{"fact": "subject", "how": "contains", "value": " "}]}, "empty"),
        ({"every": []}, "cannot be read"),
        ([1], "cannot be read"),
    ],
)
def test_what_cannot_work_is_refused_with_a_sentence(stored: Any, said: str) -> None:
    with pytest.raises(BadCondition, match=said):
        read(stored)


def test_a_pattern_cannot_hang_the_desk() -> None:
    nasty = {"all": [{"fact": "words", "how": "matches", "value": "(a+)+$"}]}
    assert not fits(read(nasty), {"words": "a" * 100_000 + "!"})


def test_a_test_is_told_in_words() -> None:
    conditions = read(
        {
            "all": [
                {"fact": "category", "how": "is", "value": [4, 9]},
                {"fact": "words", "how": "contains", "value": "refund"},
            ]
        }
    )
    told = [words(test, {("desk.Category", 4): "Billing"}) for test in conditions.tests]
    assert told == [
        "Category or one below it is Billing or no. 9 (gone)",
        'Subject or first message contains "refund"',
    ]
