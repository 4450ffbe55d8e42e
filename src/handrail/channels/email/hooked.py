"""The address that mail providers call. First the proof, then the commit, then the acknowledgement.

What is not proven gets 400 and nothing is read of it. Our own faults are 500, so that the provider comes
again; never 403, 404 of a known address or 406, on which some stop for ever.
"""

import json
import logging
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.policy import SMTP
from hashlib import sha256
from urllib.parse import urlsplit

from anymail.exceptions import AnymailError
from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from handrail.base.clock import now
from handrail.base.limits import count_each, within
from handrail.base.outside import Fetcher, NotFetched
from handrail.base.saying import said
from handrail.base.sealed import opened
from handrail.channels.email import arrival, trouble
from handrail.channels.email.arrival import Arrived
from handrail.channels.email.providers import LOSSLESS, PROVIDERS, understands
from handrail.channels.email.webhooks import Webhook, note
from handrail.flow import intake
from handrail.flow.incoming import BounceReport, Incoming
from handrail.flow.outbox.returning import COMPLAINT

# A signed call that somebody kept and plays again.
OLDEST, KEPT_IN_MIND = timedelta(minutes=5), timedelta(days=7)
AMAZON = re.compile(r"sns\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?")
GONE, COMPLAINED = {"bounced", "rejected", "failed"}, "complained"

logger = logging.getLogger(__name__)


class NotProven(Exception):
    """A call that is not from who it says it is; the text says why."""


Events = Iterable[AnymailInboundEvent | AnymailTrackingEvent]


@csrf_exempt
@require_http_methods(["POST", "HEAD", "OPTIONS"])
def hook(request: HttpRequest, key: str, what: str) -> HttpResponse:
    """One call of a provider: mail that came in, or what became of mail that went out."""
    webhook = Webhook.objects.filter(key=key, is_active=True).first()
    if webhook is None:
        raise Http404
    if request.method != "POST":
        return HttpResponse()
    if request.content_type == "multipart/form-data":
        # Byte for byte: a mail in a form may be in any charset.
        request.encoding = LOSSLESS
    reader = understands(webhook.provider, what, opened(webhook.secret))
    if webhook.provider == "ses" and "Authorization" not in request.headers:
        # Amazon signs in only after it was asked to.
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="Handrail"'})
    try:
        reader.run_validators(request)
        _fresh(request)
    except (NotProven, AnymailError, ValueError) as fault:
        note(webhook, fault=said(trouble.CALL_REFUSED, fault=fault)[:], fault_at=now())
        return HttpResponse("The proof of this call does not hold.", status=400)
    try:
        _taken(webhook, what, request, reader.parse_events(request))
    except NotProven as fault:
        note(webhook, fault=said(trouble.CALL_REFUSED, fault=fault)[:], fault_at=now())
        return HttpResponse("The proof of this call does not hold.", status=400)
    except Exception as fault:
        logger.exception("a call of %s could not be taken in", webhook.name)
        note(webhook, fault=f"{type(fault).__name__}: {fault}"[:500], fault_at=now())
        return HttpResponse("Not now, please come again.", status=500)
    note(webhook, called_at=now(), fault="")
    return HttpResponse()


def _fresh(request: HttpRequest) -> None:
    """Where a signature covers a time and a token, an old one is a recording, and each is for one body."""
    signed_at, token = _signed(request)
    if not signed_at.isdecimal():
        return
    if abs(now() - datetime.fromtimestamp(int(signed_at), UTC)) > OLDEST:
        raise NotProven(trouble.TOO_OLD[:])
    content = repr(sorted(request.POST.lists())).encode() if request.POST else request.body
    body = sha256(content).hexdigest()
    key = f"hook:{sha256(token.encode()).hexdigest()}"
    ways = count_each({key: 1, f"{key}:{body}": 1}, at=now(), every=KEPT_IN_MIND)
    if len(set(ways.values())) > 1:
        raise NotProven(trouble.USED[:])


def _signed(request: HttpRequest) -> tuple[str, str]:
    """(when, the token) of a signature that covers these two and not the body; empty for others."""
    if "signature" in request.POST:
        return request.POST.get("timestamp", ""), request.POST.get("token", "")
    if request.content_type != "application/json":
        return "", ""
    posted = json.loads(request.body)
    block = posted.get("signature") if isinstance(posted, dict) else None
    if not isinstance(block, dict):
        return "", ""
    return str(block.get("timestamp", "")), str(block.get("token", ""))


def _taken(webhook: Webhook, what: str, request: HttpRequest, events: Events) -> None:
    if webhook.provider == "ses":
        _confirm(request)
    if what == "inbound":
        mails = list(_mails(webhook, request, events))
        if mails:
            arrival.accept_many(mails)
        return
    for event in events:
        if isinstance(event, AnymailTrackingEvent) and event.recipient:
            _reported(webhook, event)


def _mails(webhook: Webhook, request: HttpRequest, events: Events) -> Iterator[Arrived]:
    """Each mail whole: the bytes as the provider had them where it gives them, else built anew."""
    found = [one.message for one in events if isinstance(one, AnymailInboundEvent) and one.message]
    try:
        raws = PROVIDERS[webhook.provider].raw(request)
    except (KeyError, ValueError, TypeError):
        raws = []
    for number, message in enumerate(found):
        raw = raws[number] if len(raws) == len(found) else message.as_bytes(policy=SMTP)
        to = [message.envelope_recipient] if message.envelope_recipient else []
        yield Arrived(raw, message.envelope_sender or "", to, now(), way=webhook.name)


def _reported(webhook: Webhook, event: AnymailTrackingEvent) -> None:
    """What came back is told like a report that came by mail."""
    if event.event_type not in {*GONE, COMPLAINED}:
        return
    unwanted = event.event_type == COMPLAINED
    report = BounceReport(
        recipient=event.recipient, status=COMPLAINT if unwanted else "", temporary=unwanted
    )
    named = f"<{event.message_id.strip('<>')}>" if event.message_id else ""
    told = Incoming(
        channel="email", sender_address="mailer-daemon@sender.invalid", subject="", text="",
        at=now(), bounce=report, references=[named] if named else [],
    )  # fmt: skip
    with transaction.atomic():
        seen = f"hook-event:{webhook.pk}:{event.event_id}:{event.event_type}"
        if not event.event_id or within(seen, at=now(), every=KEPT_IN_MIND, most=1):
            intake.receive(told)


def _confirm(request: HttpRequest) -> None:
    """Amazon asks once whether we want its calls; only an address of its own is opened."""
    posted = json.loads(request.body)
    if posted.get("Type") != "SubscriptionConfirmation":
        return
    url = str(posted.get("SubscribeURL", ""))
    parts = urlsplit(url)
    if parts.scheme != "https" or not AMAZON.fullmatch(parts.hostname or ""):
        raise NotProven(trouble.ELSEWHERE[:])
    try:
        Fetcher().fetch(url)
    except NotFetched as fault:
        raise RuntimeError(f"Amazon's question could not be answered: {fault}") from fault
