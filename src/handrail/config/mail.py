"""The way out for mail, as Django's settings; used for sign-in codes and by the mail channel."""

from typing import Any
from urllib.parse import unquote, urlsplit

BACKENDS = "django.core.mail.backends"


def mail(smtp_url: str) -> tuple[str, dict[str, Any]]:
    """(backend, its EMAIL_* settings) for an address that `env.py` has checked."""
    parts = urlsplit(smtp_url)
    if parts.scheme == "console":
        return f"{BACKENDS}.console.EmailBackend", {}
    if parts.scheme == "file":
        return f"{BACKENDS}.filebased.EmailBackend", {"EMAIL_FILE_PATH": unquote(parts.path)}
    return f"{BACKENDS}.smtp.EmailBackend", {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.query == "starttls",
        "EMAIL_TIMEOUT": 30,
    }
