"""Ten thousand mails that say the same become one ticket with a count.

A machine's messages are alike when they say the same but for times, values and ids: an alert names
another minute, another process, another percentage each time. People are taken at their word, and only
after they have said it a few times. The first few are kept as messages of one ticket; beyond that they
are counted. Nothing is lost: each mail stays where its channel keeps it.
"""

import hashlib
import re
from datetime import datetime, timedelta

from django.db import transaction

from handrail.base.configuration import Remembered
from handrail.base.text import fold_case
from handrail.flow.models import AlertRule, Alike

# What another moment changes: times, values, long ids. Not the number in a machine's name or address:
# two hosts that are down are two tickets.
CHANGING = re.compile(
    r"(?<![\w.-])(?!\d{1,3}(?:\.\d{1,3}){3}(?![\w.-]))\d[\d.,:/TZ+-]*(?:[%a-z]{1,2})?(?![\w-])"
    r"|\b(?=[0-9a-f-]*\d)[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b",
    re.IGNORECASE,
)
LOOKED_AT = 2_000
# Who writes to support under such a name is a program, whether it says so in a header or not.
PROGRAMS = re.compile(
    r"(?:no-?reply|do-?not-?reply|alerts?|monitor(?:ing)?|nagios|zabbix|icinga|grafana|prometheus|root|cron"
    r"|notif(?:y|ications?)|system|daemon|postmaster|backup|ups|watchdog)(?:[+._-].*)?",
    re.IGNORECASE,
)
# So often a person may say the same and have a ticket each time.
PATIENCE = 3
AT_ONCE = 2_000
USUAL_KEPT, USUAL_MINUTES = 10, 60


def is_program(sender: str, auto_submitted: str) -> bool:
    """Whether a program wrote it, by its own word or by its name."""
    return bool(auto_submitted) or PROGRAMS.fullmatch(sender.partition("@")[0]) is not None


def patience(sender: str, auto_submitted: str) -> int:
    """How often a sender may say the same and have a ticket each time."""
    return 0 if is_program(sender, auto_submitted) else PATIENCE


def key_of(sender: str, subject: str, text: str, auto_submitted: str) -> str:
    """What messages that say the same have in common."""
    said = f"{subject}\n{text[:LOOKED_AT]}"
    said = CHANGING.sub("#", said) if is_program(sender, auto_submitted) else said
    words = " ".join(fold_case(said).split())
    return hashlib.sha256(f"{fold_case(sender)}\n{words}".encode()).hexdigest()


def pile_of(sender: str) -> str:
    """The key of everything from one who sends more than anybody reads."""
    return hashlib.sha256(f"{fold_case(sender)}\npile".encode()).hexdigest()


@Remembered
def rule() -> AlertRule:
    """The desk's rule, or the usual one. The row is shared, so nobody may change it."""
    found = AlertRule.objects.order_by("pk").first()
    return found or AlertRule(kept=USUAL_KEPT, minutes=USUAL_MINUTES)


def met(key: str, *, at: datetime) -> Alike:
    """The row of this key, locked: others that say the same wait until it is known what became of this."""
    Alike.objects.get_or_create(key=key, defaults={"last_at": at})
    return Alike.objects.select_for_update(of=("self",)).select_related("ticket").get(key=key)


def goes_on(alike: Alike, wanted: AlertRule, *, at: datetime) -> bool:
    """Whether this continues what is on a ticket that is still open, soon enough after the last."""
    if alike.ticket is None or alike.ticket.is_done:
        return False
    return at - alike.last_at <= timedelta(minutes=wanted.minutes)


@transaction.atomic
def forget(at: datetime) -> int:
    """Drop what was said so long ago that the same would be news; how much there was."""
    old = Alike.objects.filter(last_at__lt=at - timedelta(minutes=rule().minutes))
    some = old.order_by("last_at").values("pk")[:AT_ONCE]
    return Alike.objects.filter(pk__in=some).delete()[0]


def is_told(count: int) -> bool:
    """Whether the ticket hears of the count: at ten, a hundred, a thousand …"""
    return count >= 10 and str(count).rstrip("0") == "1"
