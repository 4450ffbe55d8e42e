"""Read models of runs, for the log of every rule. For administrators: runs name tickets of any team."""

from handrail.automation.models import Run, TimeRule, Trigger

MOST = 100


def runs_of(rule: Trigger | TimeRule, *, most: int = MOST) -> list[Run]:
    """What a rule did lately, newest first; along `runs_of_rule`."""
    return list(Run.objects.filter(rule=rule.ref).order_by("-id")[:most])


def runs_that_failed(*, most: int = MOST) -> list[Run]:
    """The newest runs in which something could not be done; along `runs_that_failed`."""
    return list(Run.objects.exclude(failed=[]).order_by("-id")[:most])
