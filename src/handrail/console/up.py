"""`handrail up`: everything, with one command, kept alive."""

import click
from django.conf import settings
from django.db import connections

from handrail.base.database.hold import tend
from handrail.base.database.ready import database
from handrail.base.database.server import NotStartedError
from handrail.base.lineage import end_with_supervisor
from handrail.console.migrate import bring_up_to_date
from handrail.console.supervisor import part, supervise

PARTS = {
    "web": part("web"),
    "worker": part("worker"),
    "mail": part("mail", "serve"),
}


@click.command()
def up() -> None:
    """Run web, worker and mail, and the embedded database; Ctrl-C stops them."""
    end_with_supervisor()
    with database():
        bring_up_to_date()
        connections.close_all()
        supervise(PARTS, port=settings.HANDRAIL.port, ready=announce, tend=look_after_database)


def look_after_database() -> None:
    """Bring a database of our own back that was killed; one that does not come is tried again."""
    env = settings.HANDRAIL
    try:
        if env.embedded and tend(env.home):
            click.echo("handrail: the database had gone; it runs again", err=True)
    except NotStartedError as fault:
        click.echo(f"handrail: {fault}", err=True)


def announce() -> None:
    """Say where it is."""
    env = settings.HANDRAIL
    click.echo(f"Handrail is at {env.url}")
    click.echo(f"Mail comes in at {env.mail_protocol}://{env.mail_host}:{env.mail_port}")
