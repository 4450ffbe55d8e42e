"""The desk finds out itself whether a sender's domain stands behind a mail, and rules may use it."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import LazySettings
from dkim import sign

from doors.email.conftest import Take, write
from doors.email.name_server import name_server
from doors.email.test_intake import ticket_of
from doors.email.test_kept_mail_page import client
from handrail.base.by import By
from handrail.base.settings_log import keep
from handrail.channels.email.aligning import Shown, verdict
from handrail.flow.models import SenderCheck
from handrail.people.models import Role
from handrail.routing.models import Rule
from handrail.tickets.origin import read

pytestmark = pytest.mark.django_db
KEY = rsa.generate_private_key(65537, 2048)
PRIVATE = KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.TraditionalOpenSSL,
    serialization.NoEncryption(),
)
PUBLIC = KEY.public_key().public_bytes(
    serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
)
CLIENT = "11.22.33.44"


@pytest.fixture
def names() -> dict[str, str]:
    """What the name server knows; a test changes it."""
    key = base64.b64encode(PUBLIC).decode()
    return {
        "s1._domainkey.customer.example": f"v=DKIM1; k=rsa; p={key}",
        "_dmarc.customer.example": "v=DMARC1; p=reject",
        "customer.example": f"v=spf1 ip4:{CLIENT} -all",
        "s1._domainkey.other.example": f"v=DKIM1; k=rsa; p={key}",
    }


@pytest.fixture
def checking(names: dict[str, str], settings: LazySettings) -> Iterator[None]:
    """A desk that checks senders itself, and asks a name server of its own."""
    SenderCheck.objects.create(way=SenderCheck.Way.OURSELVES)
    with name_server(names) as settings.HANDRAIL_DNS_SERVER:
        yield


def came(raw: bytes, *, client: str = CLIENT) -> bytes:
    """The mail as our own mail server hands it on."""
    line = f"Received: from mail.customer.example (mail.customer.example [{client}])\r\n by mx.desk.example"
    body = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return f"{line}; Mon, 2 Mar 2026 09:00:00 +0000\r\n".encode() + body


def signed(raw: bytes, *, domain: str = "customer.example") -> bytes:
    """The mail with that domain's signature."""
    raw = raw.replace(b"\n", b"\r\n")
    line = sign(raw, b"s1", domain.encode(), PRIVATE, include_headers=[b"From", b"Subject"])
    return (line + raw).replace(b"\r\n", b"\n")


def proof_of(
    take: Take, raw: bytes, *, envelope_from: str = "ada@customer.example"
) -> tuple[str, Any]:
    message = ticket_of(take(raw, envelope_from=envelope_from)).messages.earliest("pk")
    origin = read(message.found)
    return origin.proof, origin.checks


def test_a_signature_of_the_senders_domain_proves_it(take: Take, checking: None) -> None:
    found, checks = proof_of(take, came(signed(write()), client="11.22.33.55"))
    assert found == "proven"
    assert checks == {"spf": "fail", "dkim": "pass", "dmarc": "pass"}


def test_so_does_the_address_it_came_from(take: Take, checking: None) -> None:
    assert proof_of(take, came(write())) == (
        "proven", {"spf": "pass", "dkim": "none", "dmarc": "pass"},
    )  # fmt: skip


def test_of_two_signatures_the_senders_own_counts(take: Take, checking: None) -> None:
    raw = signed(signed(write()), domain="other.example")
    assert proof_of(take, came(raw, client="11.22.33.55"))[0] == "proven"


@pytest.mark.parametrize("how", ["unsigned", "changed", "anothers"])
def test_what_the_domain_denies_is_denied(take: Take, checking: None, how: str) -> None:
    raw = {
        "unsigned": write(),
        "changed": signed(write()).replace(b"Hello", b"Pay now"),
        "anothers": signed(write(), domain="other.example"),
    }[how]
    found, _ = proof_of(take, came(raw, client="11.22.33.55"), envelope_from="x@other.example")
    assert found == "denied"


