"""The moment a mail becomes ours: its bytes and the job that will read it, in one commit."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django import app

from handrail.base.text import clean
from handrail.channels.email.models import RawMail

JOB = "handrail.mail.take_in"


@transaction.atomic
def keep(
    raw: bytes, *, at: datetime, envelope_from: str = "", envelope_to: Sequence[str] = ()
) -> RawMail:
    """Keep a mail and queue its reading; bytes already known are only counted.

    When this returns, and the transaction around it, if any, has committed, the mail is safe and
    may be acknowledged.
    """
    mail, is_new = RawMail.objects.get_or_create(
        sha256=hashlib.sha256(raw).hexdigest(),
        defaults={
            "content": raw, "size": len(raw), "received_at": at,
            "envelope_from": clean(envelope_from, most=320),
            "envelope_to": [clean(address, most=320) for address in envelope_to[:2000]],
        },
    )  # fmt: skip
    if is_new:
        app.configure_task(JOB).defer(raw_id=mail.pk)
    else:
        RawMail.objects.filter(pk=mail.pk).update(arrivals=F("arrivals") + 1)
    return mail
