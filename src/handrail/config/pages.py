"""Django's pages under an ASGI server: a bounded number of threads, each with one connection.

The whole request is read before a thread is taken, and the thread is given back before the
answer is sent, so a slow client holds neither a thread nor a database connection.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, Protocol

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Scope = dict[str, Any]
Started = list[tuple[str, list[tuple[str, str]]]]

IN_MEMORY = 1024 * 1024
PLAIN = [(b"content-type", b"text/plain; charset=utf-8")]


class Answer(Protocol):
    """What Django's handler returns."""

    streaming: bool

    def __iter__(self) -> Iterator[bytes]: ...
    def close(self) -> None: ...


class TooLargeError(Exception):
    """The request's body is larger than any upload may be."""


class GoneError(Exception):
    """The client left before its request was complete."""


class Pages:
    """An ASGI application around Django's WSGI one."""

    def __init__(self, application: Callable[..., Any], threads: int, most_bytes: int) -> None:
        self.application = application
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                length = await self._read(receive, body)
            except TooLargeError as error:
                return await _plain(send, 413, str(error.__doc__))
            except GoneError:
                return None
            return await self._answer(environ(scope, body, length), send)

    async def _read(self, receive: Receive, body: IO[bytes]) -> int:
        length, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise GoneError
            chunk = message.get("body", b"")
            length += len(chunk)
            if length > self.most_bytes:
                raise TooLargeError
            body.write(chunk)
            more = message.get("more_body", False)
        body.seek(0)
        return length

    async def _answer(self, request: dict[str, Any], send: Send) -> None:
        started: Started = []
        response, whole = await self._in_thread(self._call, request, started)
        status, headers = started[0]
        await send(
            {
                "type": "http.response.start",
                "status": int(status.split(" ", 1)[0]),
                "headers": [(n.lower().encode("latin1"), v.encode("latin1")) for n, v in headers],
            }
        )
        if response is not None:
            await self._stream(response, send)
        await send({"type": "http.response.body", "body": whole, "more_body": False})

    def _call(self, request: dict[str, Any], started: Started) -> tuple[Answer | None, bytes]:
        """Run the view. A page comes back whole; a file comes back to be read piece by piece."""
        response = self.application(
            request, lambda status, headers: started.append((status, headers))
        )
        if response.streaming:
            return response, b""
        try:
            return None, b"".join(response)
        finally:
            response.close()

    async def _stream(self, response: Answer, send: Send) -> None:
        pieces = iter(response)
        try:
            while (piece := await self._in_thread(next, pieces, None)) is not None:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            await self._in_thread(response.close)

    async def _in_thread(self, function: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.threads, function, *args)


async def _plain(send: Send, status: int, text: str) -> None:
    await send({"type": "http.response.start", "status": status, "headers": PLAIN})
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})


def environ(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """The request as WSGI describes it."""
    server = scope.get("server") or ("localhost", 80)
    return {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": (scope.get("client") or ("", 0))[0],
        **_headers(scope),
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _headers(scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin1"), raw_value.decode("latin1")
        # `X_Real_IP` would become the same variable as `X-Real-IP`, which a proxy guards.
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        found[key] = f"{found[key]}{joint}{value}" if key in found else value
    return found
