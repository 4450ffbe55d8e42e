"""The `handrail` command: which word runs what.

Targets are dotted names, loaded when they are asked for, so that a mail server that pipes a
message in does not wait for the whole program.
"""

import os
import signal
import sys
from types import FrameType

from handrail.base.database.place import NoProgramsError, UnsafeSocketError
from handrail.base.database.server import NotStartedError
from handrail.base.database.version import TooOldError
from handrail.config.readers import BadSettingError
from handrail.console.group import LazyGroup, Light, Table

COMMANDS: Table = {
    "up": "handrail.console.up:up",
    "web": "handrail.console.web:web",
    "worker": "handrail.jobs.command:worker",
    "mail": {
        "serve": "handrail.channels.email.commands:serve",
        "deliver": "handrail.channels.email.commands:deliver",
        "mailboxes": "handrail.channels.email.shell:mailboxes",
        "test": "handrail.channels.email.shell:test",
        "log": "handrail.channels.email.shell:log",
        "replay": "handrail.channels.email.shell:replay",
        "send-test": "handrail.channels.email.shell:send_test",
        "parse": Light("handrail.channels.email.showing:parse"),
    },
    "token": {
        "create": "handrail.api.commands:create",
        "revoke": "handrail.api.commands:revoke",
    },
    "triage": {
        "train": Light("handrail.console.triage:learn"),
        "evaluate": Light("handrail.console.triage:evaluate"),
    },
    "knowledge": {
        "import": "handrail.console.knowledge:enter",
        "export": "handrail.console.knowledge:leave",
    },
    "config": {
        "export": "handrail.console.config:export",
        "import": "handrail.console.config:bring_in",
        "diff": "handrail.console.config:diff",
    },
    "migrate": "handrail.console.migrate:migrate",
    "demo": "handrail.console.demo.command:demo",
    "down": Light("handrail.console.down:down"),
    "doctor": "handrail.console.doctor:doctor",
    "backup": "handrail.console.backup:backup",
    "restore": "handrail.console.backup:restore",
    "createadmin": "handrail.console.createadmin:createadmin",
    "search": {"rebuild": "handrail.console.search:rebuild"},
    "shell": "handrail.console.shell:shell",
    "manage": "handrail.console.shell:manage",
}

# What an operator can put right; anything else is a bug and shows its trace.
SAID_PLAINLY = (BadSettingError, NotStartedError, NoProgramsError, UnsafeSocketError, TooOldError)


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.config.settings")
    signal.signal(signal.SIGTERM, _leave)
    group = LazyGroup(COMMANDS, name="handrail", help="Run and look after a Handrail desk.")
    try:
        group()
    except SAID_PLAINLY as error:
        sys.exit(f"handrail: {error}")


def _leave(number: int, frame: FrameType | None) -> None:
    """End through the `finally` blocks, so that the database is let go."""
    sys.exit(128 + number)
