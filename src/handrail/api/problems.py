"""Every error as a problem (RFC 9457): what went wrong, in words, and what to do."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from handrail.escalation.rules import HandoffRefused
from handrail.knowledge.rules import Refused as ArticleRefused
from handrail.people.rules import NotAllowed
from handrail.tickets.actions.ownership import AlreadyTaken
from handrail.tickets.rules import Refused

log = logging.getLogger(__name__)
PROBLEM = "application/problem+json"


NOTHING: Mapping[str, str] = {}


class Problem(Exception):
    """An answer that is an error: HTTP status, a short title, and a sentence that helps."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        headers: Mapping[str, str] = NOTHING,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail, self.more = status, title, detail, more
        self.headers = headers


def answer(problem: Problem) -> HttpResponse:
    """The problem as it goes over the wire."""
    body = {"type": "about:blank", "title": problem.title, "status": problem.status,
            "detail": problem.detail, **problem.more}  # fmt: skip
    response = HttpResponse(json.dumps(body), status=problem.status, content_type=PROBLEM)
    response["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        response[name] = value
    if problem.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def translate(fault: Exception | type[Exception]) -> Problem:
    """What an exception is to a caller; what it is not told stays in our log."""
    match fault:
        case Problem():
            return fault
        case AlreadyTaken():
            owner = {"id": fault.owner.pk, "name": fault.owner.name} if fault.owner else None
            return Problem(409, "Already taken", str(fault), owner=owner)
        case Refused() | HandoffRefused() | ArticleRefused():
            return Problem(409, "Refused", str(fault))
        case NotAllowed():
            return Problem(403, "Not allowed", str(fault))
        case AuthenticationError():
            return Problem(401, "Sign in", "Send a valid token: Authorization: Bearer hr_…")
        case ValidationError():
            return Problem(422, "Not understood", "Some values do not fit.", errors=_errors(fault))
        case DataError():
            log.warning("the database refused a value", exc_info=fault)
            return Problem(422, "Not understood", "A value does not fit. Nothing was changed.")
        case Http404():
            return Problem(404, "Not found", "There is nothing at this address.")
        case HttpError():
            return Problem(fault.status_code, "Not understood", str(fault))
    return Problem(500, "Our fault", "Something went wrong here. It is logged; try again later.")


def _errors(fault: ValidationError) -> list[dict[str, str]]:
    """Where and why, without the value: it may be a secret."""
    return [
        {"where": ".".join(str(part) for part in error["loc"]), "why": str(error["msg"])}
        for error in fault.errors
    ]


def watch_over(api: NinjaAPI) -> None:
    """Make every error of an API a problem."""

    def handle(request: HttpRequest, fault: Exception | type[Exception]) -> HttpResponse:
        problem = translate(fault)
        if problem.status == 500:
            log.error("the API failed", exc_info=fault if isinstance(fault, Exception) else None)
        return answer(problem)

    for kind in (
        Problem, Refused, HandoffRefused, ArticleRefused, NotAllowed, AuthenticationError,
        ValidationError, DataError, Http404, HttpError, Exception,
    ):  # fmt: skip
        api.add_exception_handler(kind, handle)
