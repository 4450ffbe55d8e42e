"""The address that mail providers call. First the proof, then the commit, then the acknowledgement.

What is not proven gets 400 and nothing is read of it. Our own faults are 500, so that the provider comes
again; never 403, 404 of a known address or 406, on which some stop for ever.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.policy import SMTP
from urllib.parse import urlsplit

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from handrail.base.clock import now
from handrail.base.outside import Fetcher, NotFetched
from handrail.base.sealed import opened
from handrail.channels.email import arrival
from handrail.channels.email.arrival import Arrived
from handrail.channels.email.providers import PROVIDERS, understands
from handrail.channels.email.webhooks import Webhook, note
from handrail.flow import intake
from handrail.flow.incoming import BounceReport, Incoming
from handrail.flow.outbox.returning import COMPLAINT

# A signed call that somebody kept and plays again.
OLDEST = timedelta(minutes=5)
GONE, COMPLAINED = {"bounced", "rejected", "failed"}, "complained"

logger = logging.getLogger(__name__)
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
    reader = understands(webhook.provider, what, opened(webhook.secret))
    if webhook.provider == "ses" and "Authorization" not in request.headers:
        # Amazon signs in only after it was asked to.
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="Handrail"'})
    try:
        reader.run_validators(request)
        _recent(request)
    except (AnymailError, ValueError) as fault:
        note(webhook, fault=f"A call was refused: {fault}", fault_at=now())
        return HttpResponse("The proof of this call does not hold.", status=400)
    try:
        _taken(webhook, what, request, reader.parse_events(request))
    except Exception as fault:
        logger.exception("a call of %s could not be taken in", webhook.name)
        note(webhook, fault=f"{type(fault).__name__}: {fault}"[:500], fault_at=now())
        return HttpResponse("Not now, please come again.", status=500)
    note(webhook, called_at=now(), fault="")
    return HttpResponse()


def _recent(request: HttpRequest) -> None:
    """Where the signature covers a time, an old one is a recording."""
    signed_at = request.POST.get("timestamp", "")
    if "signature" not in request.POST or not signed_at.isdecimal():
        return
    if abs(now() - datetime.fromtimestamp(int(signed_at), UTC)) > OLDEST:
        raise AnymailWebhookValidationFailure("it was signed more than five minutes ago")


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
    intake.receive(Incoming(
        channel="email", sender_address="mailer-daemon@sender.invalid", subject="", text="",
        at=now(), bounce=report, references=[named] if named else [],
    ))  # fmt: skip


def _confirm(request: HttpRequest) -> None:
    """Amazon asks once whether we want its calls; only an address of its own is opened."""
    posted = json.loads(request.body)
    if posted.get("Type") != "SubscriptionConfirmation":
        return
    url = str(posted.get("SubscribeURL", ""))
    parts = urlsplit(url)
    if parts.scheme != "https" or not (parts.hostname or "").endswith(".amazonaws.com"):
        raise AnymailWebhookValidationFailure("it asks to open an address that is not Amazon's")
    try:
        Fetcher().fetch(url)
    except NotFetched as fault:
        raise RuntimeError(f"Amazon's question could not be answered: {fault}") from fault
