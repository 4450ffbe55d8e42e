"""Texts are filled in once, from a list, and nothing in them is ever run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.automation.placeholders import ALLOWED, MARK, STRANGERS, BadPlaceholder, check, fill


def test_known_names_are_filled_in_with_or_without_spaces() -> None:
    text = "Dear {{ requester.first_name }}, your #{{ticket.number}}"
    assert fill(text, {"requester.first_name": "Ada", "ticket.number": "7"}) == "Dear Ada, your #7"


@pytest.mark.parametrize(
    "name", ["ticket.token", "requester.password", "7*7", "", "ticket.__class__"]
)
def test_unknown_names_are_refused_when_saved_and_marked_when_met(name: str) -> None:
    text = f"a {{{{{name}}}}} b"
    with pytest.raises(BadPlaceholder, match="There is no placeholder"):
        check(text)
    assert fill(text, {name: "secret"}) == f"a {MARK} b"


def test_a_strangers_words_are_not_sent_unasked() -> None:
    for name in STRANGERS:
        check(f"{{{{{name}}}}}")
        with pytest.raises(BadPlaceholder, match="stranger"):
            check(f"{{{{{name}}}}}", automatic=True)


PIECES = st.text(max_size=20) | st.sampled_from(
    [f"{{{{{name}}}}}" for name in ALLOWED] + ["{{", "}}"]
)


@given(subject=st.lists(PIECES, max_size=6).map("".join))
def test_what_was_put_in_is_not_looked_at_again(subject: str) -> None:
    values = dict.fromkeys(ALLOWED, "SECRET") | {"ticket.subject": subject}
    assert fill("<{{ticket.subject}}>", values) == f"<{subject}>"


@pytest.mark.parametrize(
    "text", ["{% debug %}", "{{{{ticket.number}}}}", "{ticket.number}", "%(x)s"]
)
def test_no_other_language_is_spoken(text: str) -> None:
    assert "SECRET" not in fill(text, {}) and fill("{% debug %}", {}) == "{% debug %}"
