"""A POST that names an Idempotency-Key happens once, however often and however parallel it comes."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from psycopg.pq import TransactionStatus

from handrail.api.auth import admit
from handrail.api.edge import PREFIX
from handrail.api.models import ApiToken, IdempotencyKey
from handrail.api.problems import Problem, answer
from handrail.base.clock import now

MOST_KEY = 200
KEPT_FOR = timedelta(hours=24)
AT_ONCE = 5000
# Not what the request came to, but that it did not come so far: the caller may try again.
NO_ANSWER = frozenset({401, 429})
# A second request with the same key waits here until the first has committed.
CLAIM = """
INSERT INTO api_idempotencykey (person_id, key, fingerprint, status, content_type, body, at)
VALUES (%s, %s, %s, 0, '', '', %s) ON CONFLICT (person_id, key) DO NOTHING RETURNING id
"""


class Idempotency:
    """Middleware: keeps the answer in the transaction of its effect, and gives it out again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        key = request.headers.get("Idempotency-Key", "")
        if request.method != "POST" or not key or not request.path.startswith(PREFIX):
            return self.get_response(request)
        if len(key) > MOST_KEY:
            return answer(Problem(400, "Key too long", f"At most {MOST_KEY} characters."))
        try:
            token = admit(request)
        except Problem as problem:
            return answer(problem)
        if token is None:
            return self.get_response(request)
        return self._once(request, token, key)

    def _once(self, request: HttpRequest, token: ApiToken, key: str) -> HttpResponse:
        fingerprint = _fingerprint(request, token)
        with transaction.atomic():
            claimed = _claim(token.person_id, key, fingerprint)
            if claimed is None:
                return _again(token.person_id, key, fingerprint)
            response = self.get_response(request)
            if response.status_code >= 500 or response.status_code in NO_ANSWER or _broken():
                transaction.set_rollback(True)
            else:
                _keep(claimed, response)
        return response


def _broken() -> bool:
    """Whether the database gave this transaction up, over a value it could not take."""
    return bool(connection.connection.info.transaction_status == TransactionStatus.INERROR)


def _fingerprint(request: HttpRequest, token: ApiToken) -> str:
    """What makes two requests the same. The token belongs to it: a weaker one reads no answers."""
    head = f"{token.pk} {request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(head + request.body).hexdigest()


def _claim(person_id: int, key: str, fingerprint: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [person_id, key, fingerprint, now()])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _keep(claimed: int, response: HttpResponse) -> None:
    IdempotencyKey.objects.filter(pk=claimed).update(
        status=response.status_code, content_type=response["Content-Type"], body=response.content
    )


def _again(person_id: int, key: str, fingerprint: str) -> HttpResponse:
    kept = IdempotencyKey.objects.get(person_id=person_id, key=key)
    if kept.fingerprint != fingerprint:
        return answer(
            Problem(422, "Key used before", "This Idempotency-Key was used for another request.")
        )
    response = HttpResponse(bytes(kept.body), status=kept.status, content_type=kept.content_type)
    response["Idempotent-Replayed"] = "true"
    return response


def forget(at: datetime) -> int:
    """A sweep: answers older than a day are thrown away; how many."""
    old = IdempotencyKey.objects.filter(at__lt=at - KEPT_FOR).order_by("at").values("pk")[:AT_ONCE]
    return IdempotencyKey.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
