"""Mail providers call: proven first, kept before it is acknowledged, once however often it is called."""

import base64
import hashlib
import hmac
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connections
from django.test import Client

from doors.email.conftest import write
from doors.email.test_intake import ticket_of
from doors.email.test_kept_mail_page import client
from handrail.base.models import EventRecord
from handrail.base.sealed import seal
from handrail.channels.email import handfuls
from handrail.channels.email.models import RawMail
from handrail.channels.email.webhooks import Webhook, WebhookHealth
from handrail.flow.models import Delivery
from handrail.people.models import Person, Role
from handrail.tickets.models import Ticket

KEY, PASSWORD = "key-0123456789", "desk:long-password"
RAW = write("It burns.", Message_ID="<hooked@customer.example>").replace(b"\n", b"\r\n").decode()
ENVELOPE = {"recipient": "support@desk.example", "sender": "ada@customer.example"}


def made(provider: str) -> Webhook:
    secret = KEY if provider in {"mailgun", "mandrill", "mailersend"} else PASSWORD
    return Webhook.objects.create(name=provider, provider=provider, secret=seal(secret))


def signed(at: float, key: str = KEY) -> dict[str, str]:
    moment, token = str(int(at)), "t" * 50
    signature = hmac.new(key.encode(), (moment + token).encode(), hashlib.sha256).hexdigest()
    return {"timestamp": moment, "token": token, "signature": signature}


def mailgun(hook: Webhook, *, at: float | None = None, key: str = KEY, raw: str = RAW) -> Any:
    form = {**ENVELOPE, "body-mime": raw, **signed(time.time() if at is None else at, key)}
    return Client().post(f"/hooks/mail/{hook.key}/inbound", form)


def by_password(
    hook: Webhook, posted: Any, *, what: str = "inbound", password: str = PASSWORD
) -> Any:
    token = base64.b64encode(password.encode()).decode()
    return Client().post(
        f"/hooks/mail/{hook.key}/{what}", json.dumps(posted), content_type="application/json",
        headers={"authorization": f"Basic {token}"},
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_signed_mail_is_kept_whole_and_becomes_a_ticket() -> None:
    hook = made("mailgun")
    assert mailgun(hook).status_code == 200
    kept = RawMail.objects.get()
    assert bytes(kept.raw) == RAW.encode() and kept.envelope_to == ["support@desk.example"]
    handfuls.read()
    kept.refresh_from_db()
    assert ticket_of(kept).subject == "Help"
    assert WebhookHealth.objects.get().called_at is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["forged", "unsigned", "six minutes old", "from the future"])
def test_what_is_not_proven_is_refused_and_told(how: str) -> None:
    hook = made("mailgun")
    if how == "unsigned":
        answer = Client().post(f"/hooks/mail/{hook.key}/inbound", {**ENVELOPE, "body-mime": RAW})
    elif how == "forged":
        answer = mailgun(hook, key="another key")
    else:
        answer = mailgun(hook, at=time.time() + (360 if how == "from the future" else -360))
    assert answer.status_code == 400 and not RawMail.objects.exists()
    assert "refused" in WebhookHealth.objects.get().fault


@pytest.mark.django_db(transaction=True)
def test_a_signature_is_good_for_one_body() -> None:
    hook, at = made("mailgun"), time.time()
    assert mailgun(hook, at=at).status_code == mailgun(hook, at=at).status_code == 200
    assert mailgun(hook, at=at, raw=RAW.replace("burns", "pays")).status_code == 400
    assert RawMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("old", [True, False])
def test_signed_reports_grow_old_too(old: bool) -> None:
    posted = {
        "signature": signed(time.time() - (400 if old else 0)),
        "event-data": {"event": "opened"},
    }
    answer = Client().post(
        f"/hooks/mail/{made('mailgun').key}/events",
        json.dumps(posted),
        content_type="application/json",
    )
    assert (answer.status_code == 400) is old


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"]
)
def test_a_mail_in_a_form_is_kept_byte_for_byte(kind: str) -> None:
    hook, raw = made("mailgun"), RAW.encode().replace(b"burns", "fr\xfch \xa4".encode("latin-1"))
    fields = {**ENVELOPE, **signed(time.time())}
    if kind == "multipart/form-data; boundary=b":
        parts = [
            f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'
            for n, v in fields.items()
        ]
        head = '--b\r\nContent-Disposition: form-data; name="body-mime"\r\n\r\n'
        form = "".join([*parts, head]).encode() + raw + b"\r\n--b--\r\n"
    else:
        form = urlencode(fields | {"body-mime": raw}).encode()
    answer = Client().post(f"/hooks/mail/{hook.key}/inbound", form, content_type=kind)
    assert answer.status_code == 200 and bytes(RawMail.objects.get().raw) == raw


@pytest.mark.django_db(transaction=True)
def test_twenty_calls_at_once_are_one_mail() -> None:
    # One moment for all: a second later the same token would sign another body.
    hook, at = made("mailgun"), time.time()

    def call(_: int) -> int:
        try:
            return int(mailgun(hook, at=at).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(call, range(20))) == {200}
    while handfuls.read():
        continue
    assert Ticket.objects.count() == 1 and RawMail.objects.get().deliveries == 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("provider", ["postmark", "sparkpost", "ses"])
