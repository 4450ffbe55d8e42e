"""The search line: what people type, and whatever else there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.knowledge.search.language import FILTERS, Filter, explain, parse, spell

PIECES = st.one_of(
    st.sampled_from(
        ["tier:2", "status:open", '"exact words"', '"', "-", "-word", ":", "tier:", 'owner:"Ada L',
         "created:>2026-01-01", "https://a.example/?q=1", "12:30", "foo:bar", "-tag:a,b", "\x00"]
    ),
    st.text(max_size=20),
)  # fmt: skip


def test_words_phrases_filters_and_what_must_not_be_there() -> None:
    asked = parse('cold tier:2 -radiator "stays cold" created:>2026-01-01 kitch')
    assert asked.words == ("cold",) and asked.prefix == "kitch"
    assert asked.phrases == ("stays cold",) and asked.excluded == ("radiator",)
    assert asked.filters == (Filter("tier", "2"), Filter("created", "2026-01-01", ">"))
    assert asked.faults == ()


def test_a_space_ends_the_last_word() -> None:
    assert parse("kitch").prefix == "kitch"
    assert parse("kitch ").words == ("kitch",) and parse("kitch ").prefix == ""


def test_other_names_for_a_filter_are_understood() -> None:
    assert parse("from:ada is:open org:birch").filters == (
        Filter("requester", "ada"), Filter("status", "open"), Filter("organisation", "birch")
    )  # fmt: skip


def test_an_unknown_filter_is_searched_as_words_and_said_so() -> None:
    asked = parse("teir:2 cold ")
    assert asked.words == ("teir:2", "cold")
    assert "There is no filter “teir:”" in asked.faults[0] and "“tier:”" in asked.faults[0]


@pytest.mark.parametrize(
    "line", ["https://a.example/b?c:d", "12:30", "Re: cold", "mailto:a@b.example"]
)
def test_what_only_looks_like_a_filter_is_words(line: str) -> None:
    asked = parse(f"{line} ")
    assert not asked.filters and not asked.faults and asked.words


def test_a_filter_without_a_value_says_what_to_write() -> None:
    assert FILTERS["tier"] in parse("tier:,").faults[0]


def test_a_very_long_line_is_cut_and_said_so() -> None:
    asked = parse("word " * 500)
    assert len(asked.all_words) <= 24 and len(asked.faults) == 2


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_nothing_that_can_be_typed_raises(line: str) -> None:
    asked = parse(line)
    assert all(one.name in FILTERS for one in asked.filters)
    assert all(fault.endswith((".", ".”")) for fault in asked.faults)
    for one in asked.filters:
        assert explain(one)


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_a_line_that_is_spelt_again_asks_the_same_filters(line: str) -> None:
    asked = parse(line)
    if not asked.faults:
        again = parse(spell(asked, {}))
        assert set(again.filters) == set(asked.filters)
