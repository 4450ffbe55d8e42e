"""Whose sign-in attempts are counted."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def username(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str:
    """The address somebody tries, however the form or backend calls it."""
    given = dict(credentials or {})
    for name in ("email", "username", "login"):
        if given.get(name):
            return str(given[name]).strip().lower()[:255]
    return str(request.POST.get("login", "")).strip().lower()[:255] if request else ""
