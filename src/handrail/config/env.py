"""Every setting there is, read from environment variables.

This file is the reference: one field a variable, its default, and why one would change it.
A bad value stops the start with one sentence (`BadSettingError`).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from handrail.config.readers import BadSettingError, Reader

MIB = 1024 * 1024
LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of one installation."""

    home: Path
    """HANDRAIL_HOME (~/.handrail): the embedded database, attachments and the secret key."""
    database_url: str
    """DATABASE_URL (unset: the embedded server): postgresql://user:password@host/name, version 15 or newer."""
    host: str
    """HANDRAIL_HOST (127.0.0.1): the address the web server listens on; 0.0.0.0 for all."""
    port: int
    """HANDRAIL_PORT (8000): its port."""
    url: str
    """HANDRAIL_URL (http://localhost:PORT): the address people see, for links in mail."""
    allowed_hosts: tuple[str, ...]
    """HANDRAIL_ALLOWED_HOSTS (the host of HANDRAIL_URL, and this machine): names we answer to."""
    secret_key: str
    """HANDRAIL_SECRET_KEY (made once, kept in the home): signs sessions; the same on every node."""
    old_secret_keys: tuple[str, ...]
    """HANDRAIL_OLD_SECRET_KEYS (none): former ones, spaces between: what they sealed stays good."""
    mail_host: str
    """HANDRAIL_LMTP_HOST (127.0.0.1): where the mail server hands in mail; keep it private."""
    mail_port: int
    """HANDRAIL_LMTP_PORT (8024): its port."""
    mail_protocol: str
    """HANDRAIL_LMTP_PROTOCOL (lmtp): lmtp or smtp."""
    smtp_url: str
    """HANDRAIL_SMTP_URL (console:): the way out for mail: smtp://user:password@host:port,
    smtps://…, file:FOLDER to keep messages as files, or console: to print them."""
    imap_urls: tuple[str, ...]
    """HANDRAIL_IMAP_URL (none): mailboxes to poll, imaps://user:password@host/folder, spaces between."""
    mail_address: str
    """HANDRAIL_MAIL_ADDRESS (support@HOST): the address replies come from, until brands name theirs."""
    mail_authserv_id: str
    """HANDRAIL_MAIL_AUTHSERV_ID (none): the name our mail server writes into Authentication-Results."""
    push_services: tuple[str, ...]
    """HANDRAIL_PUSH_SERVICES (the browsers' own): further push services, as beginnings of addresses."""
    dns_server: str
    """HANDRAIL_DNS_SERVER (the system's): address:port of the name server that is asked about senders."""
    storage_url: str
    """HANDRAIL_STORAGE_URL (attachments in the home): file:FOLDER, or s3://bucket/prefix?endpoint=… ."""
    max_message_bytes: int
    """HANDRAIL_MAX_MESSAGE_MB (25): the largest mail taken in."""
    max_upload_bytes: int
    """HANDRAIL_MAX_UPLOAD_MB (25): the largest file taken in by a form or the API."""
    api_rate: int
    """HANDRAIL_API_RATE (1200): requests a minute that one person's programs may make."""
    web_workers: int
    """HANDRAIL_WEB_WORKERS (2): web processes."""
    web_threads: int
    """HANDRAIL_WEB_THREADS (4): pages a process makes at once, each with a database connection."""
    job_threads: int
    """HANDRAIL_JOB_THREADS (4): jobs the worker does at once, each with a database connection."""
    log_level: str
    """HANDRAIL_LOG_LEVEL (info): debug, info, warning or error."""
    log_json: bool
    """HANDRAIL_LOG_JSON (no): one JSON object a line, for a log collector."""
    pseudo_locale: bool
    """HANDRAIL_PSEUDO_LOCALE (no): offer English from right to left too, to try a layout with."""

    @property
    def embedded(self) -> bool:
        """Whether the database is ours to start."""
        return not self.database_url

    @property
    def secure(self) -> bool:
        """Whether people come by https, so that cookies may insist on it."""
        return self.url.startswith("https:")


