"""After a policy, a calendar or a plan has changed: every open ticket's promises anew.

Found by comparing, not by being told: whoever changed a setting, by screen, file or hand, need not
know that promises hang on it. Runs as a sweep; stopped halfway, the next one begins again.
"""

import hashlib
import logging
from datetime import datetime

from django.db import connection, transaction

from handrail.base.by import By
from handrail.promises import following
from handrail.promises.book import Book, book
from handrail.promises.models import Settled
from handrail.tickets.models import Ticket

AT_ONCE = 100
PLANS = """
SELECT coalesce(string_agg(concat_ws(':', id, plan_id, is_key), ',' ORDER BY id), '')
FROM people_organisation WHERE plan_id IS NOT NULL OR is_key
"""

logger = logging.getLogger(__name__)


def settle(*, now: datetime) -> int:
    """Work all open tickets out anew if the settings differ from those of last time; how many."""
    digest = _digest(book())
    if Settled.objects.filter(pk=1, digest=digest).exists():
        return 0
    done, last = 0, 0
    while numbers := _open_behind(last):
        done += _settle(numbers, now)
        last = numbers[-1]
    Settled.objects.update_or_create(pk=1, defaults={"digest": digest})
    return done


def _digest(known: Book) -> str:
    """Of the policies and hours, and of who bought what where a policy asks for it."""
    plans = ""
    if any(policy.conditions.tests for policy in known.policies):
        with connection.cursor() as cursor:
            cursor.execute(PLANS)
            plans = str(cursor.fetchone()[0])
    return hashlib.sha256((known.digest() + plans).encode()).hexdigest()


def _open_behind(last: int) -> list[int]:
    """The next numbers of tickets that are not done; their partial index holds no others."""
    open_ = Ticket.objects.filter(pk__gt=last).exclude(state="done").order_by("pk")
    return list(open_.values_list("pk", flat=True)[:AT_ONCE])


def _settle(numbers: list[int], now: datetime) -> int:
    done = 0
    for number in numbers:
        try:
            with transaction.atomic():
                following.reconsider(Ticket(pk=number), by=By.system(now))
        except Exception:
            logger.exception("the promises of #%s could not be worked out anew", number)
        else:
            done += 1
    return done
