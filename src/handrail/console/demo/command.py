"""`handrail demo`: a desk with a made-up company on it, alive."""

import os
import signal
import time
from functools import partial
from threading import Event

import click
from django.conf import settings
from django.db import connections

from handrail.base.clock import now
from handrail.base.database.ready import database
from handrail.base.lineage import end_with_supervisor
from handrail.console.demo import company, trickle
from handrail.console.demo.customers import ADA
from handrail.console.demo.opening import address
from handrail.console.demo.seeding import seed
from handrail.console.migrate import bring_up_to_date
from handrail.console.supervisor import part, supervise
from handrail.console.up import PARTS, announce, look_after_database

TRICKLE = "only-trickle"
FILL = "only-fill"


@click.command()
@click.option(f"--{FILL}", "only", flag_value=FILL, help="Make the company and stop.")
@click.option(f"--{TRICKLE}", "only", flag_value=TRICKLE, help="Only the newcomers, for ever.")
def demo(only: str | None) -> None:
    """Fill an empty desk with Lindqvist Heat, who make heating controls, and run it."""
    end_with_supervisor()
    began = time.monotonic()
    with database():
        if only == TRICKLE:
            _trickle()
            return
        bring_up_to_date()
        made = seed(now=now())
        connections.close_all()
        click.echo("Lindqvist Heat is set up." if made else "Lindqvist Heat is there already.")
        if only is None:
            _keep_mail_at_home()
            parts = {**PARTS, "trickle": part("demo", f"--{TRICKLE}")}
            supervise(
                parts, port=settings.HANDRAIL.port, ready=partial(_welcome, began),
                tend=look_after_database,
            )  # fmt: skip


def _trickle() -> None:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    trickle.run(stop)


def _welcome(began: float) -> None:
    announce()
    sign_ins()
    click.echo(f"It took {time.monotonic() - began:.1f} s to start. Ctrl-C stops it.")


def _keep_mail_at_home() -> None:
    """The customers are made up, so their mail stays in a folder unless told otherwise."""
    os.environ.setdefault("HANDRAIL_SMTP_URL", f"file:{settings.HANDRAIL.home / 'outbox'}")


def sign_ins() -> None:
    """Say who one can be."""
    click.echo(f"Sign in with the password {company.PASSWORD} as")
    for login, what in company.SIGN_INS:
        click.echo(f"  {address(login):28} {what}")
    click.echo(f"  {ADA.address:28} is a customer")
