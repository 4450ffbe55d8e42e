"""New words are told from history and signatures, in the languages customers write in."""

import pytest

from handrail.channels.email.parsing.replies import split_reply


@pytest.mark.parametrize(
    "history",
    [
        "On Mon, 5 Jan 2026 at 10:12, Desk <support@desk.example>\nwrote:\n> old",
        "Am Mo., 5. Jan. 2026 um 10:12 Uhr schrieb Desk <support@desk.example>:\n> old",
        "Le lun. 5 janv. 2026 à 10:12, Desk <support@desk.example> a écrit :\n> old",
        "El lun, 5 ene 2026 a las 10:12, Desk (<support@desk.example>) escribió:\n> old",
        "Il giorno lun 5 gen 2026 alle ore 10:12 Desk <support@desk.example> ha scritto:\n> old",
        "Op ma 5 jan 2026 om 10:12 schreef Desk <support@desk.example>:\n> old",
        "пн, 5 янв. 2026 г. в 10:12, Desk <support@desk.example>:\n> old",
        "2026年1月5日(月) 10:12 Desk <support@desk.example>:\n> old",
        "-----Original Message-----\nFrom: Desk\nSent: Monday\nTo: Ada\nSubject: Help\n\nold",
        "From: Desk <support@desk.example>\nSent: Monday, 5 January 2026 10:12\nTo: Ada\nSubject: Help\n\nold",
        "________________\nVon: Desk <support@desk.example>\nGesendet: Montag\nAn: Ada\nBetreff: Hilfe\n\nold",
        "-- \nAda\nCustomer Ltd.",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé depuis mon téléphone mobile Android",
    ],
)  # fmt: skip
def test_history_and_signatures_are_folded(history: str) -> None:
    reply, rest = split_reply(f"It still fails.\n\nAda\n\n{history}")
    assert reply == "It still fails.\n\nAda"
    assert rest.strip()


def test_answers_between_quotations_stay() -> None:
    text = "On Mon, 5 Jan 2026, Desk wrote:\n> one?\n\nyes\n\n> two?\n\nno"
    reply, _ = split_reply(text)
    assert "yes" in reply and "no" in reply


def test_an_answer_below_the_quotation_is_found() -> None:
    reply, rest = split_reply(
        "On Mon, 5 Jan 2026, Desk <s@d.example> wrote:\n> old\n> older\n\nnew"
    )
    assert reply == "new"
    assert "> old" in rest


@pytest.mark.parametrize(
    "text",
    [
        "> only a quotation", "-----", "Name: Ada\nDate: tomorrow\nPhone: 123", "a - b\nc -- d",
        "I wrote:\nthis is all new\nand this", "From: the bottom of my heart, thanks!", "",
        "It broke.\nGet my phone fixed please",
    ],
)  # fmt: skip
def test_nothing_is_taken_from_plain_words(text: str) -> None:
    assert split_reply(text) == (text, "")


def test_nothing_is_lost() -> None:
    text = "new\n\nOn 5 Jan 2026 at 10:12, Desk wrote:\n> old\n\n-- \nAda"
    reply, rest = split_reply(text)
    assert [*filter(str.strip, f"{reply}\n{rest}".split("\n"))] == [
        *filter(str.strip, text.split("\n"))
    ]
