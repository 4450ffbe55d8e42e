"""Every word of a page goes through the catalogue, and the German catalogue answers all of them."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from handrail.config.catalogues import SOURCE, compiled, mirror

ROOM = Path(SOURCE).parent
# The page that shows every component names invented people; agents never come there.
PAGES = sorted(one for one in ROOM.glob("**/jinja2/**/*.html") if one.name != "design.html")
WORD = re.compile(r"[^\W\d_]{2}")
NAMED = re.compile(r"\b(?:aria-label|placeholder|title|alt)=\"([^\"]*)\"")
UNSEEN = re.compile(r"<(script|style|code|kbd)\b.*?</\1>|<!--.*?-->|&\w+;", re.S)
TAG = re.compile(r"<(?:[^<>\"]|\"[^\"]*\")*>", re.S)
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
# A name is the same in every language; T and P stand before a number; keys are what is printed on them.
ALLOWED = {"Handrail", "UTC", "T", "P", "(Ctrl B)", "(Ctrl I)"}


def untranslated(source: str) -> list[str]:
    """Words of a template that no catalogue can reach."""
    told = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}|\{#.*?#\}", "", source, flags=re.S)
    plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\x00", told, flags=re.S)
    shown = [*NAMED.findall(plain), *TAG.sub("\x00", UNSEEN.sub("", plain)).split("\x00")]
    return [
        words for text in shown for words in [text.strip(" ·\n\x00")]
        if WORD.search(words) and words not in ALLOWED
    ]  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOM)))
def test_every_word_of_a_page_can_be_translated(page: Path) -> None:
    assert untranslated(page.read_text()) == []


def test_a_word_that_was_forgotten_is_found() -> None:
    assert untranslated('<p title="Hello">{{ _("Good") }} day</p>') == ["Hello", "day"]


def german() -> Catalog:
    with (SOURCE / "de" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file)


def as_tuple(words: object) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)  # type: ignore[arg-type]


def test_german_is_complete() -> None:
    missing = [m.id for m in german() if m.id and not all(as_tuple(m.string))]
    assert missing == []
    assert [m.id for m in german() if m.fuzzy and m.id] == []


def test_german_has_the_same_placeholders() -> None:
    wrong = [
        m.id
        for m in german()
        if m.id
        for said in as_tuple(m.string)
        if set(PLACE.findall(said)) != set(PLACE.findall(as_tuple(m.id)[-1]))
    ]
    assert wrong == []


def test_the_pseudo_locale_keeps_placeholders_and_markup(tmp_path: Path) -> None:
    assert PLACE.findall(mirror("Give <b>%(who)s</b> %(n)s %% of {}")) == ["%(who)s", "%(n)s", "{}"]
    made = compiled(tmp_path, pseudo=True)
    assert {one.parent.parent.name for one in made.rglob("*.mo")} == {"de", "ar_XB"}
