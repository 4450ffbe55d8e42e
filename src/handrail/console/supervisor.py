"""Keeping parts alive: start them, start them again whatever ended them, stop them together."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import click

from handrail.base.lineage import VARIABLE

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
# A part that lived this long had started well; its next start is not delayed.
WELL_SECONDS = 10.0
STOP_SECONDS = 25.0
LOOK_SECONDS = 0.1
TEND_SECONDS = 1.0


def supervise(
    parts: Mapping[str, Sequence[str]], *, port: int, ready: Callable[[], None],
    tend: Callable[[], None],
) -> None:  # fmt: skip
    """Run every part (name → command) until SIGTERM or SIGINT, then stop them all.

    `ready` is called once, when something answers on `port`; `tend` every second, in a thread: it looks
    after what the parts stand on.
    """
    asyncio.run(_supervise(parts, port, ready, tend))


async def _supervise(
    parts: Mapping[str, Sequence[str]], port: int, ready: Callable[[], None],
    tend: Callable[[], None],
) -> None:  # fmt: skip
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    async with asyncio.TaskGroup() as group:
        group.create_task(_announce(port, ready, asked))
        group.create_task(_tend(tend, asked))
        for name, command in parts.items():
            group.create_task(_keep(name, command, asked))


async def _announce(port: int, ready: Callable[[], None], asked: asyncio.Event) -> None:
    while not asked.is_set():
        with suppress(OSError):
            _, writer = await asyncio.open_connection("localhost", port)
            writer.close()
            ready()
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(asked.wait(), LOOK_SECONDS)


async def _tend(tend: Callable[[], None], asked: asyncio.Event) -> None:
    while not asked.is_set():
        await asyncio.to_thread(tend)
        with suppress(TimeoutError):
            await asyncio.wait_for(asked.wait(), TEND_SECONDS)


async def _keep(name: str, command: Sequence[str], asked: asyncio.Event) -> None:
    pause = FIRST_PAUSE
    while not asked.is_set():
        began = time.monotonic()
        code = await _run(command, asked)
        if asked.is_set():
            return
        click.echo(f"handrail: {name} ended ({_how(code)}); it starts again", err=True)
        pause = FIRST_PAUSE if time.monotonic() - began > WELL_SECONDS else pause
        with suppress(TimeoutError):
            await asyncio.wait_for(asked.wait(), pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def _run(command: Sequence[str], asked: asyncio.Event) -> int:
    """Run one part to its end; its exit code."""
    child = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, VARIABLE: str(os.getpid())},
        stdin=asyncio.subprocess.DEVNULL,
        # Ctrl-C reaches us alone; we pass it on, once, to all.
        start_new_session=True,
    )
    end, stop = asyncio.create_task(child.wait()), asyncio.create_task(asked.wait())
    await asyncio.wait([end, stop], return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if not end.done():
        await _stop(child, end)
    return await end


async def _stop(child: asyncio.subprocess.Process, end: "asyncio.Task[int]") -> None:
    with suppress(ProcessLookupError):
        child.terminate()
    done, _ = await asyncio.wait([end], timeout=STOP_SECONDS)
    if not done:
        with suppress(ProcessLookupError):
            child.kill()


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def part(*words: str) -> list[str]:
    """The command line of one of our own commands."""
    return [sys.executable, "-P", "-m", "handrail", *words]
