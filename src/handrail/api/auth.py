"""Who calls: a bearer token, its scope, and the tickets its person may see."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from handrail.api.models import ApiToken, digest
from handrail.api.pace import pace
from handrail.api.problems import Problem
from handrail.base.by import By
from handrail.base.clock import now
from handrail.people.models import Person
from handrail.tickets.models import Ticket

log = logging.getLogger(__name__)
USE_IS_NOTED_EVERY = timedelta(hours=1)
ADMITTED = "_handrail_token"


def admit(request: HttpRequest) -> ApiToken | None:
    """The good token of a request; looked up in one query, and counted, once a request.

    Raises Problem 429 for a person whose programs ask too much.
    """
    if not hasattr(request, ADMITTED):
        at = now()
        token = _good(_secret(request), at)
        setattr(request, ADMITTED, token)
        if token is not None:
            _hold_pace(token, at)
            _note_use(token, at)
    found: ApiToken | None = getattr(request, ADMITTED)
    return found


def _secret(request: HttpRequest) -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _good(secret: str, at: datetime) -> ApiToken | None:
    if not secret:
        return None
    found = ApiToken.objects.select_related("person").filter(sha256=digest(secret)).first()
    return found if found and found.is_good(at) else None


def _hold_pace(token: ApiToken, at: datetime) -> None:
    if not pace.allows(token.person_id, at=at, most=settings.HANDRAIL_API_RATE):
        raise Problem(
            429, "Too many requests", f"At most {settings.HANDRAIL_API_RATE:,} a minute.",
            headers={"Retry-After": str(60 - at.second)},
        )  # fmt: skip


def _note_use(token: ApiToken, at: datetime) -> None:
    """Remember roughly when it was used, so that forgotten tokens can be found and ended."""
    if token.used_at is None or at - token.used_at > USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(used_at=at)


class Bearer(HttpBearer):
    """Lets a request pass whose token is good for `scope`."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = str(scope)

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The token; None for one that is no good. Raises Problem 403 for a missing scope."""
        found = admit(request)
        if found is not None and self.scope not in found.scopes:
            raise Problem(403, "Out of scope", f"This token lacks the scope {self.scope}.")
        return found


def caller(request: HttpRequest) -> Person:
    """The person behind the token."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    return token.person


def hand(request: HttpRequest) -> By:
    """The hand of whoever calls, now."""
    return By.person(caller(request))


def ticket_of(request: HttpRequest, number: int) -> Ticket:
    """The ticket, if the caller may see it; else it does not exist, and that they asked is logged."""
    visible = Ticket.objects.visible_to(caller(request))
    joined = visible.select_related("tier", "team__tier", "owner", "requester", "category")
    ticket = joined.filter(pk=number).first() if number < 2**63 else None
    if ticket is None:
        log.warning(
            "person %s asked for ticket %s, which they cannot see", caller(request).pk, number
        )
        raise Problem(404, "Not found", f"There is no ticket {number} that you can see.")
    return ticket
