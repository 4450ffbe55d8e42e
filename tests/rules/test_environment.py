"""Settings from the environment: what is read, and what stops the start."""

import subprocess
import sys
from pathlib import Path

import pytest

from handrail.config.env import read
from handrail.config.readers import BadSettingError

BAD = [
    (
        "HANDRAIL_PORT",
        "eighty",
        "HANDRAIL_PORT is 'eighty', but must be a whole number from 1 to 65535.",
    ),
    ("HANDRAIL_PORT", "70000", "from 1 to 65535"),
    ("HANDRAIL_PORT", "٣", "from 1 to 65535"),
    ("HANDRAIL_LMTP_PROTOCOL", "uucp", "must be one of lmtp, smtp"),
    ("HANDRAIL_LOG_LEVEL", "loud", "must be one of debug, info, warning, error"),
    ("HANDRAIL_LOG_JSON", "perhaps", "must be one of 1, true, yes, on, 0, false, no, off"),
    ("HANDRAIL_SMTP_URL", "ftp://mail", "starts with smtp: or smtps: or file: or console:"),
    ("HANDRAIL_SMTP_URL", "smtp://mail:nonsense", "starts with smtp:"),
    ("HANDRAIL_IMAP_URL", "imaps://a@b/c http://x", "starts with imap: or imaps:"),
    ("HANDRAIL_STORAGE_URL", "gopher://x", "starts with file: or s3:"),
    ("DATABASE_URL", "mysql://x/y", "starts with postgresql: or postgres:"),
    ("HANDRAIL_URL", "desk.example.org", "starts with http: or https:"),
    ("HANDRAIL_MAIL_ADDRESS", "nobody", "a mail address such as"),
    ("HANDRAIL_SECRET_KEY", "short", "at least 32 characters"),
    ("HANDRAIL_MAX_MESSAGE_MB", "0", "from 1 to 200"),
    ("HANDRAIL_WEB_THREADS", "64", "embedded database takes 100 connections"),
    ("HANDRAIL_HOME", "/dev/null", "a folder"),
]


@pytest.mark.parametrize(("name", "value", "says"), BAD)
def test_a_bad_value_is_one_sentence_that_names_it(name: str, value: str, says: str) -> None:
    with pytest.raises(BadSettingError) as caught:
        read({name: value})
    assert str(caught.value).startswith(name)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_sentence_never_shows_a_secret() -> None:
    for name, value in [
        ("HANDRAIL_SECRET_KEY", "hunter2"),
        ("DATABASE_URL", "mysql://u:hunter2@h/d"),
    ]:
        with pytest.raises(BadSettingError) as caught:
            read({name: value})
        assert "hunter2" not in str(caught.value)


def test_the_command_stops_with_that_sentence_and_nothing_else(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "handrail", "migrate"],
        env={"HANDRAIL_HOME": str(tmp_path), "HANDRAIL_PORT": "no", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert (
        done.stderr
        == "handrail: HANDRAIL_PORT is 'no', but must be a whole number from 1 to 65535.\n"
    )


def test_nothing_set_is_a_working_desk() -> None:
    env = read({})
    assert env.embedded
    assert env.url == "http://localhost:8000"
    assert (env.mail_host, env.mail_port, env.mail_protocol) == ("127.0.0.1", 8024, "lmtp")
    assert env.mail_address == "support@localhost"
    assert not env.secure


def test_the_public_address_decides_hosts_mail_and_cookies() -> None:
    env = read({"HANDRAIL_URL": "https://desk.example.org/"})
    assert env.url == "https://desk.example.org"
    assert "desk.example.org" in env.allowed_hosts
    assert env.mail_address == "support@desk.example.org"
    assert env.secure


def test_an_empty_variable_counts_as_unset() -> None:
    assert read({"HANDRAIL_PORT": " ", "DATABASE_URL": ""}) == read({})


def test_every_default_fits_the_embedded_database_twice_over() -> None:
    env = read({})
    assert env.web_workers * (env.web_threads + 2) + env.job_threads + 8 <= 50
