"""A mail its own domain denies joins nothing; only the trusted server's topmost word counts."""

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from doors.email.conftest import Take, write
from doors.email.test_intake import reply_address, ticket_of
from handrail.channels.email.authentication import proof
from handrail.tickets.models import Link
from handrail.tickets.origin import NOTHING

OURS = "mx.desk.example"
PASS = f"{OURS}; dmarc=pass header.from=customer.example"
DENIED = f"{OURS}; spf=fail; dmarc=fail (p=reject dis=none) header.from=customer.example"
PROVEN_ADA, DENIED_ADA, NOTHING_KNOWN = "proven", "denied", "unproven"
CASES = {
    "pass": ([PASS], PROVEN_ADA),
    "denied": ([DENIED], DENIED_ADA),
    "denied, as a property": (
        [f"{OURS}; dmarc=fail policy.dmarc=reject header.from=customer.example"], DENIED_ADA),
    "a version and capitals": ([PASS.replace(OURS, "MX.Desk.Example 1").upper()], PROVEN_ADA),
    "fail without reject": ([DENIED.replace("p=reject", "p=none")], NOTHING_KNOWN),
    "another server": ([PASS.replace(OURS, "mx.evil.example")], NOTHING_KNOWN),
    "another server on top": ([PASS.replace(OURS, "mx.evil.example"), DENIED], DENIED_ADA),
    "a forged one below": ([DENIED, PASS], DENIED_ADA),
    "another domain": ([PASS.replace("customer", "sub.customer")], NOTHING_KNOWN),
    "a longer name": ([PASS + ".evil.example"], NOTHING_KNOWN),
    "a verdict in quotes": ([
        f'{OURS}; spf=pass smtp.mailfrom="a; dmarc=pass header.from=customer.example; x"@evil.example;'
        " dmarc=fail (p=REJECT) header.from=customer.example"], DENIED_ADA),
    "a verdict in nested comments": ([
        f"{OURS}; spf=pass (a (b) ; dmarc=pass header.from=customer.example); dmarc=none"],
        NOTHING_KNOWN),
    "an escaped quote": ([
        f'{OURS}; spf=pass smtp.mailfrom="a\\"; dmarc=pass header.from=customer.example"@e.example'],
        NOTHING_KNOWN),
    "none": ([], NOTHING_KNOWN),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_only_the_trusted_servers_topmost_word_counts(case: str) -> None:
    fields, expected = CASES[case]
    raw = "".join(f"Authentication-Results: {field}\n" for field in fields).encode() + write()
    found = proof(raw, sender="ada@customer.example", trusted=OURS)
    assert (found.proof or NOTHING_KNOWN) == expected
    assert proof(raw, sender="ada@customer.example", trusted="") == NOTHING


@given(st.text(alphabet='ab"\\();=. ', max_size=60))
def test_what_a_sender_puts_in_quotes_is_never_a_verdict(text: str) -> None:
    inside = text.replace("\\", "\\\\").replace('"', '\\"')
    field = f'{OURS}; spf=pass smtp.mailfrom="{inside}{PASS}"; {DENIED.partition("; ")[2]}'
    raw = f"Authentication-Results: {field}\n".encode() + write()
    assert proof(raw, sender="ada@customer.example", trusted=OURS).proof == DENIED_ADA


@pytest.mark.django_db
@pytest.mark.parametrize("trusted", [OURS, ""])
@pytest.mark.parametrize("word", [PASS, DENIED, ""])
@pytest.mark.parametrize("key", ["token", "references"])
def test_a_denied_mail_becomes_a_linked_ticket(
    take: Take, settings: LazySettings, trusted: str, word: str, key: str
) -> None:
    settings.HANDRAIL_MAIL_AUTHSERV_ID = trusted
    first = "<first@customer.example>"
    ticket = ticket_of(take(write(Message_ID=first)))
    way = {"To": reply_address(ticket)} if key == "token" else {"References": first}
    head = f"Authentication-Results: {word}\n".encode() if word else b""
    mail = take(head + write("More", **way))
    landed = ticket_of(mail)
    if trusted and word == DENIED:
        assert landed != ticket and "not from it" in mail.reason
        assert Link.objects.get(source=landed).target == ticket
    else:
        assert landed == ticket


@pytest.mark.django_db
def test_a_denied_away_note_is_not_written_down(take: Take, settings: LazySettings) -> None:
    settings.HANDRAIL_MAIL_AUTHSERV_ID = OURS
    ticket = ticket_of(take(write()))
    head = f"Authentication-Results: {DENIED}\n".encode()
    note = write("Away", To=reply_address(ticket), Auto_Submitted="auto-replied")
    assert take(head + note).ticket_id is None
    assert take(note).ticket_id == ticket.pk
