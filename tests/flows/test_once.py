"""In once, out once: the worker is killed at the worst moments, and nothing comes or goes twice.

A real desk, a real mail server that counts what it took, real SIGKILLs. One job at a time, so that
each kill hits exactly the moment it is meant for.
"""

import smtplib
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller

from real_desk import Desk, free_port, running
from waiting import until

HERE = Path(__file__).parent
REPLIES = 12
OK = "250 OK"
# Which session with the mail server the worker does not survive, and how far it has come by then.
KILLS = {2: "MAIL", 5: "RCPT", 8: "DATA"}
READ = "handrail.mail.read"
JOB = "SELECT id FROM procrastinate_jobs WHERE task_name = %s AND status = 'doing'"


class Sink:
    """A mail server that takes everything, and can kill who is talking to it."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.to: Counter[str] = Counter()
        self.sessions = 0
        self.killed: list[str] = []
        self.desk: Desk | None = None

    def _strike(self, moment: str) -> bool:
        """Kill the worker if this is the moment; whether it was."""
        if self.desk is None or KILLS.get(self.sessions) != moment or moment in self.killed:
            return False
        worker = self.desk.part("worker")
        assert worker is not None
        worker.kill()
        worker.wait(10)
        self.killed.append(moment)
        return True

    async def handle_MAIL(self, _: Any, s: Any, envelope: Any, address: str, o: Any) -> str:  # noqa: N802
        self.sessions += 1
        self._strike("MAIL")
        envelope.mail_from = address
        return OK

    async def handle_RCPT(self, _: Any, s: Any, envelope: Any, address: str, o: Any) -> str:  # noqa: N802
        self._strike("RCPT")
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, _: Any, s: Any, envelope: Any) -> str:  # noqa: N802
        if self._strike("DATA"):
            return "451 nobody is there to hear it"
        self.taken[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        self.to.update(envelope.rcpt_tos)
        return OK


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    made = Sink()
    made.port = free_port()  # type: ignore[attr-defined]
    control = Controller(made, hostname="127.0.0.1", port=made.port)  # type: ignore[attr-defined]
    control.start()
    yield made
    control.stop()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, sink: Sink) -> Iterator[Desk]:
    """A desk after both disasters, when everything has come to rest."""
    url = f"smtp://127.0.0.1:{sink.port}"  # type: ignore[attr-defined]
    home = tmp_path_factory.mktemp("once")
    with running(home, HANDRAIL_SMTP_URL=url, HANDRAIL_JOB_THREADS="1") as made:
        until(lambda: made.part("worker"), "a worker")
        kill_between_commit_and_end_of_job(made)
        sink.desk = made
        script = (HERE / "twelve_replies.py").read_text()
        command = [*made.command, "manage", "shell", "-c", script]
        subprocess.run(command, env=made.env, check=True, capture_output=True)
        until(lambda: len(sink.killed) == len(KILLS), "every kill has happened")
        until(lambda: at_rest(made), "every job is done")
        yield made


def at_rest(desk: Desk) -> bool:
    jobs = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
    queued = "SELECT count(*) FROM flow_delivery WHERE state = 'queued'"
    return not desk.query(jobs)[0] and not desk.query(queued)[0]


def send(desk: Desk) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ada@north.example", "support@localhost", "Cold"
    mail["Message-ID"] = "<cold@north.example>"
    mail.set_content("It is cold.\n")
    with smtplib.LMTP("127.0.0.1", int(desk.env["HANDRAIL_LMTP_PORT"])) as line:
        line.send_message(mail)


@contextmanager
def holding(desk: Desk, query: str, *values: Any) -> Iterator[None]:
    """Hold a lock in a transaction of our own."""
    with psycopg.connect(desk.place.url()) as held:
        held.execute(query, values)
        yield


def kill_between_commit_and_end_of_job(desk: Desk) -> None:
    """Stop the job at its message, take its row, let the message be committed, and kill.

    The row that says "done" is ours meanwhile, so the job cannot have ended.
    """
    with psycopg.connect(desk.place.url()) as gate:
        gate.execute("LOCK TABLE tickets_message IN SHARE MODE")
        send(desk)
        number = until(lambda: desk.query(JOB, READ), "the mail is being read")[0]
        own = "SELECT 1 FROM procrastinate_jobs WHERE id = %s FOR UPDATE"
        with holding(desk, own, number):
            gate.rollback()
            until(lambda: messages(desk) == 1, "the message is committed")
            until(lambda: waiting_to_end(desk), "the job wants to end")
            worker = until(lambda: desk.part("worker"), "the worker")
            worker.kill()
            worker.wait(10)
            # What it had asked of the database would otherwise still happen without it.
            desk.query(f"SELECT pg_terminate_backend(pid) {WAITING}")
            until(lambda: not waiting_to_end(desk), "its last words are gone")
    assert desk.status(number) == "doing", "the control: the job never ended"


WAITING = """
    FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND query LIKE '%%procrastinate_finish_job%%'
