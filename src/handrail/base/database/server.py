"""The server itself: make its folder, start it, see whether it answers, stop it.

Nothing here takes a lock; `hold.py` is the way in for commands.
"""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from handrail.base.database.account import Account, account, let_read, let_through
from handrail.base.database.place import NAME, PORT, SUPERUSER, Place, private_folder, programs
from handrail.base.database.tuning import as_file, tuning

START_SECONDS = 60
ORPHAN_SECONDS = 15
OWN_FILE = "handrail.conf"


class NotStartedError(Exception):
    """The embedded PostgreSQL did not start."""


@dataclass(frozen=True, slots=True)
class Server:
    """One home's PostgreSQL."""

    place: Place
    durable: bool = True
    bin: Path = field(default_factory=programs)
    who: Account = field(default_factory=account)

    def answers(self) -> bool:
        """Whether it takes connections now."""
        if not (self.place.socket_dir / f".s.PGSQL.{PORT}").exists():
            return False
        try:
            psycopg.connect(self.place.url(SUPERUSER, SUPERUSER), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def is_gone(self) -> bool:
        """Whether its process is no longer there. Reads two small files: cheap enough for every second."""
        return self._postmaster() is None

    def start(self) -> None:
        """Bring it up, from whatever the last run left behind. Raises NotStartedError with the reason."""
        if self.answers():
            return
        self._prepare()
        self._tidy()
        try:
            self._control("start", "-w", "-t", str(START_SECONDS), "-l", str(self.place.log))
        except RuntimeError as error:
            if not self.answers():
                raise NotStartedError(
                    f"{NotStartedError.__doc__} {error} {self._last_words()}"
                ) from error
        self._furnish()

    def stop(self) -> None:
        """Stop it cleanly: open transactions are rolled back, everything committed is on disk."""
        if self._postmaster() is not None:
            self._control("stop", "-w", "-m", "fast", "-t", str(START_SECONDS))

    def _control(self, verb: str, *args: str) -> None:
        if self.who.switch:
            # Somebody may have closed a folder above us since the last time.
            let_through(self.place.data)
        self.who.run(self.bin / "pg_ctl", verb, "-D", str(self.place.data), *args)

    def _prepare(self) -> None:
        place, who = self.place, self.who
        place.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if who.switch:
            let_through(place.data)
            let_through(self.bin)
            let_read(self.bin.parent)
        if not (place.data / "PG_VERSION").exists():
            self._initialise()
        private_folder(place.data, who.uid, who.gid)
        private_folder(place.socket_dir, who.uid, who.gid)
        self._configure()

    def _initialise(self) -> None:
        """Fill a new folder aside and move it into place, so that a killed run leaves nothing half made."""
        aside = self.place.home / "postgres.new"
        shutil.rmtree(aside, ignore_errors=True)
        private_folder(aside, self.who.uid, self.who.gid)
        options = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", SUPERUSER)
        self.who.run(self.bin / "initdb", "-D", str(aside), *options)
        aside.rename(self.place.data)

    def _configure(self) -> None:
        place = self.place
        chosen = tuning(psutil.virtual_memory().total, durable=self.durable)
        chosen |= {"unix_socket_directories": str(place.socket_dir), "port": str(PORT)}
        self._write(place.data / OWN_FILE, as_file(chosen))
        main = place.data / "postgresql.conf"
        line = f"include_if_exists = '{OWN_FILE}'\n"
        if line not in main.read_text():
            self._write(main, main.read_text() + line)

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text)
        path.chmod(0o600)
        if self.who.switch:
            os.chown(path, self.who.uid, self.who.gid)

    def _postmaster(self) -> psutil.Process | None:
        """The running server; None where there is none, or the number went to another program."""
        try:
            process = psutil.Process(int(self.place.pid_file.read_text().split("\n", 1)[0]))
            # A container's first process may never collect the dead.
            dead = process.status() == psutil.STATUS_ZOMBIE
            return process if process.name() == "postgres" and not dead else None
        except (OSError, ValueError, psutil.NoSuchProcess):
            return None

    def _tidy(self) -> None:
        """Clear what a killed server left: its number, and backends that have not noticed yet."""
        if self._postmaster() is None:
            psutil.wait_procs(self._orphans(), timeout=ORPHAN_SECONDS)
            for left in (self.place.pid_file, self.place.socket_lock):
                left.unlink(missing_ok=True)

    def _orphans(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter(["name"]):
            try:
                if process.info["name"] == "postgres" and process.cwd() == str(
                    self.place.data.resolve()
                ):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def _furnish(self) -> None:
        """Make the role and the database, and offer vectors to every database made later."""
        with psycopg.connect(self.place.url("template1", SUPERUSER), autocommit=True) as template:
            template.execute("CREATE EXTENSION IF NOT EXISTS vector")
            name = sql.Identifier(NAME)
            if not template.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
                template.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(name))
        with psycopg.connect(self.place.url(SUPERUSER, SUPERUSER), autocommit=True) as db:
            if not db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                db.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(name))

    def _last_words(self) -> str:
        try:
            return self.place.log.read_text(errors="replace")[-800:].strip()
        except OSError:
            return ""
