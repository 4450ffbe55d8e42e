"""OAuth 2 for mailboxes: a refresh token buys short-lived access tokens (RFC 6749, section 6)."""

import json
from typing import NoReturn
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from handrail.base.languages import later
from handrail.base.saying import Saying
from handrail.channels.email.sources import Grant

TIMEOUT_SECONDS = 20.0
MOST_BYTES = 65_536


ELSEWHERE = later("The token server redirects elsewhere, which is not followed.")
REFUSED = later("The token server refused: %(code)s %(reason)s")
NO_TOKEN = later("The token server's answer holds no token.")
UNUSABLE = later("The token server's answer holds no usable token.")
KEPT = (ELSEWHERE, REFUSED, NO_TOKEN, UNUSABLE)


class NoToken(Saying, OSError):
    """The token server gave none; the message says why."""


class _NoRedirect(HTTPRedirectHandler):
    """Secrets go to the address that was configured and to no other."""

    def redirect_request(self, *args: object, **kwargs: object) -> NoReturn:
        raise NoToken(ELSEWHERE)


def access_token(grant: Grant) -> str:
    """A fresh access token. Raises NoToken, or OSError when the server can't be reached."""
    form = {
        "grant_type": "refresh_token", "refresh_token": grant.refresh_token,
        "client_id": grant.client_id,
    }  # fmt: skip
    if grant.client_secret:
        form["client_secret"] = grant.client_secret
    # The address is an administrator's, and the settings take none but https.
    request = Request(grant.token_url, urlencode(form).encode())  # noqa: S310
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT_SECONDS) as answer:
            return _token(answer.read(MOST_BYTES))
    except HTTPError as fault:
        raise NoToken(REFUSED, code=fault.code, reason=_reason(fault)) from fault


def _token(body: bytes) -> str:
    try:
        token = json.loads(body)["access_token"]
    except (ValueError, KeyError, TypeError) as fault:
        raise NoToken(NO_TOKEN) from fault
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise NoToken(UNUSABLE)
    return token


def _reason(fault: HTTPError) -> str:
    try:
        return str(json.loads(fault.read(MOST_BYTES))["error"])[:100]
    except (ValueError, KeyError, TypeError, OSError):
        return ""