"""


def waiting_to_end(desk: Desk) -> bool:
    return bool(desk.query(f"SELECT count(*) {WAITING}")[0])


def messages(desk: Desk) -> int:
    query = (
        "SELECT count(*) FROM tickets_message WHERE direction = 'in' AND text LIKE 'It is cold%%'"
    )
    return int(
        desk.query(
            query,
        )[0]
    )


def test_a_mail_whose_job_died_after_its_commit_is_one_message_with_one_notice(
    desk: Desk, sink: Sink
) -> None:
    assert messages(desk) == 1
    assert sink.to["ada@north.example"] == 1
    done = "SELECT count(*) FROM procrastinate_events WHERE type = 'started' AND job_id IN"
    mine = f"{done} (SELECT id FROM procrastinate_jobs WHERE task_name = %s)"
    assert desk.query(mine, READ)[0] == 2, "the job did run a second time"


def test_every_reply_left_once_though_three_workers_died_over_them(desk: Desk, sink: Sink) -> None:
    assert sorted(sink.killed) == sorted(KILLS.values())
    customers = {address for address in sink.to if address.startswith("customer")}
    assert customers == {f"customer{n}@north.example" for n in range(REPLIES)}
    assert set(sink.taken.values()) == {1}
    assert sink.taken.total() == REPLIES + 1
    states = "SELECT array_agg(DISTINCT state) FROM flow_delivery"
    assert desk.query(states)[0] == ["sent"]


FORGETFUL_DELIVERY = """
    CREATE FUNCTION forget_sending() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.state = 'queued'; NEW.sent_at = NULL; RETURN NEW; END $$;
    UPDATE flow_delivery SET state = 'queued', sent_at = NULL
        WHERE id = (SELECT min(id) FROM flow_delivery);
    CREATE TRIGGER forget_sending BEFORE UPDATE ON flow_delivery
        FOR EACH ROW EXECUTE FUNCTION forget_sending();
"""
FORGETFUL_MAIL = """
    ALTER TABLE tickets_message DROP CONSTRAINT tickets_message_external_hash_key;
    UPDATE tickets_message SET external_hash = NULL;
    UPDATE email_rawmail SET state = 'received', identity = '';
"""


def test_control_without_the_mark_that_it_was_sent_it_leaves_again(desk: Desk, sink: Sink) -> None:
    before = sink.taken.total()
    desk.query(FORGETFUL_DELIVERY)
    number = desk.query("SELECT min(id) FROM flow_delivery")[0]
    jobs = [desk.queue("handrail.deliver", delivery_id=number) for _ in range(2)]
    until(lambda: all(desk.status(job) == "succeeded" for job in jobs), "both have run")
    assert sink.taken.total() == before + 2
    assert max(sink.taken.values()) == 3


def test_control_without_unique_keys_the_mail_is_two_messages(desk: Desk) -> None:
    desk.query(FORGETFUL_MAIL)
    job = desk.queue(READ)
    until(lambda: desk.status(job) == "succeeded", "it was read again")
    assert messages(desk) == 2
