"""The headers of every page: what it may load, and that nobody else may keep it."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'{nonce}",
        "style-src 'self'{nonce}",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
NONCE = "_csp_nonce"


class Headers:
    """Adds the content policy, unless a view has its own, and `no-store` for who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        nonce = getattr(request, NONCE, None)
        policy = POLICY.replace("{nonce}", f" 'nonce-{nonce}'" if nonce else "")
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        if _personal(request, response):
            response.headers["Cache-Control"] = "no-store, private"
        return response


def _personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether this may hold somebody's data. Static files are the same for all."""
    if "immutable" in response.headers.get("Cache-Control", "") or request.path.startswith(
        "/static/"
    ):
        return False
    return bool(request.COOKIES or response.cookies or "Authorization" in request.headers)


def csp_nonce(request: HttpRequest) -> dict[str, object]:
    """`csp_nonce()` in templates: for the page's import map, the one inline script there may be."""

    def nonce() -> str:
        if not hasattr(request, NONCE):
            setattr(request, NONCE, secrets.token_urlsafe(16))
        return str(getattr(request, NONCE))

    return {"csp_nonce": nonce}
