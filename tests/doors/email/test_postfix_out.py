"""What leaves through a real Postfix still carries its signature, its name and its letters."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dkim
import pytest

from doors.email.house_with_postfix import House, running_house
from doors.email.real_postfix import why_not
from waiting import until

pytestmark = [pytest.mark.mail, pytest.mark.skipif(bool(why_not()), reason=why_not())]
SCRIPT = Path(__file__).with_name("answers_of_a_brand.py")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("postfix-out")) as made:
        yield made


@pytest.fixture(scope="module")
def record(house: House) -> Any:
    """A name server with the record that the page shows for copying."""
    command = [*house.desk.command, "manage", "shell", "-c", SCRIPT.read_text()]
    said = subprocess.run(command, env=house.desk.env, check=True, capture_output=True, text=True)
    line = next(one for one in said.stdout.splitlines() if one.startswith("record\t"))
    _, name, value = line.split("\t")
    return lambda asked, timeout=5: value.encode() if asked == f"{name}.".encode() else None


def arrived(house: House, start: str) -> bytes:
    """The mail to somebody, byte for byte as the other side took it."""
    return bytes(
        until(
            lambda: next((r for r in house.outside.raws if f"<{start}".encode() in r), None),
            "the answer has come",
        )
    )


@pytest.mark.parametrize("start", ["plain@", "jürgen@"])
def test_an_answer_of_a_brand_arrives_signed_and_named(
    house: House, record: Any, start: str
) -> None:
    raw = arrived(house, start)
    assert dkim.verify(raw, dnsfunc=record)
    assert not dkim.verify(raw.replace(b"books@desk", b"hooks@desk"), dnsfunc=record), "the control"
    assert b"<books@desk.example>" in raw and b"books+" in raw


def test_all_of_it_left_once_and_says_so(house: House, record: Any) -> None:
    until(house.postfix.is_empty, "Postfix has nothing left to do")
    assert len(house.outside.raws) == 2
    until(lambda: house.count("flow_delivery WHERE state = 'sent'") == 2, "both are noted as sent")
    assert house.count("outbox_held") == 0
