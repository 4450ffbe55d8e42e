"""What strangers may make us fetch: pictures of public machines, and nothing of ours."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from handrail.base.outside import MOST_BYTES, Fetcher, NotFetched, is_public


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "ff02::1",
    "2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:7f00:1::80ff:fffe", "198.18.0.1", "192.0.2.1",
])  # fmt: skip
def test_machines_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111"])
def test_machines_that_are(address: str) -> None:
    assert is_public(address)


class Elsewhere(BaseHTTPRequestHandler):
    """Answers by path; remembers what it was told about who asks."""

    seen: list[dict[str, str]] = []

    def do_GET(self) -> None:
        self.seen.append(dict(self.headers))
        where = {"/again": "/again", "/inside": "http://127.0.0.1:1/", "/next": "/picture"}
        self.send_response(302 if self.path in where else 404 if self.path == "/gone" else 200)
        if self.path in where:
            self.send_header("Location", where[self.path])
        self.end_headers()
        self.wfile.write(b"x" * (MOST_BYTES + 1) if self.path == "/large" else b"picture")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


def here(port: int) -> Fetcher:
    """The same with this machine allowed at one port: for tests alone."""
    return Fetcher(allowed=lambda address: address == "127.0.0.1", ports=frozenset({port}))


def test_what_is_there_is_fetched_as_nobody(port: int) -> None:
    Elsewhere.seen.clear()
    assert here(port).fetch(f"http://localhost:{port}/next") == b"picture"
    for headers in Elsewhere.seen:
        assert not {"Cookie", "Referer", "Authorization", "X-Forwarded-For"} & headers.keys()


@pytest.mark.parametrize(("path", "why"), [
    ("again", "on and on"), ("inside", "no address of the web"), ("gone", "404"), ("large", "too large"),
])  # fmt: skip
def test_what_is_not_fetched(port: int, path: str, why: str) -> None:
    with pytest.raises(NotFetched, match=why):
        here(port).fetch(f"http://localhost:{port}/{path}")


@pytest.mark.parametrize("address", [
    "http://localhost:{port}/picture", "file:///etc/passwd", "http://127.0.0.1/", "gopher://x.example/",
    "http://user@x.example/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/", "http:///x",
    "http://x.example:99999/", "https://no-such-machine.invalid/",
])  # fmt: skip
def test_nothing_of_ours_may_be_asked(port: int, address: str) -> None:
    with pytest.raises(NotFetched):
        Fetcher().fetch(address.format(port=port))
