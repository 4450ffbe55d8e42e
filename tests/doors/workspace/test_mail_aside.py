"""Mail that could not be read is shown to administrators, and to nobody else."""

import hashlib

import pytest

from handrail.base.clock import now
from handrail.channels.email.models import RawMail


@pytest.fixture
def aside(desk):
    raw = b"\xff\xfe not a mail"
    return RawMail.objects.create(
        sha256=hashlib.sha256(raw).hexdigest(), size=len(raw), raw=raw, received_at=now(),
        envelope_from="odd@elsewhere.example", queued_at=now(), state="unparsed",
        reason="No header could be read.",
    )  # fmt: skip


def test_an_administrator_sees_takes_and_retries_it(desk, browse, aside):
    root = browse(desk.root)
    assert "No header could be read." in root.get("/work/mail").text
    taken = root.get(f"/work/mail/{aside.pk}")
    assert (taken.content, taken["Content-Type"]) == (bytes(aside.raw), "application/octet-stream")
    assert root.post(f"/work/mail/{aside.pk}/again").status_code == 302
    assert RawMail.objects.get().state == "received"
    assert "All read" in root.get("/work/mail").text


@pytest.mark.parametrize("who", ["mika", "lea", "ada"])
def test_nobody_else_does(desk, browse, aside, who):
    browser = browse(getattr(desk, who))
    assert browser.get("/work/mail").status_code == 404
    assert browser.get(f"/work/mail/{aside.pk}").status_code == 404
    assert browser.post(f"/work/mail/{aside.pk}/again").status_code == 404
