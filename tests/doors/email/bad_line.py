"""A proxy before a mail server that does to a connection what networks and servers do."""

import random
import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

CHUNK = 4096
VALIDITY = re.compile(rb"UIDVALIDITY \d+")


@dataclass
class BadLine:
    """Forwards one port to another. Each connection takes the next of the `faults` to come."""

    to_port: int
    cut_after: list[int] = field(default_factory=list)
    hangs: int = 0
    validity: int | None = None
    connections: int = 0
    port: int = 0

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def cut_at_random(self, times: int, *, most: int, seed: int) -> None:
        """So many connections are cut, each after another number of the server's bytes."""
        chance = random.Random(seed)
        self.cut_after = [chance.randrange(1, most) for _ in range(times)]

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._carry, args=[client], daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        if self.hangs:
            self.hangs -= 1
            client.recv(CHUNK)
            return
        server = socket.create_connection(("127.0.0.1", self.to_port))
        left = self.cut_after.pop() if self.cut_after else None
        threading.Thread(target=self._up, args=[client, server], daemon=True).start()
        with suppress(OSError):
            self._down(server, client, left)
        _end(client, server)

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(CHUNK):
                server.sendall(data)
        _end(client, server)

    def _down(self, server: socket.socket, client: socket.socket, left: int | None) -> None:
        while data := server.recv(CHUNK):
            if self.validity is not None:
                data = VALIDITY.sub(b"UIDVALIDITY %d" % self.validity, data)
            if left is not None and len(data) >= left:
                client.sendall(data[:left])
                return
            client.sendall(data)
            left = None if left is None else left - len(data)


def _end(*lines: socket.socket) -> None:
    for line in lines:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
        line.close()
