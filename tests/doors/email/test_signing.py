"""What leaves is signed when a key is given; whoever receives it can check that against the DNS."""

import base64
import email
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from doors.email.test_how_far import Says, outside  # noqa: F401 - a fixture
from handrail.base.by import By
from handrail.base.clock import now
from handrail.desk.models import Brand
from handrail.flow import delivery
from handrail.flow.catalogue import setting
from handrail.flow.models import Delivery
from handrail.flow.outbox.models import SigningKey
from handrail.flow.portable import written
from handrail.tickets import actions

pytestmark = pytest.mark.django_db
KEYS = "/work/settings/signing-keys"


def in_the_dns(*keys: SigningKey) -> Any:
    """A name server with the records that the settings page shows."""
    records = {key.record_name.encode() + b".": key.record_value.encode() for key in keys}
    return lambda name, timeout=5: records.get(name)


def make(root: Any, **facts: str) -> SigningKey:
    typed = {
        "domain": "Desk.Example.",
        "selector": "s1",
        "private_key": "",
        "is_active": "on",
        **facts,
    }
    assert root.post(f"{KEYS}/new", typed).status_code == 302
    return SigningKey.objects.latest("pk")


def received(desk: Any, outside: Says, text: str = "Try this.") -> bytes:  # noqa: F811
    """An answer as the other side's mail server got it."""
    ticket = desk.ask()
    message = actions.reply(ticket, author=desk.mika, text=text, by=By.person(desk.mika))
    assert delivery.deliver(Delivery.objects.get(message=message).pk, now=now()) == "sent"
    return bytes(outside.taken[-1].original_content)


@pytest.fixture(autouse=True)
def _domain(desk: Any) -> None:
    Brand.objects.update(address="support@desk.example")


def test_a_key_made_on_the_page_signs_and_the_shown_record_verifies(
    desk: Any, browse: Any, outside: Says  # noqa: F811
) -> None:  # fmt: skip
    root = browse(desk.root)
    key = make(root)
    assert key.domain == "desk.example"
    assert "PRIVATE" not in key.private_key and key.private_key.startswith("sealed:")
    page = root.get(f"{KEYS}/{key.pk}").text
    assert key.record_value in page and "s1._domainkey.desk.example" in page
    assert key.private_key not in page + root.get(f"{KEYS}/history").text
    raw = received(desk, outside, "Grüße\n.\nFrom here\n\n. dots\n" + "long " * 300)
    dns = in_the_dns(key)
    assert dkim.verify(raw, dnsfunc=dns)
    signature = str(email.message_from_bytes(raw)["DKIM-Signature"])
    assert "d=desk.example" in signature and "s=s1" in signature
    assert not dkim.verify(raw.replace(b"dots", b"d0ts"), dnsfunc=dns), "the control"
    assert not dkim.verify(b"From: evil@x.example\r\n" + raw, dnsfunc=dns), "no second From above"


def test_without_a_key_or_switched_off_nothing_is_signed(
    desk: Any, browse: Any, outside: Says  # noqa: F811
) -> None:  # fmt: skip
    make(browse(desk.root), domain="other.example")
    make(browse(desk.root), is_active="")
    assert b"DKIM-Signature" not in received(desk, outside)


def test_two_keys_sign_both_so_that_keys_can_be_changed(
    desk: Any, browse: Any, outside: Says  # noqa: F811
) -> None:  # fmt: skip
    old, new = make(browse(desk.root)), make(browse(desk.root), selector="s2")
    raw = received(desk, outside)
    assert raw.count(b"DKIM-Signature:") == 2
    both = in_the_dns(old, new)
    assert [dkim.DKIM(raw).verify(idx=n, dnsfunc=both) for n in (0, 1)] == [True, True]


def test_a_key_of_ones_own_and_what_is_none(desk: Any, browse: Any, outside: Says) -> None:  # noqa: F811
    own = rsa.generate_private_key(65537, 2048)
    pem = own.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    key = make(browse(desk.root), private_key=pem)
    assert dkim.verify(received(desk, outside), dnsfunc=in_the_dns(key))
    typed = {"domain": "desk.example", "selector": "s3", "private_key": "not a key"}
    page = browse(desk.root).post(f"{KEYS}/new", typed)
    assert page.status_code == 422 and "no private key in PEM" in page.text
    assert "not a key" not in page.text, "a secret is never shown, not even a wrong one"


def test_a_key_that_cannot_be_opened_waits_to_be_mended(
    desk: Any, browse: Any, outside: Says, settings: Any  # noqa: F811
) -> None:  # fmt: skip
    make(browse(desk.root))
    ticket = desk.ask()
    message = actions.reply(ticket, author=desk.mika, text="Hm.", by=By.person(desk.mika))
    sent = Delivery.objects.get(message=message)
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another secret key, long enough"
    assert delivery.deliver(sent.pk, now=now()) == "queued"
    sent.refresh_from_db()
    assert "can't sign" in sent.error and not outside.taken
    settings.SECRET_KEY_FALLBACKS = [before]
    assert delivery.deliver(sent.pk, now=now()) == "sent"


def test_the_public_half_is_the_private_ones(desk: Any, browse: Any) -> None:
    key = make(browse(desk.root))
    assert base64.b64decode(key.public_key)[:1] == b"\x30"
    zone = dict(key.to_publish)["In a zone file"]
    assert all(len(part) <= 255 for part in zone.split('"')[1::2])
    assert "".join(zone.split('"')[1::2]) == key.record_value


def test_the_key_is_no_part_of_the_configuration_file(desk: Any, browse: Any) -> None:
    key, kind = make(browse(desk.root)), setting("signing-keys")
    assert kind is not None
    assert set(written(key, kind)) == {"domain", "selector", "is_active"}
