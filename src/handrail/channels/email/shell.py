"""What an administrator does with mail over a shell: look, test, and try again."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import click
from django.conf import settings

from handrail.base.clock import now
from handrail.base.database.ready import database
from handrail.channels.email import jobs, queries, sending
from handrail.channels.email.mailboxes import Mailbox
from handrail.channels.email.models import RawMail
from handrail.channels.email.wizard import tried
from handrail.flow.ports import Outgoing, PermanentFailure, TemporaryFailure

AT_ONCE = 10_000
as_json = click.option("--json", "in_json", is_flag=True, help="One JSON object a line.")


@click.command()
@as_json
def mailboxes(in_json: bool) -> None:
    """Every mailbox that is read, and how it is doing. Ends with 1 where one is in trouble."""
    with database():
        rows = [_health(one) for one in queries.with_health()]
    _tell(rows, in_json)
    sys.exit(1 if any(row["state"] not in {"good", "new", "off"} for row in rows) else 0)


def _health(one: queries.Read) -> dict[str, Any]:
    health, state = one.health, "new"
    if one.box is not None and not one.box.is_active:
        state = "off"
    elif health is not None:
        state = "silent" if health.silent_at else "trouble" if health.fault else "good"
    contact = health.contact_at.isoformat() if health else ""
    fault = health.fault if health else ""
    return {
        "name": one.name,
        "folder": one.folder,
        "state": state,
        "contact": contact,
        "fault": fault,
    }


@click.command()
@click.argument("name")
def test(name: str) -> None:
    """Sign in to a mailbox and open its folders; ends with 1 and a sentence where that fails."""
    with database():
        box = Mailbox.objects.filter(name=name).first()
        if box is None:
            raise click.ClickException(
                f"There is no mailbox {name}. See `handrail mail mailboxes`."
            )
        wrong = tried(box)
    for sentence in wrong:
        click.echo(sentence, err=True)
    if wrong:
        sys.exit(1)
    click.echo("It works: signed in, and every folder opens.")


@click.command()
@click.option("--state", type=click.Choice(RawMail.State.values), help="Only this outcome.")
@click.option("--before", type=int, help="Only mail with a lower number.")
@as_json
def log(state: str | None, before: int | None, in_json: bool) -> None:
    """The latest mail that came, newest first: what was decided, and why."""
    with database():
        rows, _ = queries.logged(state=state or "", before=before)
    _tell((_line(row) for row in rows), in_json)


def _line(row: queries.Kept) -> dict[str, Any]:
    mail = row.mail
    return {
        "mail": mail.pk, "at": mail.received_at.isoformat(), "by": mail.way, "state": mail.state,
        "ticket": mail.ticket_id, "from": row.sender, "subject": row.subject, "reason": mail.reason,
    }  # fmt: skip


@click.command()
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="All mail that has no place.")
def replay(numbers: tuple[int, ...], everything: bool) -> None:
    """Try mail without a place again, after what was wrong is mended."""
    if everything == bool(numbers):
        raise click.UsageError("Name the mails by number, or say --all.")
    with database():
        wanted = (
            list(queries.aside().values_list("pk", flat=True)[:AT_ONCE]) if everything else numbers
        )
        again = sum(jobs.replay(number, at=now()) for number in wanted)
    click.echo(f"{again} of {len(wanted)} are being tried again.")
    sys.exit(0 if again == len(wanted) else 1)


@click.command("send-test")
@click.argument("address")
def send_test(address: str) -> None:
    """Send one mail by the desk's way out; ends with 1 and the mail server's words where that fails."""
    key = f"test-{now():%Y%m%d%H%M%S%f}"
    mail = Outgoing(
        key=key, message_id=f"<{key}@handrail.invalid>", to=[("", address)], subject="A test of Handrail",
        from_name="Handrail", from_address=settings.HANDRAIL_MAIL_ADDRESS, reply_token="",
        text="If you read this, mail leaves the desk as it should.", automatic=True,
    )  # fmt: skip
    with database():
        try:
            sending.MailSender().send(mail)
        except (TemporaryFailure, PermanentFailure) as fault:
            raise click.ClickException(str(fault)) from fault
    click.echo(f"Handed over for {address}.")


def _tell(rows: Iterable[Mapping[str, Any]], in_json: bool) -> None:
    for row in rows:
        click.echo(
            json.dumps(row) if in_json else "  ".join(str(value or "-") for value in row.values())
        )
