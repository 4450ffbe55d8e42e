"""The live stream over real connections: nothing is missed after a break, nothing is shown to the wrong."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import psycopg
import pytest

from handrail.base.store import APPEND
from real_desk import Desk, running

HERE = Path(__file__).parent
PATIENCE_SECONDS = 60
# The stream beats when nothing happens; whoever hears so many in a row waits in vain.
MOST_BEATS = 2
OPEN, SHUT = 1, 2


@dataclass
class Line:
    """One open screen: what it has been told, and the mark to go on from."""

    answer: HTTPResponse
    mark: str = ""
    beats: int = 0
    told: list[tuple[int, int]] = field(default_factory=list)

    def hear(self) -> None:
        """Read one piece of news: its lines up to the empty one."""
        says: dict[str, str] = {}
        while line := self.answer.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            says[name] = value
        assert says, "the stream has ended"
        self.mark = says["id"]
        self.beats = self.beats + 1 if says["event"] == "beat" else 0
        news = json.loads(says["data"])
        if says["event"] == "change" and news["ticket"]:
            self.told.append((news["id"], news["ticket"]))

    def until(self, event: int) -> list[int]:
        """The numbers of all that was told up to and with this event."""
        self.beats = 0
        while event not in self.numbers():
            self.hear()
            assert self.beats <= MOST_BEATS, f"event {event} was never told"
        return self.numbers()

    def numbers(self) -> list[int]:
        """In the order they were first told: a page fetches anew, so twice is no more than once."""
        return list(dict.fromkeys(number for number, _ in self.told))


@dataclass
class Watched:
    """The desk and the sessions of those who watch it."""

    desk: Desk
    sessions: dict[str, str]

    @contextmanager
    def screen(self, name: str, since: str = "") -> Iterator[Line]:
        """Open a screen; it has heard the first word when this returns."""
        line = HTTPConnection("127.0.0.1", self.desk.port, timeout=PATIENCE_SECONDS)
        head = {"Cookie": f"sessionid={self.sessions[name]}"} | (
            {"Last-Event-ID": since} if since else {}
        )
        with closing(line):
            line.request("GET", "/live", headers=head)
            answer = line.getresponse()
            assert answer.status == 200
            opened = Line(answer)
            opened.hear()
            yield opened

    @contextmanager
    def writer(self) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self.desk.place.url()) as connection:
            yield connection

    def happens(self, ticket: int) -> int:
        """Something happens to a ticket, at once."""
        with self.writer() as connection:
            return write(connection, ticket)


def write(connection: psycopg.Connection[Any], ticket: int) -> int:
    """Add a line to the log as the program does, in the connection's transaction."""
    values = [
        "ticket.noted", "ticket", ticket, ticket, "team", "system", None, None, None,
        datetime.now(UTC), None, '{"note": 1}',
    ]  # fmt: skip
    row = connection.execute(APPEND, values).fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    home = tmp_path_factory.mktemp("live")
    with running(home, HANDRAIL_SMTP_URL=f"file:{home / 'outbox'}") as desk:
        command = [*desk.command, "manage", "shell", "-c"]
        script = (HERE / "watchers_of_a_desk.py").read_text()
        done = subprocess.run(
            [*command, script], env=desk.env, check=True, capture_output=True, text=True
        )
        lines = [line.split() for line in done.stdout.splitlines() if line.startswith("signed-in")]
        yield Watched(desk, {name: key for _, name, key in lines})


def test_after_a_break_nothing_is_missed_and_nothing_old_repeated(watched: Watched) -> None:
    with watched.screen("mika") as screen:
        before = [watched.happens(OPEN) for _ in range(5)]
        assert screen.until(before[-1]) == before
        mark = screen.mark
    missed = [watched.happens(OPEN) for _ in range(5)]
    with watched.screen("mika", since=mark) as again:
        after = watched.happens(OPEN)
        heard = again.until(after)
    # The mark names the last transaction, which may be told once more; never one before it.
    assert [number for number in heard if number != before[-1]] == [*missed, after]


def test_control_without_a_mark_the_break_is_a_gap(watched: Watched) -> None:
    watched.happens(OPEN)
    with watched.screen("mika") as screen:
        after = watched.happens(OPEN)
        assert screen.until(after) == [after]


def test_a_writer_who_commits_late_is_heard_after_the_break(watched: Watched) -> None:
    """The slow one has the lower number, and commits only when the screen is away."""
    with watched.writer() as slow:
        late = write(slow, OPEN)
        with watched.screen("mika") as screen:
            quick = watched.happens(OPEN)
            assert screen.until(quick) == [quick]
            mark = screen.mark
        assert late < quick
        slow.commit()
    with watched.screen("mika", since=mark) as again:
        after = watched.happens(OPEN)
        heard = again.until(after)
    assert set(heard) == {late, quick, after}


def test_a_writer_who_commits_late_is_heard_by_who_stayed(watched: Watched) -> None:
    with watched.screen("mika") as screen:
        with watched.writer() as slow:
            late = write(slow, OPEN)
            quick = watched.happens(OPEN)
            screen.until(quick)
        assert screen.until(late) == [quick, late]


def test_who_may_no_longer_see_a_ticket_hears_no_more_of_it(watched: Watched) -> None:
    seat = "SELECT id FROM people_person WHERE name = 'jo'"
    with watched.screen("mika") as mika, watched.screen("jo") as jo:
        both = watched.happens(SHUT)
        assert mika.until(both)[-1:] == jo.until(both)[-1:] == [both]
        mark = jo.mark
        watched.desk.query(
            f"DELETE FROM tickets_watcher WHERE ticket_id = %s AND person_id = ({seat})", SHUT
        )
        hidden, after = watched.happens(SHUT), watched.happens(OPEN)
        assert mika.until(after)[-2:] == [hidden, after]
        assert hidden not in jo.until(after)
    with watched.screen("jo", since=mark) as again:
        last = watched.happens(OPEN)
        assert not {hidden, both} & set(again.until(last))


def test_a_person_who_is_shut_out_hears_no_more_at_all(watched: Watched) -> None:
    with watched.screen("jo") as jo:
        watched.desk.query("UPDATE people_person SET is_active = false WHERE name = 'jo'")
        unheard = watched.happens(OPEN)
        with pytest.raises(AssertionError, match="the stream has ended"):
            jo.until(unheard)
        assert unheard not in jo.numbers()


def test_a_screen_that_signed_out_hears_no_more_at_all(watched: Watched) -> None:
    with watched.screen("mika") as mika:
        key = watched.sessions["mika"]
        watched.desk.query("DELETE FROM django_session WHERE session_key = %s", key)
        unheard = watched.happens(OPEN)
        with pytest.raises(AssertionError, match="the stream has ended"):
            mika.until(unheard)
        assert unheard not in mika.numbers()
