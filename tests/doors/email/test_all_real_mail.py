"""Every real mail has a place: none is lost, none is doubled."""

from collections import Counter
from pathlib import Path

import pytest

from doors.email.conftest import Take
from handrail.channels.email.models import RawMail
from handrail.channels.email.parsing import parse
from handrail.tickets.models import Message

REPLIES_RIGHT = 0.9
BOUNCES_RIGHT = 0.95
HEAD = "From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/{}; charset=utf-8\n\n"


def bare(text: str) -> str:
    return "".join(text.split())


def test_every_file_is_read(real_mail: Path) -> None:
    files = [file for file in real_mail.rglob("*") if file.is_file()]
    assert len(files) > 800
    for file in files:
        parse(file.read_bytes())


def test_bounces_are_told_from_complaints_and_away_notes(real_mail: Path) -> None:
    right = Counter[bool]()
    for file in (real_mail / "bounces").glob("*.eml"):
        mail = parse(file.read_bytes())
        found = "arf" if mail.complaint else "bounce" if mail.bounce else str(mail.auto_submitted)
        wanted = {"arf": "arf", "rfc3834": "True"}.get(file.name.rpartition("-")[0], "bounce")
        right[found == wanted] += 1
    assert right[True] / right.total() >= BOUNCES_RIGHT, right


def test_new_words_of_replies_are_found(real_mail: Path) -> None:
    folder = real_mail / "reply_trimming"
    right = Counter[bool]()
    for file in (folder / "emails").iterdir():
        raw = HEAD.format("plain").encode() + file.read_bytes()
        right[
            parse(raw).reply_text.strip() == (folder / "trimmed" / file.name).read_text().strip()
        ] += 1
    assert right[True] / right.total() >= REPLIES_RIGHT, right


def test_common_clients_replies_are_read(real_mail: Path) -> None:
    for file in (real_mail / "talon" / "standard_replies").glob("*.eml"):
        assert bare(parse(file.read_bytes()).reply_text) == "Hello", file.name
    for file in (real_mail / "talon" / "html_replies").iterdir():
        raw = HEAD.format("html").encode() + file.read_bytes()
        assert bare(parse(raw).reply_text) == "Hi.Iamfine.Thanks,Alex", file.name


@pytest.mark.django_db
def test_every_mail_has_one_place_however_often_it_comes(real_mail: Path, take: Take) -> None:
    files = [f for f in real_mail.rglob("*") if f.suffix in {".eml", ".msg"}]
    for _ in range(2):
        for file in files:
            take(file.read_bytes())
    states = Counter(RawMail.objects.values_list("state", flat=True))
    assert sum(RawMail.objects.values_list("deliveries", flat=True)) == 2 * len(files)
    aside = RawMail.objects.filter(state__in=["failed", "received"])
    assert not aside, list(aside.values_list("reason", flat=True)[:5])
    assert Message.objects.filter(direction="in").count() == states["delivered"], states
