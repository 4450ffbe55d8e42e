"""The mail that could not be read or placed, for administrators to look at."""

from collections.abc import Sequence
from datetime import datetime

from handrail.channels.email import jobs
from handrail.channels.email.models import RawMail
from handrail.flow.aside import Aside

ASIDE = (RawMail.State.UNPARSED, RawMail.State.FAILED)


class MailKeeper:
    """The mail channel's shelf."""

    def latest(self, *, most: int) -> Sequence[Aside]:
        """What lies there, newest first, without its bytes."""
        kept = RawMail.objects.filter(state__in=ASIDE).defer("raw").order_by("-id")[:most]
        return [
            Aside(pk=m.pk, at=m.received_at, sender=m.envelope_from, size=m.size, reason=m.reason)
            for m in kept
        ]

    def raw(self, pk: int) -> bytes | None:
        """One of them as it came."""
        found = RawMail.objects.filter(pk=pk, state__in=ASIDE).values_list("raw", flat=True).first()
        return None if found is None else bytes(found)

    def replay(self, pk: int, *, at: datetime) -> bool:
        """Try one once more."""
        return jobs.replay(pk, at=at)
