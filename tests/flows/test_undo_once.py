"""Answers that wait to be given survive a worker's death at the worst moment: each leaves once.

The worker is killed between writing the message and its commit, and again over the mail server.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller

from flows.test_once import Sink, at_rest
from real_desk import Desk, free_port, running
from waiting import until

HERE = Path(__file__).parent
GIVING = """
    FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND query LIKE '%%INSERT INTO "tickets_message"%%'
"""
TAKEN_BACK = {f"customer{n}@north.example" for n in (3, 7, 11)}


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
    """A desk after all of it, when everything has come to rest."""
    url = f"smtp://127.0.0.1:{sink.port}"  # type: ignore[attr-defined]
    home = tmp_path_factory.mktemp("undo")
    with running(home, HANDRAIL_SMTP_URL=url, HANDRAIL_JOB_THREADS="1") as made:
        until(lambda: made.part("worker"), "a worker")
        command = [*made.command, "manage", "shell", "-c", (HERE / "held_replies.py").read_text()]
        subprocess.run(command, env=made.env, check=True, capture_output=True)
        kill_while_giving(made)
        sink.desk = made
        until(lambda: not held(made), "every answer was given")
        until(lambda: len(sink.killed) == 3, "every kill over the mail server has happened")
        until(lambda: at_rest(made), "every job is done")
        yield made


def held(desk: Desk) -> int:
    return int(desk.query("SELECT count(*) FROM outbox_held")[0])


def giving(desk: Desk) -> bool:
    return bool(desk.query(f"SELECT count(*) {GIVING}")[0])


def kill_while_giving(desk: Desk) -> None:
    """Let no message be written, wait until the worker wants to write one, and kill it."""
    before = held(desk)
    with psycopg.connect(desk.place.url()) as gate:
        gate.execute("LOCK TABLE tickets_message IN SHARE MODE")
        until(lambda: giving(desk), "the worker gives an answer")
        worker = until(lambda: desk.part("worker"), "the worker")
        worker.kill()
        worker.wait(10)
        # What it had asked of the database would otherwise still happen without it.
        desk.query(f"SELECT pg_terminate_backend(pid) {GIVING}")
        until(lambda: not giving(desk), "its last words are gone")
        assert held(desk) >= 1 and held(desk) <= before, "the control: it was not given"


def test_each_left_once_and_those_taken_back_never(desk: Desk, sink: Sink) -> None:
    everybody = {f"customer{n}@north.example" for n in range(12)}
    assert set(sink.to) == everybody - TAKEN_BACK
    assert set(sink.taken.values()) == {1} and sink.taken.total() == 9
    said = "SELECT count(*), count(DISTINCT ticket_id) FROM tickets_message WHERE direction = 'out'"
    assert desk.query(said) == (9, 9)
    assert desk.query("SELECT count(*) FROM base_event WHERE kind = 'ticket.replied'")[0] == 9


def test_what_was_taken_back_is_in_the_composer_and_nowhere_else(desk: Desk) -> None:
    drafts = "SELECT count(*) FROM tickets_draft WHERE kind = 'reply' AND text LIKE 'Answer %%'"
    assert desk.query(drafts)[0] == 3
    open_still = "SELECT count(*) FROM tickets_ticket WHERE turn = 'first_reply'"
    assert desk.query(open_still)[0] == 3
