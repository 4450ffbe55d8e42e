"""Who reads: what a visitor is called in counts, and which language they read."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.crypto import salted_hmac

from handrail.portal.guard import visitor


def reader(request: HttpRequest, *, begin: bool = False) -> str:
    """`person 7` for somebody signed in, a keyed hash of the session for a visitor.

    Empty for a visitor without a session, such as a searching machine, unless one shall begin.
    """
    person = visitor(request)
    if person is not None:
        return f"person {person.pk}"
    if begin and request.session.session_key is None:
        request.session.create()
    key = request.session.session_key
    return salted_hmac("handrail.reader", key).hexdigest()[:40] if key else ""


def language(request: HttpRequest) -> str:
    """The reader's own language, else what their browser asks for."""
    person = visitor(request)
    own = person.language if person is not None else ""
    return own or translation.get_language_from_request(request) or settings.LANGUAGE_CODE
