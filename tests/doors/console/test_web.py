"""One port under load and under bad clients: threads and connections stay bounded."""

import io
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from handrail.config.pages import environ
from real_desk import Desk, running
from waiting import until

WORKERS, THREADS, JOBS = 2, 3, 4
SCOPE = {
    "type": "http", "method": "GET", "path": "/tür", "query_string": b"a=1", "http_version": "1.1",
    "scheme": "http", "server": ("desk", 80), "client": ("192.0.2.1", 5),
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = {
        "HANDRAIL_WEB_WORKERS": str(WORKERS), "HANDRAIL_WEB_THREADS": str(THREADS),
        "HANDRAIL_JOB_THREADS": str(JOBS), "HANDRAIL_MAX_UPLOAD_MB": "1",
    }  # fmt: skip
    with running(tmp_path_factory.mktemp("web") / "home", **settings) as desk:
        yield desk


def connections(desk: Desk) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
    return int(desk.query(query)[0])


def test_many_requests_at_once_never_exhaust_the_database(desk: Desk) -> None:
    with ThreadPoolExecutor(100) as clients:
        answers = [clients.submit(desk.get, "/readyz") for _ in range(2000)]
        most = 0
        while not all(answer.done() for answer in answers):
            most = max(most, connections(desk))
    assert {answer.result() for answer in answers} == {200}
    # Our own look at it is one more.
    assert THREADS < most <= WORKERS * (THREADS + 2) + JOBS + 8 + 1


def slow_client(desk: Desk) -> socket.socket:
    """A client that promises a body and never sends it."""
    client = socket.create_connection(("127.0.0.1", desk.port))
    client.sendall(b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nab")
    return client


def test_clients_that_dawdle_hold_no_thread(desk: Desk) -> None:
    dawdlers = [slow_client(desk) for _ in range(WORKERS * THREADS * 4)]
    assert [desk.get("/readyz") for _ in range(20)] == [200] * 20
    for client in dawdlers:
        client.close()


def test_a_body_without_end_is_refused(desk: Desk) -> None:
    with socket.create_connection(("127.0.0.1", desk.port)) as client:
        client.settimeout(30)
        client.sendall(
            b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        try:
            for _ in range(80):
                client.sendall(chunk)
        except OSError:
            pass  # It has answered and closed, as it should.
        answer = client.recv(100)
    assert answer.startswith(b"HTTP/1.1 413")


def test_a_page_for_somebody_is_kept_by_nobody_else(desk: Desk) -> None:
    with socket.create_connection(("127.0.0.1", desk.port)) as client:
        client.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\nCookie: sessionid=x\r\n\r\n")
        answer = until(lambda: client.recv(5000), "an answer").decode().lower()
    assert "cache-control: no-store" in answer
    assert "unsafe-inline" not in answer
    assert "content-security-policy: default-src 'self'" in answer


def test_a_header_with_an_underscore_is_not_the_proxys_header() -> None:
    headers = [
        (b"x-real-ip", b"192.0.2.9"),
        (b"x_real_ip", b"evil"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
    ]
    made = environ({**SCOPE, "headers": headers}, io.BytesIO(), 0)
    assert made["HTTP_X_REAL_IP"] == "192.0.2.9"
    assert made["HTTP_COOKIE"] == "a=1; b=2"
    assert made["PATH_INFO"].encode("latin1").decode() == "/tür"
