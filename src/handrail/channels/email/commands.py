"""`handrail mail serve` and `handrail mail deliver`: the ways in for mail."""

import sys

import click
from django.conf import settings
from django.db import DatabaseError, connections
from django.utils.module_loading import import_string

from handrail.base.clock import now
from handrail.base.database.ready import database
from handrail.base.database.server import NotStartedError
from handrail.base.lineage import end_with_supervisor
from handrail.channels.email.naming import PIPE

# Exit codes that mail servers understand (sysexits.h).
DATA_ERROR, TRY_LATER = 65, 75
HERE = "handrail.channels.email"


@click.command()
def serve() -> None:
    """Take in mail: LMTP or SMTP from a mail server, and mailboxes by IMAP."""
    end_with_supervisor()
    with database():
        connections.close_all()
        import_string(f"{HERE}.serving.serve")()


@click.command()
@click.option("--from", "sender", envvar="SENDER", default="", help="The envelope's sender.")
@click.option("--to", "recipients", envvar="ORIGINAL_RECIPIENT", multiple=True, help="Recipients.")
def deliver(sender: str, recipients: tuple[str, ...]) -> None:
    """Take in one mail from standard input; for pipes of mail servers.

    Ends with 0 when it is safely kept, and with 75 (try again later) when it is not.
    """
    raw = sys.stdin.buffer.read(settings.HANDRAIL_MAX_MESSAGE_BYTES + 1)
    if len(raw) > settings.HANDRAIL_MAX_MESSAGE_BYTES:
        click.echo("handrail: the message is too large", err=True)
        sys.exit(DATA_ERROR)
    try:
        with database():
            accept = import_string(f"{HERE}.arrival.accept")
            accept(raw, envelope_from=sender, envelope_to=recipients, at=now(), way=PIPE)
    except (DatabaseError, NotStartedError, OSError) as error:
        click.echo(f"handrail: not now: {error}", err=True)
        sys.exit(TRY_LATER)
