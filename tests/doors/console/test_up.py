"""`handrail up` keeps its parts alive, rescues jobs, and stops cleanly. Real processes, real kills."""

import signal
import socket
from collections.abc import Iterator

import psutil
import psycopg
import pytest

from handrail.base.database.server import Server
from real_desk import Desk, running
from waiting import alive, until

NO_SUCH_DELIVERY = 2**40


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with running(tmp_path_factory.mktemp("up") / "home") as desk:
        until(lambda: desk.part("worker"), "a worker")
        yield desk


def test_it_answers_for_the_process_and_for_the_database(desk: Desk) -> None:
    assert desk.get("/healthz") == 200
    assert desk.get("/readyz") == 200


@pytest.mark.parametrize("name", ["web", "worker"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_part_that_ends_starts_again(desk: Desk, name: str, number: signal.Signals) -> None:
    """SIGTERM is the graceful way out, with exit code 0: that is no reason to stay away."""
    old = until(lambda: desk.part(name), f"a {name}")
    old.send_signal(number)
    until(lambda: desk.another(name, than=old.pid), f"another {name}")
    until(lambda: desk.get("/readyz") == 200, "the desk answers again")
    job = desk.queue("handrail.deliver", delivery_id=NO_SUCH_DELIVERY)
    until(lambda: desk.status(job) == "succeeded", "the worker works")


def test_a_killed_web_process_is_replaced(desk: Desk) -> None:
    web = until(lambda: desk.part("web"), "a web part")
    first = until(web.children, "web processes")[0]
    first.kill()
    until(
        lambda: first.pid not in {c.pid for c in web.children()} and len(web.children()) == 2,
        "two again",
    )
    assert desk.get("/readyz") == 200


def test_a_killed_database_comes_back_and_the_parts_with_it(desk: Desk) -> None:
    first = Server(desk.place)._postmaster()
    assert first is not None
    first.kill()
    until(lambda: _runs(desk) not in (None, first.pid), "another database")
    until(lambda: desk.get("/readyz") == 200, "the desk answers again")
    job = desk.queue("handrail.deliver", delivery_id=NO_SUCH_DELIVERY)
    until(lambda: desk.status(job) == "succeeded", "the worker works", 120)


def _runs(desk: Desk) -> int | None:
    process = Server(desk.place)._postmaster()
    return process.pid if process else None


def test_no_web_process_outlives_its_killed_server(desk: Desk) -> None:
    """Also when somebody holds a connection open, for which a polite end would wait."""
    web = until(lambda: desk.part("web"), "a web part")
    workers = until(web.children, "web processes")
    with socket.create_connection(("127.0.0.1", desk.port)) as held:
        held.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert held.recv(4096).startswith(b"HTTP/1.1 200")
        web.kill()
        until(lambda: not [w for w in workers if alive(w.pid)], "all gone")
    until(lambda: desk.get("/readyz") == 200, "the desk answers again")


def test_the_job_of_a_killed_worker_is_done_within_thirty_seconds(desk: Desk) -> None:
    with psycopg.connect(desk.place.url()) as blocker:
        blocker.execute("LOCK TABLE flow_delivery")
        job = desk.queue("handrail.deliver", delivery_id=NO_SUCH_DELIVERY)
        until(lambda: desk.status(job) == "doing", "the job is in hand")
        worker = until(lambda: desk.part("worker"), "a worker")
        worker.kill()
        until(lambda: desk.another("worker", than=worker.pid), "another worker")
        assert desk.status(job) == "doing", "the control: nobody resumes it by itself"
    until(lambda: desk.status(job) == "succeeded", "the rescue", ceiling=30)


def test_a_restarted_database_finds_an_idle_worker_back_in_ten_seconds(desk: Desk) -> None:
    server = Server(desk.place)
    server.who.run(server.bin / "pg_ctl", "restart", "-w", "-m", "fast", "-D", str(desk.place.data),
                   "-l", str(desk.place.log))  # fmt: skip
    job = desk.queue("handrail.deliver", delivery_id=NO_SUCH_DELIVERY)
    until(lambda: desk.status(job) == "succeeded", "the worker is back", ceiling=10)
    until(lambda: desk.get("/readyz") == 200, "the pages are back", ceiling=10)


def test_a_graceful_stop_leaves_nothing_running(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("stop") / "home") as desk:
        family = psutil.Process(desk.process.pid).children(recursive=True)
        postmaster = int(desk.place.pid_file.read_text().split()[0])
        desk.process.send_signal(signal.SIGTERM)
        assert desk.process.wait(60) == 0
        assert not [p for p in family if alive(p.pid)]
        assert not alive(postmaster)


def test_parts_end_with_a_killed_supervisor(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("kill") / "home") as desk:
        family = psutil.Process(desk.process.pid).children(recursive=True)
        postmaster = int(desk.place.pid_file.read_text().split()[0])
        assert len(family) >= 4
        desk.process.kill()
        until(lambda: not [p for p in family if alive(p.pid)], "all gone")
        until(lambda: not alive(postmaster), "the database stopped with the last")
