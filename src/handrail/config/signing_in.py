"""Signing in: where it leads, who may make an account, and whose attempts are counted."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.http import HttpRequest
from django.urls import reverse

from handrail.people.models import Person


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our ways with allauth."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Those who work here go to work; everybody else to the portal."""
        works_here = getattr(request.user, "is_staff", False)
        return reverse("workspace:home" if works_here else "portal:home")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send it. A sign-in code proves the address it is sent to, so there must be one to prove:
        people become known by their first message, without the register that allauth keeps."""
        if template_prefix == "account/email/login_code":
            _register(email)
        super().send_mail(template_prefix, email, context)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: a customer is known from the first request on."""
        return False


def _register(email: str) -> None:
    person = Person.objects.filter(email__iexact=email).first()
    if person is not None and person.email:
        EmailAddress.objects.get_or_create(
            user=person, email=person.email, defaults={"primary": True, "verified": False}
        )


def username(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str:
    """The address somebody tries, however the form or backend calls it."""
    given = dict(credentials or {})
    for name in ("email", "username", "login"):
        if given.get(name):
            return str(given[name]).strip().lower()[:255]
    return str(request.POST.get("login", "")).strip().lower()[:255] if request else ""
