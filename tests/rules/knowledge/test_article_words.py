"""Words, slugs, files and the comparison of versions: pure, and lossless where they say so."""

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from handrail.knowledge import slugs
from handrail.knowledge.exchange.page import BadPage, read, written
from handrail.knowledge.words import NAMES, Words, differences

LINES = st.sampled_from([
    "## Issue", "## Issue ##", "## resolution  ", "### Cause", "# Title", "---", "...", "```", "",
    "    code", "\t", "text: [x", "- a", "> q", "## Cause ## ##", "##Issue", "\u00a0x", "\u2028", "é",
])  # fmt: skip
TEXT = st.one_of(st.lists(LINES, max_size=6).map("\n".join), st.text(max_size=60))
WORDS = st.builds(Words, **dict.fromkeys(NAMES, TEXT))


@given(WORDS)
def test_tidying_twice_changes_nothing_more(words: Words) -> None:
    assert words.tidy().tidy() == words.tidy()


@given(WORDS)
@example(Words(title="0", summary="\x850", issue="a\u2028b", cause="\u2029x"))
@example(Words(title="2026-12-24", resolution="## Issue ##", cause="## Issue"))
def test_a_page_reads_back_what_was_written(words: Words) -> None:
    tidy = words.tidy()
    if not tidy.title:
        return
    text = written({"slug": "a", "audience": 0}, tidy)
    page = read(text)
    assert page.words == tidy
    assert written({"slug": "a", "audience": 0}, page.words) == text


@given(st.text(alphabet=st.sampled_from("-ab: \n[]{}#'\"&*!|>%@`\x00é"), max_size=60))
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\n"):
        try:
            read(whole)
        except BadPage as fault:
            assert 1 <= fault.line <= whole.count("\n") + 2


def test_values_stay_as_they_are_written() -> None:
    page = read("---\ntitle: 09:00\nslug: no\nexpires_at: 2027-01-31\n---\nx")
    assert (page.words.title, page.text("slug"), page.text("expires_at")) == (
        "09:00",
        "no",
        "2027-01-31",
    )


def test_a_page_without_sections_is_all_resolution() -> None:
    page = read("# How to pay\n\nWith a card.\n\n## By hand\n\nCash.\n")
    assert (page.words.title, page.words.resolution) == (
        "How to pay",
        "With a card.\n\n## By hand\n\nCash.",
    )
    assert read("Before\n\n## Resolution\n\nAfter").words.issue == "Before"


def test_no_tag_of_yaml_makes_an_object() -> None:
    try:
        page = read('---\ntitle: !!python/object/apply:os.system ["true"]\n---\nx')
        assert isinstance(page.facts["title"], str | list)
    except BadPage:
        pass
    assert "python" not in repr(yaml.BaseLoader.yaml_constructors)


@given(st.text(max_size=120))
def test_a_slug_can_stand_in_an_address(title: str) -> None:
    slug = slugs.slug_of(title)
    assert slug == "" or slugs.is_slug(slug)
    assert slugs.slug_of(slug) == slug


def test_slugs_of_real_titles() -> None:
    assert (
        slugs.slug_of("Ich kann mich nicht anmelden: größer!")
        == "ich-kann-mich-nicht-anmelden-grosser"
    )
    assert slugs.slug_of("Éte & hiver") == "ete-hiver"
    assert slugs.slug_of("パスワード を忘れた") != ""
    assert slugs.slug_of("?!") == ""
    taken = {"a", "a-2"}
    assert slugs.free("a", taken.__contains__) == "a-3"


@given(WORDS, WORDS)
def test_a_comparison_holds_both_versions_whole(old: Words, new: Words) -> None:
    old, new = old.tidy(), new.tidy()
    lines = differences(old, new)
    for name in NAMES:
        if getattr(old, name) == getattr(new, name):
            assert not [line for line in lines if line.part == name]
            continue
        kept = [line for line in lines if line.part == name]
        assert "\n".join(line.text for line in kept if line.mark != "+") == getattr(old, name)
        assert "\n".join(line.text for line in kept if line.mark != "-") == getattr(new, name)
