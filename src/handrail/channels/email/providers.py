"""The mail providers whose webhooks are understood, by way of django-anymail: who signs how."""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from anymail.webhooks.base import AnymailCoreWebhookView
from django.http import HttpRequest
from django.utils.module_loading import import_string

from handrail.base.languages import later

Raw = Callable[[HttpRequest], list[bytes]]
# Every byte has a letter in it, and the other way round.
LOSSLESS = "iso-8859-1"
# The argument of anymail's views that holds "name:password" of a provider that does not sign.
PASSWORD = "webhook_secret"


class Provider(NamedTuple):
    """How one provider calls: what understands it, what it proves itself by, where the raw mail is."""

    name: str
    inbound: str
    events: str
    inbound_proof: str
    events_proof: str
    help: str
    raw: Raw


def _nothing(request: HttpRequest) -> list[bytes]:
    return []


def _form(name: str) -> Raw:
    """A field of a form, byte for byte; Django reads the shorter kind of form as UTF-8 only."""

    def raw(request: HttpRequest) -> list[bytes]:
        if request.content_type == "multipart/form-data":
            return [request.POST[name].encode(LOSSLESS)]
        fields = parse_qs(request.body.decode("ascii", "replace"), encoding=LOSSLESS)
        return [fields[name][0].encode(LOSSLESS)]

    return raw


def _posted(request: HttpRequest) -> Any:
    return json.loads(request.body)


def _postmark(request: HttpRequest) -> list[bytes]:
    return [_posted(request)["RawEmail"].encode()]


def _mandrill(request: HttpRequest) -> list[bytes]:
    events = json.loads(request.POST["mandrill_events"])
    return [one["msg"]["raw_msg"].encode() for one in events if one.get("event") == "inbound"]


def _sparkpost(request: HttpRequest) -> list[bytes]:
    contents = [one["msys"]["relay_message"]["content"] for one in _posted(request)]
    return [
        b64decode(one["email_rfc822"])
        if one.get("email_rfc822_is_base64")
        else one["email_rfc822"].encode()
        for one in contents
    ]


def _postal(request: HttpRequest) -> list[bytes]:
    posted = _posted(request)
    whole = posted["message"]
    return [b64decode(whole) if posted.get("base64") else whole.encode()]


def _mailersend(request: HttpRequest) -> list[bytes]:
    return [_posted(request)["data"]["raw"].encode()]


PROVIDERS: Mapping[str, Provider] = {
    "mailgun": Provider(
        "Mailgun",
        "mailgun.MailgunInboundWebhookView",
        "mailgun.MailgunTrackingWebhookView",
        "webhook_signing_key",
        "webhook_signing_key",
        later(
            "A route with forward() to the first address plus /mime at its end gives whole mails. "
            "The secret is the HTTP webhook signing key."
        ),
        _form("body-mime"),
    ),
    "postmark": Provider(
        "Postmark",
        "postmark.PostmarkInboundWebhookView",
        "postmark.PostmarkTrackingWebhookView",
        PASSWORD,
        PASSWORD,
        later("Tick “Include raw email content in JSON payload”."),
        _postmark,
    ),
    "sendgrid": Provider(
        "SendGrid",
        "sendgrid.SendGridInboundWebhookView",
        "sendgrid.SendGridTrackingWebhookView",
        PASSWORD,
        PASSWORD,
        later("Tick “Post the raw, full MIME message”."),
        _form("email"),
    ),
    "ses": Provider(
        "Amazon SES",
        "amazon_ses.AmazonSESInboundWebhookView",
        "amazon_ses.AmazonSESTrackingWebhookView",
        PASSWORD,
        PASSWORD,
        later("A receipt rule with an SNS action (encoding Base64), and an HTTPS subscription."),
        _nothing,
    ),
    "mailjet": Provider(
        "Mailjet",
        "mailjet.MailjetInboundWebhookView",
        "mailjet.MailjetTrackingWebhookView",
        PASSWORD,
        PASSWORD,
        later("A parse route to the first address."),
        _nothing,
    ),
    "mandrill": Provider(
        "Mailchimp Transactional (Mandrill)",
        "mandrill.MandrillCombinedWebhookView",
        "mandrill.MandrillCombinedWebhookView",
        "webhook_key",
        "webhook_key",
        later("The secret is the webhook's key."),
        _mandrill,
    ),
    "mailersend": Provider(
        "MailerSend",
        "mailersend.MailerSendInboundWebhookView",
        "mailersend.MailerSendTrackingWebhookView",
        "inbound_secret",
        "signing_secret",
        later("The secret is the route's or the webhook's."),
        _mailersend,
    ),
    "postal": Provider(
        "Postal",
        "postal.PostalInboundWebhookView",
        "postal.PostalTrackingWebhookView",
        "webhook_key",
        "webhook_key",
        later("The secret is the server's public key. Send raw messages."),
        _postal,
    ),
    "sparkpost": Provider(
        "SparkPost",
        "sparkpost.SparkPostInboundWebhookView",
        "sparkpost.SparkPostTrackingWebhookView",
        PASSWORD,
        PASSWORD,
        later("A relay webhook to the first address."),
        _sparkpost,
    ),
}


def understands(provider: str, what: str, secret: str) -> AnymailCoreWebhookView:
    """What checks and reads this provider's calls: `what` is "inbound" or "events"."""
    known = PROVIDERS[provider]
    path, proof = (
        (known.inbound, known.inbound_proof)
        if what == "inbound"
        else (known.events, known.events_proof)
    )
    # Only when it is used: one of them brings a large library of its own.
    kind: type[AnymailCoreWebhookView] = import_string(f"anymail.webhooks.{path}")
    more = {"auto_confirm_sns_subscriptions": False} if provider == "ses" else {}
    return kind(**{proof: secret, **more})