def test_providers_that_sign_in_by_password(provider: str) -> None:
    hook = made(provider)
    posted, head = posted_by(provider)
    token = base64.b64encode(PASSWORD.encode()).decode()
    url = f"/hooks/mail/{hook.key}/inbound"
    for password, code in ((b"desk:wrong", 400), (PASSWORD.encode(), 200)):
        token = base64.b64encode(password).decode()
        answer = Client().post(
            url, json.dumps(posted), content_type="application/json",
            headers={"authorization": f"Basic {token}", **head},
        )  # fmt: skip
        assert answer.status_code == code
    handfuls.read()
    ticket = Ticket.objects.get()
    assert ticket.subject == "Help" and ticket.requester.email == "ada@customer.example"


def posted_by(provider: str) -> tuple[Any, dict[str, str]]:
    """What the provider posts, and its fields beside."""
    if provider == "postmark":
        return {"RawEmail": RAW, "MessageID": "1", "OriginalRecipient": "support@desk.example"}, {}
    if provider == "sparkpost":
        message = {"protocol": "smtp", "msg_from": ENVELOPE["sender"], "rcpt_to": ENVELOPE["recipient"],
                   "content": {"email_rfc822": RAW, "email_rfc822_is_base64": False}}  # fmt: skip
        return [{"msys": {"relay_message": message}}], {}
    notice = {
        "notificationType": "Received", "content": base64.b64encode(RAW.encode()).decode(),
        "mail": {"timestamp": "2026-03-02T09:00:00.000Z", "source": ENVELOPE["sender"],
                 "messageId": "m", "destination": [ENVELOPE["recipient"]]},
        "receipt": {"recipients": [ENVELOPE["recipient"]], "action": {"type": "SNS", "encoding": "BASE64"},
                    "spamVerdict": {"status": "PASS"}, "virusVerdict": {"status": "PASS"}},
    }  # fmt: skip
    envelope = {"Type": "Notification", "MessageId": "x", "Message": json.dumps(notice)}
    return envelope, {"x-amz-sns-message-type": "Notification", "x-amz-sns-message-id": "x"}


@pytest.mark.django_db(transaction=True)
def test_amazon_may_not_send_us_anywhere_else() -> None:
    posted = {"Type": "SubscriptionConfirmation", "MessageId": "x", "Token": "t", "TopicArn": "a",
              "SubscribeURL": "http://169.254.169.254/latest/meta-data/"}  # fmt: skip
    token = base64.b64encode(PASSWORD.encode()).decode()
    answer = Client().post(
        f"/hooks/mail/{made('ses').key}/inbound", json.dumps(posted), content_type="application/json",
        headers={"authorization": f"Basic {token}", "x-amz-sns-message-type": "SubscriptionConfirmation",
                 "x-amz-sns-message-id": "x"},
    )  # fmt: skip
    assert answer.status_code == 400 and "not Amazon's" in WebhookHealth.objects.get().fault


@pytest.mark.django_db(transaction=True)
def test_a_report_marks_the_message_that_came_back() -> None:
    hook = made("postmark")
    mailgun(made("mailgun"))
    handfuls.read()
    delivery = Delivery.objects.get()
    Delivery.objects.update(state="sent")
    posted = {
        "RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "ID": 7, "Email": "ada@customer.example",
        "MessageID": delivery.message.external_id.strip("<>"), "BouncedAt": "2026-03-02T09:00:00Z",
    }  # fmt: skip
    for _ in range(2):
        assert by_password(hook, posted, what="events").status_code == 200
    assert EventRecord.objects.filter(kind="ticket.bounced").count() == 1
    delivery.refresh_from_db()
    assert delivery.state == "bounced"
    assert Person.objects.get(email="ada@customer.example").bounced_at is not None


@pytest.mark.django_db
def test_nobody_guesses_an_address() -> None:
    hook = made("mailgun")
    Webhook.objects.update(is_active=False)
    assert Client().post("/hooks/mail/aaaaaaaaaaaaaaaaaaaaaaaa/inbound").status_code == 404
    assert mailgun(hook).status_code == 404


@pytest.mark.django_db
def test_an_administrator_sets_one_up_and_is_told_what_to_enter() -> None:
    root = client(Role.ADMIN)
    assert b"Add a webhook" in root.get("/work/mail/mailboxes").content
    typed = {"name": "Shop", "provider": "postmark", "secret": "no colon", "is_active": "on"}
    wrong = root.post("/work/mail/webhooks/new", typed)
    assert wrong.status_code == 422 and b"name:password" in wrong.content
    page = root.post("/work/mail/webhooks/new", typed | {"secret": PASSWORD}, follow=True)
    hook = Webhook.objects.get()
    assert f"/hooks/mail/{hook.key}/inbound" in page.content.decode()
    assert PASSWORD not in page.content.decode() and PASSWORD not in hook.secret
    root.post(f"/work/mail/webhooks/{hook.pk}/removal")
    assert not Webhook.objects.exists()
    assert client(Role.LEAD).get("/work/mail/webhooks/new").status_code == 404
