"""Opening a ticket."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from handrail.base.by import By
from handrail.base.text import one_line
from handrail.base.text import preview as preview_of
from handrail.base.together import create
from handrail.desk.models import Brand, Category, CustomField, Team
from handrail.desk.shape import shape
from handrail.people.models import Person
from handrail.tickets import rules
from handrail.tickets.actions.conversation import keep_message
from handrail.tickets.actions.locking import happen
from handrail.tickets.events import TicketOpened
from handrail.tickets.files import File, check
from handrail.tickets.models import TeamAccess, Ticket


def begin(
    *, requester: Person, subject: str, text: str, channel: str, by: By, html: str = "",
    quoted: str = "", files: Sequence[File] = (), category: Category | None = None,
    team: Team | None = None, brand: Brand | None = None, impact: int = 2, urgency: int = 2,
    complexity: int | None = None, tags: Sequence[str] = (),
    fields: Mapping[str, Any] | None = None, language: str = "", external_id: str = "",
    is_automatic: bool = False, found: Mapping[str, Any] | None = None,
) -> Ticket:  # fmt: skip
    """Turn a request into a ticket with its first message, in the lowest tier that fits.

    For a caller that holds a transaction; everybody else calls `open_ticket`.

    Raises Refused for values out of range, `tickets.Duplicate` through the database when a
    message of the same `external_id` is already there.
    """
    check(files)
    desk = shape()
    team, brand = team or desk.entry_team(category), brand or desk.brand
    impact, urgency = rules.grade("impact", impact, 3), rules.grade("urgency", urgency, 3)
    if complexity is None:
        complexity = category.complexity if category else 1
    ticket = Ticket()
    happen(
        ticket,
        TicketOpened(
            subject=one_line(subject) or preview_of(text, most=80) or "(no subject)",
            preview=preview_of(text), requester=requester.pk, channel=channel,
            organisation=requester.organisation_id, brand=brand.pk if brand else None,
            category=category.pk if category else None,
            complexity=rules.grade("complexity", complexity, 3),
            impact=impact, urgency=urgency,
            priority=desk.priority(impact, urgency),
            tier=team.tier_id, team=team.pk, tier_level=team.tier.level,
            tags=rules.clean_tags(list(tags)), fields=read_fields(category, fields or {}),
            language=language,
        ),
        by,
    )  # fmt: skip
    # The fold knows numbers only; whoever reads on needs the rows, and we have them.
    ticket.requester, ticket.team, ticket.tier = requester, team, team.tier
    ticket.category, ticket.brand = category, brand
    create(TeamAccess(ticket=ticket, team=team))
    keep_message(
        ticket, author=requester, text=text, html=html, quoted=quoted, files=files,
        channel=channel, external_id=external_id, by=by, opening=True, is_automatic=is_automatic,
        found=found,
    )  # fmt: skip
    return ticket


open_ticket = transaction.atomic(begin)


def read_fields(category: Category | None, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The custom fields that were filled in, as their types. Raises Refused for a bad one."""
    if not raw:
        return {}
    asked = CustomField.objects.filter(key__in=list(raw))
    values = {
        field.key: rules.field_value(field.label, field.kind, field.options, raw[field.key])
        for field in asked
    }
    return {key: value for key, value in values.items() if value is not None}
