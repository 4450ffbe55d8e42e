"""In which language and by which clock a page answers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from handrail.base.languages import spoken
from handrail.desk.shape import shape
from handrail.people.models import Person
from handrail.portal.when import zone

LANGUAGE, ZONE = "handrail_language", "handrail_zone"
# These must answer without a look at the database, or to a program that compares words.
MACHINES = ("/api/", "/healthz", "/readyz", "/static/", "/hooks/")


class Speaking:
    """The person's own choice, else this browser's, else what it asks for, else the brand's.

    Programs are answered in English, so that what they compare never depends on who asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        machine = request.path.startswith(MACHINES)
        person = request.user if not machine and isinstance(request.user, Person) else None
        chosen = person.time_zone if person else request.COOKIES.get(ZONE, "")
        with translation.override(language(request, person)), timezone.override(zone(chosen)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language(request: HttpRequest, person: Person | None) -> str:
    """The language to answer in."""
    if request.path.startswith(MACHINES):
        return "en"
    own = person.language if person else request.COOKIES.get(LANGUAGE, "")
    return spoken(own) or _asked_for(request) or _brands() or settings.LANGUAGE_CODE


def _asked_for(request: HttpRequest) -> str:
    """The first language of the browser's list that we speak."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    return next((found for wish, _ in accepted if (found := spoken(wish))), "")


def _brands() -> str:
    brand = shape().brand
    return spoken(brand.language) if brand else ""
