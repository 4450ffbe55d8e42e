"""`handrail migrate`: bring the database to this version's shape."""

import click
from django.core.management import call_command
from django.db import connection

from handrail.base.database.ready import database

# Any number; it names this lock in the database.
MIGRATING = 7_420_125


@click.command()
def migrate() -> None:
    """Make or update the tables. Safe to run again, and on several nodes at once."""
    with database():
        bring_up_to_date()
    click.echo("The database is up to date.")


def bring_up_to_date() -> None:
    """Migrate while nobody else does; a second node waits, then finds nothing to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
