"""Groups of commands that are loaded when they are asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click
import django


class Light(str):
    """A target that needs neither Django nor the database, and so starts at once."""


Table = Mapping[str, "str | Table"]


class LazyGroup(click.Group):
    """A group whose commands are dotted names: `package.module:name`."""

    def __init__(self, table: Table, **options: Any) -> None:
        super().__init__(**options)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the table's order, the ones used most first."""
        return [name for name in self.table if self.get_command(ctx, name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; None where there is none."""
        target = self.table.get(cmd_name)
        if target is None:
            return None
        if not isinstance(target, str):
            return LazyGroup(target, name=cmd_name, help=f"Commands for {cmd_name}.")
        return _load(target)


def _load(target: str) -> click.Command:
    module, _, name = target.partition(":")
    if not isinstance(target, Light):
        # Commands import models; the rooms must be furnished before that.
        django.setup()
    command = getattr(import_module(module), name)
    assert isinstance(command, click.Command), target
    return command
