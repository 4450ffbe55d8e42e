"""`handrail demo`: a living desk to look at."""

import os
import time

import click
from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from handrail.base.database.ready import database
from handrail.console.migrate import bring_up_to_date
from handrail.console.supervisor import supervise
from handrail.console.up import PARTS, announce


@click.command()
def demo() -> None:
    """Fill an empty desk with a made-up company, run it, and say how to sign in."""
    began = time.monotonic()
    os.environ["HANDRAIL_DEMO"] = "yes"
    with database():
        bring_up_to_date()
        lines = _fill()
        connections.close_all()

        def ready() -> None:
            announce()
            for line in lines:
                click.echo(line)
            click.echo(f"Started in {time.monotonic() - began:.1f} s. Ctrl-C stops it.")

        supervise(PARTS, port=settings.HANDRAIL.port, ready=ready)


def _fill() -> list[str]:
    """Make the company, where one is to be had; what to tell whoever looks at it."""
    if settings.HANDRAIL_DEMO_COMPANY is None:
        return []
    lines: list[str] = import_string(settings.HANDRAIL_DEMO_COMPANY)()
    return lines
