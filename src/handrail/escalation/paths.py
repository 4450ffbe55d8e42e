"""Which way up a ticket goes, by the desk's own paths."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handrail.base.configuration import Remembered
from handrail.desk.models import Team
from handrail.desk.shape import shape
from handrail.escalation.models import Path
from handrail.tickets.conditions import BadCondition, Conditions, facts_of, fits, read
from handrail.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Way:
    """A path, ready to be asked. `below` is the level it starts from; None is any below its end."""

    name: str
    team: Team
    below: int | None
    conditions: Conditions
    requires: Sequence[str]

    def starts_at(self, level: int) -> bool:
        """Whether it leads up from this level."""
        return self.team.tier.level > level and self.below in (None, level)


@Remembered
def ways() -> list[Way]:
    """The active paths in their order; one that cannot be read any more is passed over."""
    found = []
    for path in Path.objects.filter(is_active=True).select_related("to_team__tier", "from_tier"):
        try:
            conditions = read(path.conditions)
        except BadCondition:
            continue
        below = path.from_tier.level if path.from_tier else None
        found.append(Way(path.name, path.to_team, below, conditions, tuple(path.requires)))
    return found


def way_up(ticket: Ticket, to: Team | None, *, at: datetime) -> Way | None:
    """The first path that fits a ticket; of those to a team, when one is named already."""
    team = shape().team(ticket.team_id)
    open_ = [way for way in ways() if way.starts_at(team.tier.level) and to in (None, way.team)]
    facts = facts_of(ticket, at=at) if open_ else {}
    return next((way for way in open_ if fits(way.conditions, facts)), None)
