"""The first draft of a word to customers: the desk's usual text for a stage, filled in."""

from datetime import datetime, timedelta

from django.utils import timezone

from handrail.escalation.models import StageText


def draft(stage: str, *, title: str, at: datetime, minutes: int) -> str:
    """What the desk usually says at this stage; empty where nobody has written it."""
    kept = StageText.objects.filter(stage=stage).first()
    if kept is None:
        return ""
    return kept.filled(title=title, next_at=_moment(at + timedelta(minutes=minutes)))


def _moment(at: datetime) -> str:
    """A time that customers anywhere can read: the desk's own, with its zone."""
    local = timezone.localtime(at)
    return f"{local:%d %b %Y, %H:%M} {local.tzname()}"
