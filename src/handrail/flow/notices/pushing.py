"""Web push (RFC 8030): encrypted for the browser alone, through a push service that we know."""

import base64
import json
import logging
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from py_vapid import Vapid
from pywebpush import WebPushException, webpush
from requests import RequestException

from handrail.base.clock import now
from handrail.base.languages import speaking
from handrail.base.sealed import opened
from handrail.base.text import one_line
from handrail.flow.notices.digest import words
from handrail.flow.notices.models import Notification, PushKey, PushPlace
from handrail.people.models import Person
from handrail.tickets.models import Ticket

log = logging.getLogger(__name__)
# The services of the browsers there are. Nobody can make the desk call anything else.
SERVICES = (
    "fcm.googleapis.com", ".push.services.mozilla.com", ".notify.windows.com", ".push.apple.com",
)  # fmt: skip
GONE = {404, 410}
TOO_MANY, OUT_OF_ORDER = 429, 500
SECONDS, A_DAY = 10, 24 * 3600
MOST_PLACES = 20
THE_ONE = 1


class NotNow(Exception):
    """A push service did not take it; the job is tried again."""


def is_known(endpoint: str) -> bool:
    """Whether an address is of a push service."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    ours = (urlsplit(one) for one in settings.HANDRAIL_PUSH_SERVICES)
    if any((one.scheme, one.netloc) == (parts.scheme, parts.netloc) for one in ours):
        return True
    return parts.scheme == "https" and any(
        host == one or (one.startswith(".") and host.endswith(one)) for one in SERVICES
    )


def remember(person: Person, *, endpoint: str, p256dh: str, auth: str, at: datetime) -> None:
    """Tell this browser from now on. Raises ValueError for a service we do not know."""
    if not is_known(endpoint) or len(endpoint) > 1000 or len(p256dh) > 200 or len(auth) > 100:
        raise ValueError("not a push service that we know")
    facts = {"person": person, "p256dh": p256dh, "auth": auth, "added_at": at, "fault": ""}
    PushPlace.objects.update_or_create(endpoint=endpoint, defaults=facts)
    old = person.push_places.order_by("-added_at").values_list("pk", flat=True)[MOST_PLACES:]
    PushPlace.objects.filter(pk__in=list(old)).delete()


def forget(person: Person, endpoint: str) -> None:
    """Tell this browser no more."""
    person.push_places.filter(endpoint=endpoint).delete()


def public_key() -> str:
    """The desk's public key, as browsers ask for it."""
    return _key()[1]


def push(event: int) -> int:
    """Tell the browsers of everybody who wants to hear of an event by push; how many were reached.

    Raises NotNow when a service is out of order, after all others were told, so that the job is tried again.
    """
    told = Notification.objects.filter(event=event, by_push=True, seen_at=None)
    answers = [_push_one(one) for one in told.select_related("person", "ticket", "who")]
    if None in answers:
        raise NotNow("a push service did not take it")
    return sum(filter(None, answers))


def _push_one(one: Notification) -> int | None:
    """How many browsers were reached; None when a service has to be asked again."""
    person = one.person
    if not Ticket.objects.visible_to(person).filter(pk=one.ticket_id).exists():
        return 0
    with speaking(person.language):
        said = {
            "title": words(one), "body": one_line(f"#{one.ticket_id} {one.ticket.subject}"),
            "tag": f"notice-{one.event}", "url": f"/work/tickets/{one.ticket_id}",
        }  # fmt: skip
    # A browser that hears it twice shows it once: the tag is the event's.
    answers = [_send(place, json.dumps(said)) for place in person.push_places.all()]
    if None in answers:
        return None
    Notification.objects.filter(pk=one.pk).update(by_push=False)
    return sum(map(bool, answers))


def _send(place: PushPlace, data: str) -> bool | None:
    """Whether the service took it; None when it may later."""
    from_ = {
        "endpoint": place.endpoint,
        "keys": {"p256dh": place.p256dh, "auth": opened(place.auth)},
    }
    claims = {"sub": f"mailto:{settings.HANDRAIL_MAIL_ADDRESS}"}
    try:
        webpush(
            from_, data, vapid_private_key=_vapid(), vapid_claims=claims, ttl=A_DAY, timeout=SECONDS
        )
    except RequestException:
        return None
    except WebPushException as fault:
        return _take(place, fault)
    return True


def _take(place: PushPlace, fault: WebPushException) -> bool | None:
    """A browser that is gone is forgotten; any other trouble stands beside it."""
    status = fault.response.status_code if fault.response is not None else 0
    if status in GONE:
        place.delete()
        return False
    if status == TOO_MANY or status >= OUT_OF_ORDER:
        return None
    log.warning("a push to %s failed: %s", urlsplit(place.endpoint).hostname, status or fault)
    place.fault = (
        _("Refused with status %(status)s") % {"status": status} if status else one_line(str(fault))
    )
    place.save(update_fields=["fault"])
    return False


@lru_cache(maxsize=2)
def _vapid_of(private: str) -> Vapid:
    return Vapid.from_string(private)


def _vapid() -> Vapid:
    return _vapid_of(_key()[0])


@transaction.atomic
def _key() -> tuple[str, str]:
    """(private, public), both as unpadded base64url; made by whoever asks first."""
    kept = PushKey.objects.filter(pk=THE_ONE).first()
    if kept is None:
        private, public = _made()
        facts = {"private": private, "public": public, "made_at": now()}
        # Two who come first at once make one key: the row has one number.
        kept, _new = PushKey.objects.get_or_create(pk=THE_ONE, defaults=facts)
    return opened(kept.private), kept.public


def _made() -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    number = key.private_numbers().private_value.to_bytes(32, "big")
    point = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return tuple(base64.urlsafe_b64encode(raw).rstrip(b"=").decode() for raw in (number, point))  # type: ignore[return-value]
