"""What we quote is known as a quotation when it comes back, in every language we quote in."""

import pytest

from handrail.base.clock import now
from handrail.channels.email.parsing.replies import split_reply
from handrail.flow.outbox import quoting
from handrail.people.models import Person
from handrail.tickets.models import Message

PLAIN = [
    Message(text="Es tropft.\nNoch immer.", at=now(), author=Person(name="Ada Dahl")),
    Message(text="Try the valve.", at=now(), author=Person(name="Jo")),
]


@pytest.mark.parametrize("language", quoting.HEADS)
def test_our_own_quotations_are_folded(language: str) -> None:
    quoted = quoting.as_text(PLAIN[:1], language)
    found = split_reply(f"Thank you, it works now.\n\n{quoted}\n")
    assert found[0].strip() == "Thank you, it works now."


def test_a_long_conversation_is_cut_off_and_ends() -> None:
    long = [Message(text="word " * 50_000, at=now(), author=None)] * 3
    assert len(quoting.as_text(long, "en")) < 1.2 * quoting.MOST_CHARACTERS
