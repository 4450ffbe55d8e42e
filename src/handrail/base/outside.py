"""Fetching from addresses that strangers chose: from public machines alone, little, and as nobody.

Names are resolved here, and what they resolve to is checked at the moment of connecting, so that a name
cannot mean one machine when it is checked and another when it is used. See OWASP's cheat sheet on server
side request forgery for the attacks.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

from handrail.base.saying import Saying

PORTS = {"http": 80, "https": 443}
MOST_REDIRECTS, MOST_BYTES = 3, 5 * 2**20
SECONDS = 5.0
# Where a network turns IPv6 into IPv4 (RFC 6052, RFC 8215): the last 32 bits say whom it means.
TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48")))
# Nothing about us or about who reads: no cookie, no referrer, no product.
AS_NOBODY = [(b"Accept", b"image/*"), (b"User-Agent", b"Mozilla/5.0"), (b"Connection", b"close")]

# Not for the public whatever the library's tables say: addresses of old transitions and of protocols.
NEVER = tuple(map(ipaddress.ip_network, ("::/96", "fec0::/10", "192.0.0.0/24")))


class NotFetched(Saying):
    """It could not or may not be fetched; the message says why."""


def is_public(address: str) -> bool:
    """Whether a machine at this address is one that anybody may ask."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        hidden = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if any(found in net for net in TRANSLATED):
            hidden = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
        if hidden is not None:
            return is_public(str(hidden))
    if any(found in net for net in NEVER):
        return False
    return found.is_global and not found.is_multicast


class _Guarded(httpcore.SyncBackend):
    """Connects to checked addresses alone."""

    def __init__(self, allowed: Callable[[str], bool], deadline: float) -> None:
        self._allowed, self._deadline = allowed, deadline

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as fault:
            raise NotFetched("There is no such machine.") from fault
        addresses = [str(one[4][0]) for one in found]
        if not addresses or not all(self._allowed(address) for address in addresses):
            raise NotFetched("That machine is not a public one.")
        line = super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)
        return _Hurried(line, self._deadline)


class _Hurried(httpcore.NetworkStream):
    """A connection that ends at a moment, however slowly the other side keeps talking."""

    def __init__(self, line: httpcore.NetworkStream, deadline: float) -> None:
        self._line, self._deadline = line, deadline

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._line.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._line.write(buffer, self._left())

    def close(self) -> None:
        self._line.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        secured = self._line.start_tls(ssl_context, server_hostname, self._left())
        return _Hurried(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._line.get_extra_info(info)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches under one rule of which machines may be asked, at which ports."""

    allowed: Callable[[str], bool] = is_public
    ports: frozenset[int] = frozenset(PORTS.values())

    def fetch(self, address: str) -> bytes:
        """What is there, to 5 MB and within 5 seconds in all. Raises NotFetched."""
        deadline = time.monotonic() + SECONDS
        for _ in range(MOST_REDIRECTS + 1):
            found = self._once(address, deadline)
            if isinstance(found, bytes):
                return found
            address = urljoin(address, found)
        raise NotFetched("It leads on and on.")

    def _once(self, address: str, deadline: float) -> bytes | str:
        self._check(address)
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)
        try:
            with (
                httpcore.ConnectionPool(
                    network_backend=_Guarded(self.allowed, deadline),
                    ssl_context=ssl.create_default_context(),
                ) as pool,
                pool.stream(
                    "GET", address, headers=AS_NOBODY, extensions={"timeout": timeout}
                ) as answer,
            ):
                return _taken(answer)
        except (
            httpcore.NetworkError,
            httpcore.TimeoutException,
            httpcore.ProtocolError,
            OSError,
        ) as fault:
            raise NotFetched("It could not be fetched.") from fault

    def _check(self, address: str) -> None:
        try:
            parts = urlsplit(address)
            port = PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
        except ValueError as fault:
            raise NotFetched("That is no address.") from fault
        # Beyond ASCII an address means different machines to different programs.
        is_odd = not address.isascii() or "@" in parts.netloc or not parts.hostname
        if is_odd or parts.scheme not in PORTS or port not in self.ports:
            raise NotFetched("That is no address of the web.")


def _taken(answer: httpcore.Response) -> bytes | str:
    """The content, or where it leads on to."""
    headers = {name.lower(): value for name, value in answer.headers}
    if answer.status in (301, 302, 303, 307, 308) and b"location" in headers:
        return headers[b"location"].decode("latin-1")
    if answer.status != 200:
        raise NotFetched("Its server answered %(status)s.", status=answer.status)
    content = b""
    for piece in answer.iter_stream():
        content += piece
        if len(content) > MOST_BYTES:
            raise NotFetched("It is too large.")
    return content
