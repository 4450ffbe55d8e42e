"""A sentence of a table is English where it is compared, and the reader's language where it is shown."""

from django.utils import translation
from django.utils.html import format_html
from jinja2 import Environment

from handrail.base.languages import later


def test_it_compares_in_english_and_shows_itself_translated() -> None:
    words = later("Solved")
    with translation.override("de"):
        assert words == "Solved"
        assert {str(words), f"{words}", "%s" % words, format_html("{}", words)} == {"Gelöst"}  # noqa: UP031
        assert Environment(autoescape=True).from_string("{{ w }}").render(w=words) == "Gelöst"
    assert str(words) == "Solved"
