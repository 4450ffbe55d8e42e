"""A running desk behind a real Postfix, and the world outside, as a test sees and disturbs them."""

import email
import json
import smtplib
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import psutil
import psycopg
from aiosmtpd.controller import Controller

from doors.email.real_postfix import DOMAIN, Postfix, running_postfix
from real_desk import Desk, free_port, running
from waiting import until

SUPPORT = f"support@{DOMAIN}"
REFUSED = "refused@customer.example"
MIKA = """
from handrail.api.models import ApiToken, Scope
from handrail.base.clock import now
from handrail.desk.models import Membership, Team
from handrail.people.models import Person

mika = Person.objects.create_user("mika@desk.example", name="Mika", role="agent")
Membership.objects.create(team=Team.objects.get(slug="tier-1"), person=mika)
_, secret = ApiToken.issue(person=mika, name="test", scopes=list(Scope.values), at=now())
print("token", secret)
"""


@dataclass
class Outside:
    """Everybody else's mail server. It takes what it is given, except for one person."""

    port: int = field(default_factory=free_port)
    mails: list[EmailMessage] = field(default_factory=list)
    raws: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, _: Any, s: Any, envelope: Any, address: str, o: Any) -> str:  # noqa: N802
        if address == REFUSED:
            return "550 5.1.1 nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, s: Any, envelope: Any) -> str:  # noqa: N802
        mail = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.raws.append(envelope.original_content)
        self.mails.append(mail)
        return "250 OK"

    def got(self, to: str, words: str) -> EmailMessage | None:
        """The mail to somebody that says this, if it is here; never two."""
        found = [mail for mail in self.mails if to in mail["To"] and words in text(mail)]
        assert len(found) <= 1
        return found[0] if found else None


@dataclass
class House:
    """A running desk, its mail server, and the world outside."""

    desk: Desk
    postfix: Postfix
    outside: Outside
    token: str

    def count(self, query: str, *values: Any) -> int:
        return int(self.desk.query(f"SELECT count(*) FROM {query}", *values)[0])

    def tickets(self, sender: str) -> int:
        query = "tickets_ticket t JOIN people_person p ON p.id = requester_id WHERE email = %s"
        return self.count(query, sender)

    def reply(self, ticket: int, words: str) -> None:
        """As Mika, through a program."""
        request = urllib.request.Request(
            f"{self.desk.url}/api/v1/tickets/{ticket}/replies",
            json.dumps({"text": words, "then": "wait"}).encode(),
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status == 201

    def is_home(self) -> bool:
        """Whether the desk takes mail."""
        try:
            with smtplib.LMTP("127.0.0.1", int(self.desk.env["HANDRAIL_LMTP_PORT"]), timeout=5):
                return True
        except (OSError, smtplib.SMTPException):
            return False

    @contextmanager
    def nobody_home(self) -> Iterator[None]:
        """Kill what takes mail, and keep it from being started again for a while."""
        supervisor = psutil.Process(self.desk.process.pid)
        listener = until(lambda: self.desk.part("serve"), "the listener")
        supervisor.suspend()
        try:
            listener.kill()
            until(lambda: not self.is_home(), "nobody takes mail")
            yield
        finally:
            supervisor.resume()
        until(self.is_home, "the desk takes mail again")

    @contextmanager
    def no_database(self) -> Iterator[None]:
        """Take away the table that mail is kept in."""
        self.desk.query("ALTER TABLE email_rawmail RENAME TO away")
        try:
            yield
        finally:
            self.desk.query("ALTER TABLE away RENAME TO email_rawmail")

    @contextmanager
    def killed_over_a_mail(self) -> Iterator[None]:
        """Kill what takes mail when it has all of one and has not said yes."""
        listener = until(lambda: self.desk.part("serve"), "the listener")
        with psycopg.connect(self.desk.place.url()) as gate:
            gate.execute("LOCK TABLE email_rawmail IN ACCESS EXCLUSIVE MODE")
            yield
            until(lambda: self.count(KEEPING), "the mail is being kept")
            listener.kill()
            listener.wait(10)
        until(self.is_home, "the desk takes mail again")


KEEPING = (
    "pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%INSERT INTO email_rawmail%%'"
)


@contextmanager
def running_house(home: Path) -> Iterator[House]:
    """All three, up and speaking to each other."""
    outside, lmtp = Outside(), free_port()
    control = Controller(outside, hostname="127.0.0.1", port=outside.port)
    control.start()
    with running_postfix(outside=outside.port, desk=lmtp) as postfix:
        settings = {
            "HANDRAIL_LMTP_PORT": str(lmtp), "HANDRAIL_MAIL_ADDRESS": SUPPORT,
            "HANDRAIL_SMTP_URL": f"smtp://127.0.0.1:{postfix.port}", "HANDRAIL_MAX_MESSAGE_MB": "1",
        }  # fmt: skip
        with running(home, **settings) as desk:
            made = House(desk, postfix, outside, token_of_mika(desk))
            until(made.is_home, "the desk takes mail")
            yield made
    control.stop()


def token_of_mika(desk: Desk) -> str:
    command = [*desk.command, "manage", "shell", "-c", MIKA]
    said = subprocess.run(command, env=desk.env, check=True, capture_output=True, text=True).stdout
    return next(line.split()[1] for line in said.splitlines() if line.startswith("token "))


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""
