"""`handrail down`: stop the embedded database."""

import click
from django.conf import settings

from handrail.base.database.hold import down as stop


@click.command()
def down() -> None:
    """Stop the embedded database, whoever uses it."""
    if not settings.HANDRAIL.embedded:
        raise click.ClickException("DATABASE_URL is set; that server is not ours to stop.")
    stop(settings.HANDRAIL.home)
    click.echo("The embedded database is stopped.")
