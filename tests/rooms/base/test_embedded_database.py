"""The embedded PostgreSQL, with real servers and real kills."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from handrail.base.database.hold import down, hold
from handrail.base.database.place import LONGEST_SOCKET, Place, UnsafeSocketError, private_folder
from waiting import alive, until

HOLD_UNTIL_TOLD = """
import sys
from pathlib import Path
from handrail.base.database.hold import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    down(tmp_path / "home")


def holder(home: Path) -> "subprocess.Popen[str]":
    """Another process that holds the server until its standard input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD_UNTIL_TOLD, str(home)],
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def postmaster(home: Path) -> int | None:
    try:
        pid = int(Place(home.resolve()).pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if alive(pid) else None


def one(place: Place, query: str) -> object:
    with psycopg.connect(place.url()) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def test_it_is_there_inside_and_gone_after(home: Path) -> None:
    with hold(home) as place:
        assert one(place, "SELECT 1") == 1
        assert one(place, "SELECT current_setting('max_connections')") == "100"
        assert one(place, "SELECT current_setting('jit')") == "off"
        assert one(place, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert postmaster(home)
    assert postmaster(home) is None


def test_commands_that_start_at_once_share_one_server(home: Path) -> None:
    started = [holder(home) for _ in range(4)]
    for process in started:
        assert process.stdout and process.stdout.readline() == "held\n"
    assert postmaster(home)
    for process in started:
        assert postmaster(home), "it stopped while somebody held it"
        process.communicate()
        assert process.returncode == 0
    assert postmaster(home) is None


def test_a_killed_command_does_not_keep_it_for_ever(home: Path) -> None:
    killed, living = holder(home), holder(home)
    for process in (killed, living):
        assert process.stdout and process.stdout.readline() == "held\n"
    killed.kill()
    killed.communicate()
    living.communicate()
    assert postmaster(home) is None


def test_after_a_kill_of_the_server_itself_everything_committed_is_there(home: Path) -> None:
    with hold(home) as place:
        with psycopg.connect(place.url()) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        pid = postmaster(home)
        assert pid
        os.kill(pid, signal.SIGKILL)
        until(lambda: not alive(pid), "death")
        assert place.pid_file.exists(), "the control: a killed server leaves its number behind"
        with hold(home):
            assert one(place, "SELECT count(*) FROM kept") == 1000


def test_a_stale_number_that_another_program_has_now_is_no_server(home: Path) -> None:
    with hold(home) as place:
        lines = place.pid_file.read_text().splitlines()
    lines[0] = str(os.getpid())
    place.pid_file.write_text("\n".join(lines) + "\n")
    with hold(home):
        assert one(place, "SELECT 1") == 1


def test_an_interrupted_first_start_begins_again(home: Path) -> None:
    half = home / "postgres.new" / "base"
    half.mkdir(parents=True)
    (half / "1").touch()
    with hold(home) as place:
        assert one(place, "SELECT 1") == 1


def test_a_home_with_a_very_long_path_works(tmp_path: Path) -> None:
    home = tmp_path / ("long-" * 20) / ("longer-" * 20)
    with hold(home) as place:
        assert len(os.fsencode(place.socket_dir)) < LONGEST_SOCKET
        assert one(place, "SELECT 1") == 1


def test_a_socket_folder_that_somebody_else_prepared_is_refused(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.symlink_to(tmp_path)
    with pytest.raises(UnsafeSocketError):
        private_folder(trap, os.geteuid(), os.getegid())


def test_down_stops_it_whoever_holds_it(home: Path) -> None:
    process = holder(home)
    assert process.stdout and process.stdout.readline() == "held\n"
    down(home)
    assert postmaster(home) is None
    process.communicate()
    assert process.returncode == 0
