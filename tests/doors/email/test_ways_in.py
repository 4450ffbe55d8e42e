"""By which way a mail came decides whose it is first; and what goes wrong on the way is told."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.conf import LazySettings

from doors.email.conftest import Take, write
from doors.email.test_intake import ticket_of
from doors.email.test_kept_mail_page import NOBODYS, client
from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.settings_log import keep
from handrail.channels.email import arrival, handfuls, health, shell
from handrail.channels.email.mailboxes import Mailbox
from handrail.channels.email.models import RawMail
from handrail.desk.models import Team
from handrail.flow.outbox.models import SendingAddress
from handrail.people.models import Role
from handrail.routing.models import Rule
from handrail.tickets.models import Ticket


@pytest.fixture
def second() -> Team:
    return Team.objects.get(slug="tier-2")


def box(**more: object) -> Mailbox:
    return Mailbox.objects.create(name="Billing", host="mail.example", user="billing", **more)


@pytest.mark.django_db
def test_a_mailbox_s_team_has_what_comes_by_it(second: Team) -> None:
    box(team=second)
    kept = arrival.accept(write(), envelope_from="", envelope_to=[], at=now(), way="Billing")
    handfuls.read()
    assert Ticket.objects.get().team == second
    kept.refresh_from_db()
    assert kept.state == "delivered"


@pytest.mark.django_db
def test_so_has_the_team_whose_address_was_written_to(take: Take, second: Team) -> None:
    SendingAddress.objects.create(team=second, address="billing@desk.example")
    mine = ticket_of(take(write(To="Billing <billing@desk.example>")))
    other = ticket_of(take(write("Other", Message_ID="<2@x>")))
    assert mine.team == second and other.team != second


@pytest.mark.django_db
def test_a_rule_sends_it_elsewhere_all_the_same(take: Take, second: Team) -> None:
    SendingAddress.objects.create(team=second, address="billing@desk.example")
    third = Team.objects.get(slug="tier-3")
    keep(Rule(name="Up", sets={"team": third.pk}, position=1, conditions={}), by=By.system())
    assert ticket_of(take(write(To="billing@desk.example"))).team == third


@pytest.mark.django_db
def test_administrators_are_told_of_trouble_wherever_they_are(
    take: Take, settings: LazySettings
) -> None:
    root, agent = client(Role.ADMIN), client(Role.AGENT)
    assert "Trouble" not in root.get("/work/rail").content.decode()
    box()
    take(NOBODYS)
    health.sweep(now())
    health.sweep(now() + timedelta(minutes=5))
    told = root.get("/work/rail").content.decode()
    assert "Mailboxes in trouble" in told and "Mail without a place" in told
    assert "/work/mail/mailboxes" in told
    assert "Mailboxes in trouble" not in agent.get("/work/rail").content.decode()


@pytest.mark.django_db(transaction=True)
def test_over_a_shell(take: Take) -> None:
    ask = CliRunner().invoke
    take(write())
    lost = take(NOBODYS)
    lines = [json.loads(line) for line in ask(shell.log, ["--json"]).output.splitlines()]
    assert [line["state"] for line in lines] == ["unparsed", "delivered"]
    assert lines[1]["ticket"] == Ticket.objects.get().pk and lines[0]["reason"]
    again = ask(shell.replay, [str(lost.pk)])
    assert again.exit_code == 0 and RawMail.objects.get(pk=lost.pk).state == "received"
    assert ask(shell.replay, []).exit_code == 2
    assert ask(shell.test, ["Nowhere"]).exit_code == 1
    box()
    health.sweep(now())
    health.sweep(now() + timedelta(minutes=5))
    told = ask(shell.mailboxes, ["--json"])
    assert told.exit_code == 1 and json.loads(told.output)["state"] == "silent"
