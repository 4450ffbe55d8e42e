"""What the mail tests share: the folder of real mail, and short ways to write and take in mail."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from handrail.base.clock import now
from handrail.channels.email import arrival, handfuls, sandbox
from handrail.channels.email.models import RawMail

CHECKOUT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def real_mail() -> Path:
    """The folder of real mail; the test is skipped where there is none."""
    data = Path(os.environ.get("HANDRAIL_DATA", CHECKOUT.parent / "shared" / "data"))
    if not (data / "mail").is_dir():
        pytest.skip(f"needs real mail in {data / 'mail'} (set HANDRAIL_DATA)")
    return data / "mail"


@pytest.fixture(scope="session", autouse=True)
def _no_reader_left_behind() -> Iterator[None]:
    yield
    sandbox.close()


Take = Callable[..., RawMail]


@pytest.fixture
def take() -> Take:
    """Keep a mail and place it, as the listener and the worker do; the row afterwards."""

    def _take(raw: bytes, *, envelope_to: tuple[str, ...] = (), envelope_from: str = "") -> RawMail:
        kept = arrival.accept(raw, at=now(), envelope_from=envelope_from, envelope_to=envelope_to)
        handfuls.read()
        kept.refresh_from_db()
        return kept

    return _take


def write(text: str = "Hello", **fields: str) -> bytes:
    """A plain mail; underscores in field names are hyphens."""
    head = {"From": "Ada <ada@customer.example>", "To": "support@desk.example", "Subject": "Help"}
    head |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{name}: {value}" for name, value in head.items()]
    return ("\n".join(lines) + "\n\n" + text + "\n").encode("utf-8", "surrogateescape")
