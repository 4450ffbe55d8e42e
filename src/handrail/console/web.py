"""`handrail web`: pages and the live stream, on one port."""

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from granian import Granian
from granian.constants import HTTPModes, Interfaces

from handrail.base.database.ready import database
from handrail.base.lineage import end_with_supervisor

APPLICATION = "handrail.config.asgi:application"
# Open streams never end by themselves; after this long a stopping process drops them.
STOP_SECONDS = 5


@click.command()
def web() -> None:
    """Serve the pages, the API and the live stream."""
    end_with_supervisor()
    with database():
        call_command("collectstatic", verbosity=0, interactive=False)
        # The web processes are forked from here; a connection must not be shared.
        connections.close_all()
        _serve()


def _serve() -> None:
    env = settings.HANDRAIL
    Granian(
        APPLICATION,
        address=env.host,
        port=env.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        workers=env.web_workers,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        websockets=False,
        log_enabled=env.log_level == "debug",
    ).serve()
