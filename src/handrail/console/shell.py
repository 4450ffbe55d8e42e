"""`handrail shell` and `handrail manage`: Django's own commands, with the database running."""

import click
from django.core.management import call_command, execute_from_command_line

from handrail.base.database.ready import database


@click.command()
def shell() -> None:
    """Open a Python shell."""
    with database():
        call_command("shell")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def manage(words: tuple[str, ...]) -> None:
    """Run any of Django's management commands."""
    with database():
        execute_from_command_line(["handrail manage", *words])
