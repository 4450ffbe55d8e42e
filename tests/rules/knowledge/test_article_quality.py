"""The quality rule: its parts, its bounds, and which way each fact pushes it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.knowledge.quality import (
    CATEGORY,
    FRESH,
    REUSE,
    VOTES,
    WEIGHTS,
    Standing,
    quality,
    wilson_lower,
)
from handrail.knowledge.words import NAMES, Words

NOW = datetime(2026, 11, 23, tzinfo=UTC)
FULL = Words(**dict.fromkeys(NAMES, "x"))
COUNT = st.integers(0, 500)
KNOWN = st.builds(
    Standing, has_category=st.booleans(), helpful=COUNT, unhelpful=COUNT, tickets=COUNT,
    flags=st.integers(0, 9), confirmed_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    review_at=st.none() | st.datetimes(timezones=st.just(UTC)),
)  # fmt: skip


def test_the_points_are_a_hundred() -> None:
    assert sum(WEIGHTS.values()) + CATEGORY + FRESH + VOTES + REUSE == 100
    best = Standing(has_category=True, confirmed_at=NOW, helpful=10**6, tickets=31)
    assert quality(FULL, best, now=NOW).score == 100


def test_wilson_agrees_with_published_values() -> None:
    # 8 of 10: 0.490 to 0.943 (Newcombe, 1998, method 3); 0 of 10 begins at 0, 10 of 10 at 0.722.
    assert wilson_lower(8, 10) == pytest.approx(0.4902, abs=0.0001)
    assert wilson_lower(0, 10) == pytest.approx(0.0, abs=1e-9)
    assert wilson_lower(10, 10) == pytest.approx(0.7225, abs=0.0001)


@given(KNOWN)
def test_the_score_stays_within_its_bounds(known: Standing) -> None:
    assert 0 <= quality(Words(), known, now=NOW).score <= quality(FULL, known, now=NOW).score <= 100


@given(KNOWN)
def test_each_fact_pushes_the_right_way(known: Standing) -> None:
    score = quality(FULL, known, now=NOW).score
    assert quality(FULL, replace(known, helpful=known.helpful + 1), now=NOW).score >= score
    assert quality(FULL, replace(known, unhelpful=known.unhelpful + 1), now=NOW).score <= score
    assert quality(FULL, replace(known, tickets=known.tickets + 1), now=NOW).score >= score
    assert quality(FULL, replace(known, flags=known.flags + 1), now=NOW).score <= score
    assert quality(FULL, known, now=NOW + timedelta(days=40)).freshness <= quality(
        FULL, known, now=NOW + timedelta(0)
    ).freshness or (known.confirmed_at is not None and known.confirmed_at > NOW)


def test_an_overdue_review_halves_freshness() -> None:
    looked = Standing(confirmed_at=NOW, review_at=NOW)
    assert quality(FULL, looked, now=NOW).freshness == FRESH / 2
