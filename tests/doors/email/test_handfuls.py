"""Mail read by the handful becomes what it would have become one by one, and no copy comes through twice."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.base.models import EventRecord
from handrail.channels.email import arrival, handfuls, jobs
from handrail.channels.email.arrival import Arrived
from handrail.channels.email.models import RawMail
from handrail.channels.email.server import KEPT, keep
from handrail.escalation.models import Stint
from handrail.flow.models import Alike, Delivery
from handrail.people.models import Organisation
from handrail.promises.models import Promise
from handrail.tickets.models import Link, Message, Ticket

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
KINDS = ("new", "again", "reply", "copy", "away", "alert", "nobody", "numbered", "own", "broken")


def letter(number: int, kind: str, about: int) -> bytes:
    """One mail; `about` is the number of an earlier one."""
    sender = f"p{about % 4}@firm{about % 3}.example"
    head, text = [f"Message-ID: <m{number}@x>", f"Subject: Question {number}"], f"Words {number}"
    if kind == "again":
        head, text = [f"Message-ID: <m{number}@x>", "Subject: The same"], "The same words"
    elif kind == "reply":
        head += [f"In-Reply-To: <m{about}@x>", f"References: <m0@x> <m{about}@x>"]
    elif kind == "copy":
        head[0] = f"Message-ID: <m{about}@x>"
    elif kind == "away":
        head += ["Auto-Submitted: auto-replied", f"In-Reply-To: <m{about}@x>"]
    elif kind == "alert":
        sender, head, text = "nagios@ops.example", [head[0], "Subject: Disk"], f"{number} % full"
    elif kind == "numbered":
        head[1] = "Subject: About [#1]"
    elif kind == "own":
        sender = "support@desk.example"
    if kind != "nobody":
        head.insert(0, f"From: Some Body <{sender}>")
    body = "\r\n".join([*head, "To: support@desk.example", "", text, ""]).encode()
    return b"\0\xff" * 9 if kind == "broken" else body


def world(read: Callable[[list[int]], None], mails: list[bytes]) -> Any:
    """What the desk looks like after these mails; then all is undone."""
    before = connection.savepoint()
    try:
        Organisation.objects.create(name="Firm", domains=["firm1.example"])
        read([kept_at(n, raw) for n, raw in enumerate(mails)])
        connection.check_constraints()
        return seen()
    finally:
        connection.savepoint_rollback(before)


def kept_at(second: int, raw: bytes) -> int:
    at = AT + timedelta(seconds=second)
    return arrival.accept(raw, envelope_from="", envelope_to=["support@desk.example"], at=at).pk


def seen() -> Any:
    """Everything that has a meaning, without numbers that are only names."""
    return {
        "mails": sorted(RawMail.objects.values_list("sha256", "state", "deliveries")),
        "tickets": sorted(map(one_ticket, Ticket.objects.all()), key=str),
        "answers": sorted(
            Delivery.objects.values_list("message__ticket__requester__email", "about")
        ),
        "alike": sorted(Alike.objects.values_list("key", "count")),
    }


def one_ticket(ticket: Ticket) -> Any:
    # Which of somebody's requests is acknowledged is a matter of order; see `seen` for how often.
    lines = EventRecord.objects.filter(ticket_id=ticket.pk).exclude(kind="ticket.notified")
    messages = Message.objects.filter(ticket=ticket, direction="in")
    return (
        ticket.subject, ticket.preview, ticket.requester.email, str(ticket.organisation), ticket.state,
        ticket.turn, ticket.priority, ticket.due_at, ticket.opened_at, ticket.team_id,
        sorted(messages.values_list("text", "author__email", "is_automatic")),
        sorted(lines.values_list("kind", "actor", "audience")),
        sorted(Promise.objects.filter(ticket=ticket).values_list("kind", "due_at")),
        Stint.objects.filter(ticket=ticket).count(),
        Link.objects.filter(source=ticket).count(),
    )  # fmt: skip


def alone(numbers: list[int]) -> None:
    for number in numbers:
        jobs.parse(number)


def together(numbers: list[int]) -> None:
    handfuls.read()


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_handful_becomes_what_each_would_alone(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 14))
    mails: list[bytes] = []
    # A copy has its first's id, so nothing can refer to it by a number of its own.
    first: list[int] = []
    for n in range(count):
        kind = data.draw(st.sampled_from(KINDS)) if n else "new"
        about = first[data.draw(st.integers(0, n - 1))] if n else 0
        first.append(about if kind == "copy" else n)
        mails.append(letter(n, kind, about))
    assert world(together, mails) == world(alone, mails)


@pytest.mark.django_db
def test_one_id_on_an_away_note_and_on_a_request() -> None:
    kinds = [("new", 0), ("away", 0), ("new", 0), ("new", 0), ("away", 1), ("copy", 1)]
    mails = [letter(n, kind, about) for n, (kind, about) in enumerate(kinds)]
    assert world(together, mails) == world(alone, mails)


@pytest.mark.django_db
def test_new_requests_cost_few_statements_however_many() -> None:
    mails = [letter(n, "new", n) for n in range(41)]
    # The first one's settings are remembered for the others.
    kept_at(0, mails[0])
    handfuls.read()
    for n in range(1, 41):
        kept_at(n, mails[n])
    with CaptureQueriesContext(connection) as asked:
        assert handfuls.read() == 40
    assert len(asked) < 45
    assert Ticket.objects.count() == 41


@pytest.mark.django_db(transaction=True)
def test_two_who_read_at_once_share_the_mail() -> None:
    for n in range(60):
        arrival.accept(letter(n, "new", n), envelope_from="", envelope_to=[], at=AT)
    start, read = threading.Barrier(3), []

    def work() -> None:
        start.wait()
        read.append(handfuls.read())
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Ticket.objects.count() == RawMail.objects.filter(state="delivered").count() == 60
    assert sum(read) == 60


@pytest.mark.django_db(transaction=True)
def test_one_that_cannot_be_kept_harms_no_other() -> None:
    good = Arrived(letter(1, "new", 1), "a@x.example", ["support@desk.example"], AT)
    twin = Arrived(letter(1, "new", 1), "a@x.example", ["support@desk.example"], AT)
    other = Arrived(letter(2, "new", 2), "b\0@x.example", ["support@desk.example"], AT)
    assert keep([good, other, twin]) == [KEPT] * 3
    assert sorted(RawMail.objects.values_list("deliveries", flat=True)) == [1, 2]
