"""The operator's commands, run as an operator runs them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from handrail.base.database.hold import down, hold

PASSWORD = "a long enough passphrase"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("commands") / "home"
    assert run(home, "migrate").returncode == 0
    yield home
    down(home)


def run(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("HANDRAIL", "DATABASE"))}
    env = {**kept, "HANDRAIL_HOME": str(home), "PYTHONPATH": ":".join(sys.path)}
    env["HANDRAIL_ADMIN_PASSWORD"] = PASSWORD
    command = [sys.executable, "-m", "handrail", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def people(home: Path) -> list[str]:
    with hold(home) as place, psycopg.connect(place.url()) as connection:
        return [row[0] for row in connection.execute("SELECT email FROM people_person")]


def test_migrating_again_changes_nothing(home: Path) -> None:
    done = run(home, "migrate")
    assert (done.returncode, done.stdout) == (0, "The database is up to date.\n")


def test_an_administrator_is_made_once(home: Path) -> None:
    assert run(home, "createadmin", "root@example.org").stdout == "root@example.org can sign in.\n"
    again = run(home, "createadmin", "ROOT@example.org")
    assert again.returncode == 1
    assert "is taken already" in again.stderr
    assert run(home, "createadmin", "no address").returncode == 1


def test_a_backup_brings_everything_back(home: Path, tmp_path: Path) -> None:
    run(home, "createadmin", "kept@example.org")
    attachment = home / "attachments" / "ab" / "cd"
    attachment.parent.mkdir(parents=True)
    attachment.write_bytes(b"\0bytes")
    tar, other = tmp_path / "desk.tar", tmp_path / "other"
    assert run(home, "backup", str(tar)).returncode == 0
    assert tar.stat().st_mode & 0o077 == 0

    done = run(other, "restore", str(tar))
    assert (done.stdout, done.stderr) == ("Restored.\n", "")
    assert "kept@example.org" in people(other)
    assert (other / "attachments" / "ab" / "cd").read_bytes() == b"\0bytes"
    assert run(other, "migrate").returncode == 0

    refused = run(other, "restore", str(tar))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    assert run(other, "restore", "--replace", str(tar)).returncode == 0
    down(other)


def test_the_configuration_leaves_changes_and_comes_back(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "desk.yaml"
    assert run(home, "config", "export", str(file)).returncode == 0
    assert run(home, "config", "diff", str(file)).stdout == ""
    whole = file.read_text()
    file.write_text(whole.replace("plans: []", "plans:\n- name: Gold\n  weight: 3"))
    differs = run(home, "config", "diff", str(file))
    assert differs.returncode == 1 and "+- name: Gold" in differs.stdout
    assert "plan “Gold”: new" in run(home, "config", "import", str(file), "--dry-run").stdout
    assert "plan “Gold”: new" in run(home, "config", "import", str(file)).stdout
    assert run(home, "config", "import", str(file)).stdout == "The desk is so already.\n"
    file.write_text(whole.replace("plans: []", "plans:\n- name: [Gold"))
    broken = run(home, "config", "import", str(file))
    assert broken.returncode == 1 and "no good YAML" in broken.stderr and "line" in broken.stderr


def test_the_doctor_names_what_is_missing(home: Path) -> None:
    done = run(home, "doctor")
    assert done.returncode == 1
    assert "workers alive: 0: start `handrail up`" in done.stdout
    assert "ok tables" in done.stdout


def test_the_secret_key_is_made_once_for_its_owner_alone(home: Path) -> None:
    key = home / "secret_key"
    before = key.read_text()
    run(home, "doctor")
    assert key.read_text() == before
    assert len(before) > 50
    assert key.stat().st_mode & 0o777 == 0o600


def test_an_unknown_command_says_so(home: Path) -> None:
    done = run(home, "fly")
    assert done.returncode == 2
    assert "No such command 'fly'" in done.stderr
