"""`handrail search rebuild`: the index of words made anew, beside the one in use."""

import click

from handrail.base.database.ready import database
from handrail.knowledge.search.shelves import rebuild as build


@click.command()
def rebuild() -> None:
    """Make the index of tickets anew, shelf by shelf, while the desk goes on."""
    with database():
        total = 0
        for count in build():
            total += count
            click.echo(f"{total:,} tickets")