def read(source: Mapping[str, str] = os.environ) -> Environment:
    """The settings in `source`. Raises BadSettingError."""
    r = Reader(source)
    port = r.whole("HANDRAIL_PORT", 8000, 1, 65535)
    url = r.url("HANDRAIL_URL", f"http://localhost:{port}", ("http", "https")).rstrip("/")
    host = url.split("//", 1)[1].split("/")[0].rsplit(":", 1)[0]
    home = r.folder("HANDRAIL_HOME", "~/.handrail")
    env = Environment(
        home=home,
        database_url=r.url("DATABASE_URL", "", ("postgresql", "postgres")),
        host=r.text("HANDRAIL_HOST", "127.0.0.1"),
        port=port,
        url=url,
        allowed_hosts=r.words("HANDRAIL_ALLOWED_HOSTS", f"{host} localhost 127.0.0.1 [::1]"),
        secret_key=_secret(r),
        old_secret_keys=r.words("HANDRAIL_OLD_SECRET_KEYS"),
        mail_host=r.text("HANDRAIL_LMTP_HOST", "127.0.0.1"),
        mail_port=r.whole("HANDRAIL_LMTP_PORT", 8024, 1, 65535),
        mail_protocol=r.choice("HANDRAIL_LMTP_PROTOCOL", "lmtp", ("lmtp", "smtp")),
        smtp_url=r.url("HANDRAIL_SMTP_URL", "console:", ("smtp", "smtps", "file", "console")),
        imap_urls=r.urls("HANDRAIL_IMAP_URL", ("imap", "imaps")),
        mail_address=_address(r, f"support@{host}"),
        mail_authserv_id=r.text("HANDRAIL_MAIL_AUTHSERV_ID"),
        push_services=r.words("HANDRAIL_PUSH_SERVICES"),
        dns_server=r.text("HANDRAIL_DNS_SERVER"),
        storage_url=r.url("HANDRAIL_STORAGE_URL", f"file:{home / 'attachments'}", ("file", "s3")),
        max_message_bytes=r.whole("HANDRAIL_MAX_MESSAGE_MB", 25, 1, 200) * MIB,
        max_upload_bytes=r.whole("HANDRAIL_MAX_UPLOAD_MB", 25, 1, 200) * MIB,
        api_rate=r.whole("HANDRAIL_API_RATE", 1200, 1, 1_000_000_000),
        web_workers=r.whole("HANDRAIL_WEB_WORKERS", 2, 1, 64),
        web_threads=r.whole("HANDRAIL_WEB_THREADS", 4, 1, 64),
        job_threads=r.whole("HANDRAIL_JOB_THREADS", 4, 1, 64),
        log_level=r.choice("HANDRAIL_LOG_LEVEL", "info", LEVELS),
        log_json=r.flag("HANDRAIL_LOG_JSON"),
        pseudo_locale=r.flag("HANDRAIL_PSEUDO_LOCALE"),
    )
    _connections_fit(env)
    return env


def _secret(r: Reader) -> str:
    value = r.text("HANDRAIL_SECRET_KEY")
    if value and len(value) < 32:
        raise BadSettingError("HANDRAIL_SECRET_KEY", value, "at least 32 characters long")
    return value


def _address(r: Reader, default: str) -> str:
    value = r.text("HANDRAIL_MAIL_ADDRESS", default)
    name, at, domain = value.rpartition("@")
    if not (name and at and domain) or any(c.isspace() for c in value):
        raise BadSettingError(
            "HANDRAIL_MAIL_ADDRESS", value, "a mail address such as support@example.org"
        )
    return value


def _connections_fit(env: Environment) -> None:
    """The embedded server has 100 connections; the parts together may never ask for more.

    Each web process has its threads and two for its streams; beside them stand the jobs, with
    two for sweeps and six for the queue, mail, and room for an operator's commands.
    """
    wanted = env.web_workers * (env.web_threads + 2) + env.job_threads + 8
    if env.embedded and wanted > MOST_CONNECTIONS:
        raise BadSettingError(
            "HANDRAIL_WEB_THREADS",
            str(env.web_threads),
            f"so low that workers × (threads + 2) + job threads + 8 stays within {MOST_CONNECTIONS} "
            "(the embedded database takes 100 connections)",
        )


MOST_CONNECTIONS = 75
