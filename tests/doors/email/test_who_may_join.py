"""Which mail continues a conversation: only one that holds a key to it, from somebody who belongs to it.

Six keys by six senders. What may not join opens a ticket of its own, tied to the one it names, and
whoever opens either ticket reads why.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from doors.email.conftest import Take, write
from doors.email.test_server import hand_in, lmtp_port  # noqa: F401 - a fixture
from handrail.base.by import By
from handrail.base.clock import now
from handrail.channels.email import arrival, jobs
from handrail.channels.email.models import RawMail
from handrail.desk.models import Membership, Team
from handrail.people.models import Organisation, Person
from handrail.tickets import actions as tickets
from handrail.tickets.models import Link, Message, Ticket, Watcher

FIRST = "<first@customer.example>"
NOBODY_KNOWS = "00112233445566778899aabbcc"


@dataclass(frozen=True)
class Scene:
    """Ada's ticket and the ways that lead to it; Zoe's ticket, which is none of their business."""

    ticket: Ticket
    others: Ticket
    merged_token: str
    mika: Person

    def keys(self) -> dict[str, dict[str, str]]:
        """What a mail carries to say where it belongs."""
        token = self.ticket.token
        return {
            "valid token": {"To": address(token)},
            "old token": {"To": address(self.merged_token)},
            "cut token": {"To": address(token[:-1])},
            "token nobody has": {"To": address(NOBODY_KNOWS)},
            "other ticket's token": {"To": address(self.others.token)},
            "references": {"References": FIRST},
            "number": {"Subject": f"Re: [#{self.ticket.pk}] Help"},
            "number as token": {"To": address(str(self.ticket.pk).zfill(12))},
        }


SENDERS = {
    "requester": "ada@customer.example", "watcher": "ben@customer.example",
    "colleague": "bea@customer.example", "stranger": "cy@other.example",
    "ex-agent": "max@desk.example", "ex-agent who watched": "eve@desk.example",
}  # fmt: skip
KEYS = (
    "valid token", "old token", "cut token", "token nobody has", "other ticket's token", "references",
    "number", "number as token",
)  # fmt: skip
OPENS_THE_DOOR = {"valid token", "old token", "references"}
BELONGS = {"requester", "watcher"}
SHOWS_A_WAY = OPENS_THE_DOOR | {"other ticket's token", "number"}


def address(token: str) -> str:
    local, _, domain = settings.HANDRAIL_MAIL_ADDRESS.rpartition("@")
    return f"{local}+{token}@{domain}"


def ticket_of(mail: RawMail) -> Ticket:
    assert mail.state == "delivered", (mail.state, mail.reason)
    return Ticket.objects.get(pk=mail.ticket_id)


def watch(ticket: Ticket, name: str) -> None:
    person = Person.objects.get(email=SENDERS[name])
    Watcher.objects.create(ticket=ticket, person=person)


def set_the_scene(take: Take) -> Scene:
    firm = Organisation.objects.create(name="Birch House", domains=["customer.example"])
    for name, address_of in SENDERS.items():
        role, own = ("agent", None) if "agent" in name else ("customer", firm)
        own = None if name == "stranger" else own
        Person.objects.create_user(address_of, name=name, role=role, organisation=own)
    mika = Person.objects.create_user("mika@desk.example", name="Mika", role="agent")
    Membership.objects.create(team=Team.objects.get(slug="tier-1"), person=mika)
    ticket = ticket_of(take(write("one", Message_ID=FIRST)))
    double = ticket_of(take(write("once more", Message_ID="<double@customer.example>")))
    tickets.merge(double, into=ticket, by=By.person(mika))
    others = ticket_of(take(write("mine", From="zoe@elsewhere.example")))
    ex = Person.objects.get(email=SENDERS["ex-agent"])
    Membership.objects.create(team=ticket.team, person=ex)
    tickets.assign(ticket, to=ex, by=By.person(mika))
    tickets.assign(ticket, to=mika, by=By.person(mika))
    watch(ticket, "watcher")
    watch(ticket, "ex-agent who watched")
    Person.objects.filter(role="agent").exclude(pk=mika.pk).update(is_active=False)
    ticket.refresh_from_db()
    return Scene(ticket, others, double.token, mika)


@pytest.fixture
def scene(db: None, take: Take) -> Scene:
    return set_the_scene(take)


def arrive(take: Take, scene: Scene, key: str, who: str) -> RawMail:
    head = {"From": SENDERS[who], "Message_ID": f"<{key}.{who}@x.example>".replace(" ", "-")}
    return take(write("And another thing", **(head | scene.keys()[key])))


@pytest.mark.parametrize(("key", "who"), list(product(KEYS, SENDERS)))
def test_a_key_and_a_right_make_it_join(take: Take, scene: Scene, key: str, who: str) -> None:
    before = scene.ticket.messages.count(), scene.others.messages.count()
    landed = ticket_of(arrive(take, scene, key, who))
    if key in OPENS_THE_DOOR and who in BELONGS:
        assert landed == scene.ticket
        assert scene.ticket.messages.count() == before[0] + 1
        return
    assert (scene.ticket.messages.count(), scene.others.messages.count()) == before
    assert landed.requester.email == SENDERS[who]
    link = Link.objects.filter(source=landed).first()
    if key in SHOWS_A_WAY:
        assert link is not None
        assert link.target == (scene.others if key.startswith("other") else scene.ticket)
    else:
        assert link is None


@pytest.mark.parametrize(
    ("key", "who", "why"),
    [
        ("valid token", "stranger", "does not belong to the conversation"),
        ("references", "ex-agent", "does not belong to the conversation"),
        ("other ticket's token", "requester", "does not belong to the conversation"),
        ("number", "stranger", "Names this number in its subject"),
    ],
)
def test_the_agent_reads_why_on_both_tickets(
    take: Take, scene: Scene, client: Client, key: str, who: str, why: str
) -> None:
    landed = ticket_of(arrive(take, scene, key, who))
    near = scene.others if key.startswith("other") else scene.ticket
    client.force_login(scene.mika, backend="django.contrib.auth.backends.ModelBackend")
    assert why in client.get(f"/work/tickets/{landed.pk}").content.decode()
    assert f"#{landed.pk}" in client.get(f"/work/tickets/{near.pk}").content.decode()


@pytest.mark.parametrize("key", sorted(OPENS_THE_DOOR))
def test_an_answer_to_a_closed_ticket_opens_one_beside_it(
    take: Take, scene: Scene, key: str
) -> None:
    by = By.person(scene.mika)
    tickets.close(tickets.solve(scene.ticket, by=by), by=By.system(now()))
    mail = arrive(take, scene, key, "requester")
    landed = ticket_of(mail)
    assert landed != scene.ticket
    assert mail.reason == "Answer to a closed ticket"
    assert Link.objects.get(source=landed).target == scene.ticket


@pytest.mark.parametrize("key", sorted(OPENS_THE_DOOR))
def test_an_answer_to_a_solved_ticket_opens_it_again(take: Take, scene: Scene, key: str) -> None:
    tickets.solve(scene.ticket, by=By.person(scene.mika))
    assert ticket_of(arrive(take, scene, key, "requester")) == scene.ticket
    scene.ticket.refresh_from_db()
    assert (scene.ticket.state, scene.ticket.reopened) == ("open", 1)


def test_a_requester_who_was_shut_out_joins_no_more(take: Take, scene: Scene) -> None:
    Person.objects.filter(email=SENDERS["requester"]).update(is_active=False)
    landed = ticket_of(arrive(take, scene, "valid token", "requester"))
    assert landed != scene.ticket
    assert Link.objects.get(source=landed).target == scene.ticket


@pytest.mark.django_db(transaction=True)
def test_over_a_real_line_it_is_the_same(lmtp_port: int, take: Take) -> None:  # noqa: F811
    scene = set_the_scene(take)
    expected: dict[str, bool] = {}
    for key, who in product(KEYS, ("watcher", "stranger")):
        head = {"From": SENDERS[who], "Message_ID": f"<{len(expected)}@line.example>"}
        mail = write(f"{key} by {who}", **(head | scene.keys()[key]))
        to = scene.keys()[key].get("To", settings.HANDRAIL_MAIL_ADDRESS)
        assert hand_in(lmtp_port, mail, [to]) == {}
        expected[f"{key} by {who}"] = key in OPENS_THE_DOOR and who in BELONGS
    for kept in RawMail.objects.filter(state="received"):
        jobs.parse(kept.pk)
    found = {
        message.text.strip(): message.ticket_id == scene.ticket.pk
        for message in Message.objects.filter(text__contains=" by ")
    }
    assert found == expected


Deliver = Callable[[int], str]


@pytest.mark.django_db(transaction=True)
def test_twenty_copies_by_twenty_ways_are_one_message(lmtp_port: int, take: Take) -> None:  # noqa: F811
    scene = set_the_scene(take)
    before = Message.objects.count()
    mail = write("Only once", Message_ID="<once@customer.example>", To=address(scene.ticket.token))
    with ThreadPoolExecutor(20) as crowd:
        list(crowd.map(lambda n: _bring(lmtp_port, n, mail), range(20)))
    numbers = list(RawMail.objects.filter(state="received").values_list("pk", flat=True))
    assert len(numbers) == 20
    with ThreadPoolExecutor(8) as workers:
        outcomes = list(workers.map(_read, numbers))
    assert sorted(outcomes) == ["duplicate"] * 19 + ["joined"]
    assert Message.objects.count() == before + 1


def _bring(port: int, number: int, mail: bytes) -> None:
    assert hand_in(port, b"Received: by way %d\n" % number + mail, ["s@desk.example"]) == {}


def _read(number: int) -> str:
    try:
        return jobs.parse(number)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_control_without_its_guards_the_twenty_are_many(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: no waiting for each other, no unique id, and the count above is wrong."""
    set_the_scene(take)
    before = Message.objects.count()
    kept = [
        arrival.accept(
            b"Received: by way %d\n" % n + write("Only once", Message_ID="<once@customer.example>"),
            envelope_from="", envelope_to=[], at=now(),
        ).pk
        for n in range(20)
    ]  # fmt: skip
    monkeypatch.setattr(jobs, "_one_at_a_time", lambda identity: None)
    index = _unique_index()
    with connections["default"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE tickets_message DROP CONSTRAINT {index}")
    try:
        with ThreadPoolExecutor(8) as workers:
            list(workers.map(_read, kept))
        assert Message.objects.count() > before + 1
    finally:
        with connections["default"].cursor() as cursor:
            cursor.execute("TRUNCATE tickets_message CASCADE")
            cursor.execute(
                f"ALTER TABLE tickets_message ADD CONSTRAINT {index} UNIQUE (external_hash)"
            )


def _unique_index() -> str:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'tickets_message'::regclass"
            " AND contype = 'u' AND pg_get_constraintdef(oid) LIKE '%external_hash%'"
        )
        (name,) = cursor.fetchone()
    return str(name)