@pytest.mark.parametrize(
    "ours",
    [
        "from x ([11.22.33.55]) by mx", "from [11.22.33.55] (helo=x) by mx", "from x (y [10.0.0.7]) by mx",
        "from unknown (unknown [unknown]) by mx", "by mx with LMTP",
    ],
)  # fmt: skip
def test_a_forged_trace_below_ours_is_not_believed(take: Take, checking: None, ours: str) -> None:
    forged = came(write(), client=CLIENT)
    raw = f"Received: {ours}; Mon, 2 Mar 2026 09:00:00 +0000\r\n".encode() + forged
    found, checks = proof_of(take, raw)
    assert found == "denied" and checks["spf"] != "pass"


def test_with_two_servers_of_our_own_the_outer_one_s_word_counts(
    take: Take, checking: None
) -> None:
    SenderCheck.objects.update(hops=2)
    inner = b"Received: from mx.desk.example (mx [10.0.0.7]) by inside; Mon, 2 Mar 2026 09:00:00 +0000\r\n"
    assert proof_of(take, inner + came(write()))[0] == "proven"


def test_a_name_server_that_is_away_stops_nothing(
    take: Take, checking: None, settings: LazySettings
) -> None:
    settings.HANDRAIL_DNS_SERVER = "127.0.0.1:9"
    found, checks = proof_of(take, came(signed(write())))
    assert found == "unproven" and "pass" not in checks.values()


@pytest.mark.parametrize(
    "mail", [b"From: a@customer.example\n" + b"X: y\n" * 50_000, write(From="")]
)
def test_strange_mail_is_only_not_proven(take: Take, checking: None, mail: bytes) -> None:
    kept = take(mail, envelope_from="a@customer.example")
    assert kept.state == "delivered"


def test_rules_and_agents_see_it(take: Take, checking: None) -> None:
    tests = [{"fact": "sender_proof", "how": "is", "value": "denied"}]
    keep(
        Rule(name="Doubtful", sets={"tags": ["doubtful"]}, position=1, conditions={"all": tests}),
        by=By.system(),
    )
    denied = ticket_of(take(came(write(), client="11.22.33.55")))
    proven = ticket_of(take(came(write("Yes")), envelope_from="ada@customer.example"))
    assert ("doubtful" in denied.tags, "doubtful" in proven.tags) == (True, False)
    root = client(Role.ADMIN)
    page = root.get(f"/work/tickets/{denied.pk}").content.decode()
    assert "customer.example says that this is not from it" in page and "DMARC fail" in page
    page = root.get(f"/work/tickets/{proven.pk}").content.decode()
    assert "Sender proven by customer.example" in page


def test_who_is_trusted_is_set_on_screen(take: Take) -> None:
    SenderCheck.objects.create(way=SenderCheck.Way.HEADER, server="mx.desk.example")
    words = "arc=pass; dkim=fail; dmarc=pass header.from=customer.example"
    head = f"Authentication-Results: mx.desk.example; {words}\n".encode()
    assert proof_of(take, head + write()) == (
        "proven",
        {"arc": "pass", "dkim": "fail", "dmarc": "pass"},
    )


@pytest.mark.parametrize(
    ("record", "shown", "domain", "word"),
    [
        ("v=DMARC1; p=reject", "mail.firm.co.uk", "firm.co.uk", "pass"),
        ("v=DMARC1; p=reject; adkim=s", "mail.firm.co.uk", "firm.co.uk", "fail"),
        ("v=DMARC1; p=none", "other.co.uk", "firm.co.uk", "fail"),
        ("v=DMARC1; p=none", "other.unlisted", "firm.unlisted", "fail"),
        ("v=DMARC1; pct=5", "firm.co.uk", "firm.co.uk", "none"),
        ("spf1", "firm.co.uk", "firm.co.uk", "none"),
    ],
)
def test_only_one_owner_s_domains_speak_for_each_other(
    record: str, shown: str, domain: str, word: str
) -> None:
    def ask(name: str) -> list[str]:
        return [record] if name == f"_dmarc.{domain}" else []

    assert verdict(domain, [Shown("dkim", "pass", shown)], ask=ask)[0] == word


def test_a_domain_below_follows_its_organisation() -> None:
    def ask(name: str) -> list[str]:
        return ["v=DMARC1; p=none; sp=reject"] if name == "_dmarc.firm.example" else []

    assert verdict("a.b.firm.example", [], ask=ask) == ("fail", "reject")
