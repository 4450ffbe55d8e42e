"""`handrail backup` and `handrail restore`: one file with the database and the attachments.

PostgreSQL's own programs do the work; those of the embedded server also serve any server
that is not newer than they are.
"""

import os
import subprocess
import tarfile
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
from django.conf import settings
from django.db import connection, connections

from handrail.base.database.place import programs
from handrail.base.database.ready import database

DUMP, FILES = "database.dump", "attachments"
# PostgreSQL's own programs write this into every script, and servers before 17 refuse it.
UNKNOWN_TO_OLDER_SERVERS = (b"SET transaction_timeout = 0;\n",)
PREAMBLE_LINES = 50

# Everything of ours goes; extensions stay, because only a superuser could bring them back.
# Sequences come after the tables that own them, by then mostly gone.
EMPTY = """
DO $$
DECLARE gone record;
BEGIN
    FOR gone IN
        SELECT (relkind = 'S')::int AS turn,
               format('DROP %s IF EXISTS %s CASCADE', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN
                      'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                oid::regclass) AS command, oid, tableoid
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
        UNION ALL
        SELECT 2, format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure), oid, tableoid
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL
        SELECT 3, format('DROP TYPE IF EXISTS %s CASCADE', oid::regtype), oid, tableoid
        FROM pg_type WHERE typnamespace = 'public'::regnamespace AND (typtype IN ('e', 'd')
            OR typrelid IN (SELECT oid FROM pg_class WHERE relkind = 'c'))
        ORDER BY turn
    LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_depend WHERE classid = gone.tableoid
                              AND objid = gone.oid AND deptype = 'e');
        EXECUTE gone.command;
    END LOOP;
END $$
"""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the database and the attachments to FILE (a tar)."""
    partial = file.with_name(f"{file.name}.part")
    with database(), tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / DUMP
        _run("pg_dump", "--format=custom", "--no-owner", "--exclude-extension=*", f"--file={dump}")
        with tarfile.open(partial, "w") as tar:
            tar.add(dump, DUMP)
            if (files := _attachments()) and files.exists():
                tar.add(files, FILES)
    partial.chmod(0o600)
    partial.replace(file)
    click.echo(f"Written to {file}.")
    if not _attachments():
        click.echo("Attachments are in S3 and not in this file.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace what the database holds now.")
def restore(file: Path, *, replace: bool) -> None:
    """Bring back what `handrail backup` wrote to FILE. Stop everything else first."""
    with database(), tempfile.TemporaryDirectory() as folder:
        if connection.introspection.table_names() and not replace:
            raise click.ClickException("The database is not empty; --replace overwrites it.")
        with tarfile.open(file) as tar:
            # The filter refuses links and paths that lead out of the folder.
            tar.extractall(folder, filter="data")
        _empty()
        _load(Path(folder) / DUMP)
        _bring_back(Path(folder) / FILES)
    click.echo("Restored.")


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
    connections.close_all()


def _load(dump: Path) -> None:
    """Bring the tables back, all or none."""
    script, cleaned = dump.with_suffix(".sql"), dump.with_suffix(".cleaned")
    _run("pg_restore", "--no-owner", f"--file={script}", str(dump))
    with script.open("rb") as old, cleaned.open("wb") as new:
        for number, line in enumerate(old):
            if number > PREAMBLE_LINES or line not in UNKNOWN_TO_OLDER_SERVERS:
                new.write(line)
    options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
    _run("psql", *options, f"--file={cleaned}")


def _bring_back(files: Path) -> None:
    target = _attachments()
    if target is None:
        return
    for path in files.rglob("*"):
        if path.is_file():
            place = target / path.relative_to(files)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Named by content: a file that is there is the same file.
            if not place.exists():
                place.write_bytes(path.read_bytes())


def _attachments() -> Path | None:
    parts = urlsplit(settings.HANDRAIL.storage_url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def _run(program: str, *args: str) -> None:
    """Run one of PostgreSQL's programs on our database; the password goes by the environment."""
    given = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names |= {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    env = {**os.environ, **{names[n]: str(v) for n, v in given.items() if n in names and v}}
    done = subprocess.run(  # noqa: S603
        [str(programs() / program), *args], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise click.ClickException(f"{program} failed: {done.stderr.strip()}")
