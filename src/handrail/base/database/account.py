"""The system account that runs the server: oneself, or a plain one where oneself is root.

PostgreSQL refuses to run as root, so root lends it an account and lets that account pass
through the folders above the data and the programs. Passing through is all it gets: it may
not list them, and nobody else's files become readable.
"""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

USER = "handrail-db"
FALLBACK = "nobody"


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server; `switch` says that we must become them first."""

    name: str
    uid: int
    gid: int
    switch: bool

    def run(self, program: Path, *args: str, timeout: float = 120) -> str:
        """Run a program as this account; its output. Raises RuntimeError with what it said."""
        identity = {"user": self.uid, "group": self.gid, "extra_groups": ()} if self.switch else {}
        done = subprocess.run(  # noqa: S603 - our own programs, no shell
            [str(program), *args],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd="/",
            check=False,
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            **identity,  # type: ignore[call-overload]
        )
        if done.returncode:
            raise RuntimeError(f"{program.name} failed: {(done.stderr or done.stdout).strip()}")
        return str(done.stdout)


def account() -> Account:
    """The account for this process's server."""
    if os.geteuid() != 0:
        return Account(str(os.geteuid()), os.geteuid(), os.getegid(), switch=False)
    entry = _lent()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)


def _lent() -> pwd.struct_passwd:
    for name in (USER, FALLBACK):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
            if useradd and name == USER:
                command = [useradd, "--system", "--no-create-home", "--shell", "/bin/sh", USER]
                subprocess.run(command, capture_output=True, check=False)  # noqa: S603
                if any(entry.pw_name == USER for entry in pwd.getpwall()):
                    return pwd.getpwnam(USER)
    raise RuntimeError(f"PostgreSQL can't run as root here; make a system user named {USER}")


def let_through(path: Path) -> None:
    """Let others pass through every folder above `path`; needed when root lends an account."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def let_read(folder: Path) -> None:
    """Make an installed tree readable, where a strict umask hid it."""
    if (folder / "bin" / "postgres").stat().st_mode & stat.S_IXOTH:
        return
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            execute = stat.S_IXOTH if mode & stat.S_IXUSR else 0
            path.chmod(mode | stat.S_IROTH | execute)
