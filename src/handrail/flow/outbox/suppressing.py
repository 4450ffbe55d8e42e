"""Addresses that get no mail: how one gets there, and what a mail to it is told."""

from collections.abc import Iterable

from django.db import transaction

from handrail.base import settings_log
from handrail.base.by import By
from handrail.base.saying import said
from handrail.base.text import fold_case, one_line
from handrail.flow import kept
from handrail.flow.outbox.models import Suppressed
from handrail.people.models import Identity, Person
from handrail.people.rules import require

Reason = Suppressed.Reason
WHY = {
    Reason.BOUNCE: kept.CAME_BACK,
    Reason.COMPLAINT: kept.UNWANTED,
    Reason.HAND: kept.BY_HAND,
    Reason.UNSUBSCRIBED: kept.UNSUBSCRIBED,
}


@transaction.atomic
def suppress(address: str, *, reason: str, by: By, note: str = "") -> Suppressed:
    """Send nothing more to an address. Said twice for one reason, the first stays.

    Raises ValidationError for what is no address.
    """
    known = Suppressed.objects.filter(address=fold_case(address), reason=reason).first()
    if known is not None:
        return known
    row = Suppressed(address=address, reason=reason, note=one_line(note, most=300), since=by.at)
    settings_log.keep(row, by=by)
    return row


@transaction.atomic
def release(row: Suppressed, *, by: By) -> None:
    """Send to it again. Where mail had come back, whoever it belongs to is no longer marked."""
    settings_log.remove(row, by=by)
    if row.reason == Reason.BOUNCE:
        own = Identity.objects.filter(value=fold_case(row.address)).values("person")
        Person.objects.filter(pk__in=own).update(bounced_at=None)


@transaction.atomic
def works_again(person: Person, *, by: By) -> None:
    """Somebody knows that a person's address takes mail again. Raises NotAllowed by role."""
    require(by, "reply")
    Person.objects.filter(pk=person.pk).update(bounced_at=None)
    for row in Suppressed.objects.filter(
        address=fold_case(person.email or ""), reason=Reason.BOUNCE
    ):
        release(row, by=by)


def reasons_against(addresses: Iterable[str], *, automatic: bool) -> dict[str, str]:
    """{address: why it gets no mail}, for those that get none; the gravest reason of each."""
    asked = {fold_case(address): address for address in addresses}
    found = Suppressed.objects.filter(address__in=asked)
    if not automatic:
        found = found.exclude(reason=Reason.UNSUBSCRIBED)
    return {asked[row.address]: in_words(row) for row in found.order_by("-reason", "since")}


def in_words(row: Suppressed) -> str:
    """Why this address gets nothing, and since when."""
    why = said(WHY[Reason(row.reason)], day=f"{row.since:%Y-%m-%d}")
    return (said(kept.NOTED, why=why, note=row.note) if row.note else why)[:]
