"""Setting the clocks of a rule that was just switched on, on the tickets that are there already."""

from django.db import transaction

from handrail.automation.book import Clock, book
from handrail.automation.clocks import Since, settings_of, write
from handrail.automation.models import Winding
from handrail.tickets.models import Ticket

AT_ONCE = 1000
BATCHES = 10


def wind_up() -> int:
    """Go on with every rule whose clocks are not all set; how many tickets were met.

    Asked by a sweep and computed from state: a rule that is switched on, changed or switched off
    by whatever means is noticed, and a round that was cut short goes on where it stopped.
    """
    clocks = book().clocks
    known = {winding.rule_id: winding for winding in Winding.objects.all()}
    for rule in known.keys() - clocks.keys():
        known[rule].delete()
    return sum(
        _go_on(clock, known.get(clock.pk)) for clock in clocks.values() if _is_due(clock, known)
    )


def _is_due(clock: Clock, known: dict[int, Winding]) -> bool:
    winding = known.get(clock.pk)
    return winding is None or not winding.is_done or winding.stamp != clock.stamp


def _go_on(clock: Clock, winding: Winding | None) -> int:
    if winding is None:
        winding, _ = Winding.objects.get_or_create(
            rule_id=clock.pk, defaults={"stamp": clock.stamp}
        )
    if winding.stamp != clock.stamp:
        winding.stamp, winding.up_to, winding.is_done = clock.stamp, 0, False
    met = 0
    for _ in range(BATCHES):
        met += _batch(clock, winding)
        if winding.is_done:
            break
    return met


@transaction.atomic
def _batch(clock: Clock, winding: Winding) -> int:
    every = Ticket.objects.filter(pk__gt=winding.up_to).order_by("pk")
    solved = clock.since == Since.SOLVED
    tickets = list((every.filter(turn="solved") if solved else every.active())[:AT_ONCE])
    write(settings_of(tickets, [clock]))
    winding.is_done = len(tickets) < AT_ONCE
    winding.up_to = tickets[-1].pk if tickets else winding.up_to
    winding.save()
    return len(tickets)
