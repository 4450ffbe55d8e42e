"""`handrail doctor`: what is well and what is not, each with what to do about it."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import click
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from handrail.base import partitions
from handrail.base.clock import now
from handrail.base.database.ready import database

SILENT_SECONDS = 60
LATE_SECONDS = 300
LEAST_FREE_BYTES = 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `advice` is empty where all is well."""

    what: str
    advice: str = ""


@click.command()
def doctor() -> None:
    """Look the installation over; exits with 1 when something needs attention."""
    with database():
        findings = list(look())
    for finding in findings:
        mark = click.style("!!", fg="red") if finding.advice else click.style("ok", fg="green")
        click.echo(f"{mark} {finding.what}" + (f": {finding.advice}" if finding.advice else ""))
    sys.exit(1 if any(finding.advice for finding in findings) else 0)


def look() -> Iterator[Finding]:
    """Every finding, in the order an operator would ask."""
    yield _database()
    yield _migrations()
    if not connection.introspection.table_names():
        return
    yield _months()
    yield _workers()
    yield _jobs()
    yield _disk()
    yield _vectors()


def _database() -> Finding:
    kind = "embedded" if settings.HANDRAIL.embedded else "given"
    return Finding(
        f"database ({kind}), PostgreSQL {connection.connection.info.server_version // 10_000}"
    )


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Finding(
        "tables", f"{missing} migrations to go; run `handrail migrate`" if missing else ""
    )


def _months() -> Finding:
    missing = partitions.missing(now().date())
    advice = f"no partition for {', '.join(missing)}; the worker makes them" if missing else ""
    return Finding("months of the log", advice)


def _workers() -> Finding:
    alive = _number(
        "SELECT count(*) FROM procrastinate_workers"
        " WHERE last_heartbeat > now() - make_interval(secs => %s)",
        SILENT_SECONDS,
    )
    return Finding(
        f"workers alive: {alive}", "" if alive else "start `handrail up` or `handrail worker`"
    )


def _jobs() -> Finding:
    late = _number(
        "SELECT count(*) FROM procrastinate_jobs j WHERE status = 'todo' AND coalesce(scheduled_at,"
        " (SELECT min(at) FROM procrastinate_events e WHERE e.job_id = j.id))"
        " < now() - make_interval(secs => %s)",
        LATE_SECONDS,
    )
    return Finding("jobs", f"{late} wait longer than {LATE_SECONDS // 60} minutes" if late else "")


def _disk() -> Finding:
    free = shutil.disk_usage(settings.HANDRAIL.home).free
    return Finding(
        f"disk, {free // 1024**3} GiB free", "make room" if free < LEAST_FREE_BYTES else ""
    )


def _vectors() -> Finding:
    known = _number("SELECT count(*) FROM pg_available_extensions WHERE name = %s", "vector")
    return Finding(
        "similar tickets by meaning" if known else "similar tickets by words only (no pgvector)"
    )


def _number(query: str, value: int | str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, [value])
        return int(cursor.fetchone()[0])
