"""What is left of a ticket's words when its people are left out; and subjects that are alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.knowledge.likeness import alike, common_words, groups, telling
from handrail.knowledge.personal import without_people

MAIL = """Hi Mika,

my name is Ada Lovelace and I cannot sign in as ada@people.example since Monday.
It says: error 40401. Call me on +49 (170) 123 45 67, or ask ADA's colleague Ben.

Kind regards
Ada Lovelace
Birch House Ltd

On Mon, 3 Nov 2026 at 10:00, Mika <mika@desk.example> wrote:
> Did you try it again?
"""


def test_a_customers_mail_without_its_people() -> None:
    text = without_people(MAIL, ["Ada Lovelace", "Ben", "Mika Berg", "Birch House"])
    assert text == (
        "my name is [name] and I cannot sign in as [address] since Monday.\n"
        "It says: error 40401. Call me on [number], or ask [name] colleague [name]."
    )


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Reach me: 0170-1234567", "Reach me: [number]"),
        ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN [number] please"),
        ("card 4111 1111 1111 1111", "card [number]"),
        ("In 2026 error 0x80070005 on port 8080", "In 2026 error 0x80070005 on port 8080"),
        ("Version 10.15.7 is slow", "Version 10.15.7 is slow"),
        ("Sehr geehrte Frau Berg,\nes geht nicht.\n\nViele Grüße\nJan", "es geht nicht."),
        ("It broke.\n\n-- \nJan Berg\nDirector", "It broke."),
        ("Ich heiße Jan Berg und es geht nicht", "Ich heiße [name] und es geht nicht"),
        ("It will work\n\nwill", "It will work"),
        ("From: Jan <jan@x.example>\nolder words", ""),
    ],
)
def test_single_cases(said: str, left: str) -> None:
    assert without_people(said, ["Will Smith"]) == left


@given(
    st.text(max_size=80), st.emails(),
    st.from_regex(r"\+[1-9][0-9]{1,2} [0-9]{3} [0-9]{4,7}", fullmatch=True),
)  # fmt: skip
def test_no_address_and_no_phone_number_is_left_in(text: str, address: str, phone: str) -> None:
    left = without_people(f"Word {address} then {phone} end.\n{text}")
    assert address not in left and phone not in left


def test_subjects_with_the_same_words_are_alike() -> None:
    assert telling("I can't export invoices (PDF)!") == telling(
        "Exporting an invoice as PDF please"
    )
    assert alike(telling("Cannot export invoice"), telling("Printer on fire")) == 0.0
    subjects = {
        5: "Export of invoices fails", 2: "Invoice export failing", 9: "Invoices export fails again",
        7: "Printer on fire", 4: "",
    }  # fmt: skip
    assert groups(subjects) == [[2, 5, 9], [4], [7]]
    assert common_words(subjects.values()) == ["export", "fails", "invoices", "fire"]


@given(st.dictionaries(st.integers(0, 50), st.text(alphabet="abc de", max_size=12), max_size=12))
def test_every_subject_is_in_exactly_one_group(subjects: dict[int, str]) -> None:
    found = groups(subjects)
    assert sorted(n for group in found for n in group) == sorted(subjects)
    assert found == groups(dict(reversed(subjects.items())))
