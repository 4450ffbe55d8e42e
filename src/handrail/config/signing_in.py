"""Signing in: where it leads, who may make an account, and whose attempts are counted."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class Adapter(DefaultAccountAdapter):
    """Our ways with allauth."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Those who work here go to work; everybody else to the portal."""
        works_here = getattr(request.user, "is_staff", False)
        return reverse("workspace:home" if works_here else "portal:home")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: a customer is known from the first request on."""
        return False


def username(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str:
    """The address somebody tries, however the form or backend calls it."""
    given = dict(credentials or {})
    for name in ("email", "username", "login"):
        if given.get(name):
            return str(given[name]).strip().lower()[:255]
    return str(request.POST.get("login", "")).strip().lower()[:255] if request else ""
