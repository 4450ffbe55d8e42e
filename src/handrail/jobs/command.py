"""`handrail worker`: do the jobs that wait in the queue."""

import asyncio
import os
import sys

import click
from django.conf import settings
from django.db import connections

from handrail.base.database.ready import database
from handrail.base.lineage import end_with_supervisor
from handrail.jobs.worker import work

# Where the processor is short, people's pages and mail at the door come first.
BEHIND = 10


@click.command()
def worker() -> None:
    """Do queued jobs until told to stop. Exits with 1 when the database goes away."""
    end_with_supervisor()
    os.nice(BEHIND)
    with database():
        connections.close_all()
        if not asyncio.run(work(settings.HANDRAIL.job_threads)):
            sys.exit("handrail: the worker lost its database and ends; start it again")
