"""Who calls: a bearer token, its scope, and the tickets its person may see."""

import logging

from django.http import HttpRequest
from ninja.security import HttpBearer

from handrail.api.models import ApiToken, digest
from handrail.api.problems import Problem
from handrail.base.by import By
from handrail.base.clock import now
from handrail.people.models import Person
from handrail.tickets.models import Ticket

log = logging.getLogger(__name__)


def token_of(secret: str) -> ApiToken | None:
    """The good token of this secret, with its person, in one query."""
    found = (
        ApiToken.objects.select_related("person__organisation")
        .filter(sha256=digest(secret))
        .first()
    )
    return found if found and found.is_good(now()) else None


class Bearer(HttpBearer):
    """Lets a request pass whose token is good for `scope`."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = str(scope)

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The token; None for one that is no good. Raises Problem 403 for a missing scope."""
        found = token_of(token)
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
