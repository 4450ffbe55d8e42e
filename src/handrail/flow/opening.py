"""A request becomes a ticket: what it is and where it goes is decided before it is opened."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from django.db import transaction
from procrastinate.contrib.django import app

from handrail.base.by import By
from handrail.base.configuration import Remembered, settled
from handrail.desk.models import Brand, Category, Team
from handrail.desk.shape import shape
from handrail.people.models import Person
from handrail.routing.book import book, policies
from handrail.routing.events import Triaged
from handrail.routing.models import TicketNeed
from handrail.routing.rules import Decision, Given, Ground, decide
from handrail.tickets.actions.locking import happen
from handrail.tickets.actions.opening import begin
from handrail.tickets.conditions import facts_of_request
from handrail.tickets.files import File
from handrail.tickets.models import Ticket
from handrail.tickets.origin import read

JOB = "handrail.triage"
USUAL = 2


class Said(TypedDict, total=False):
    """The rest of what came in, handed on as it is."""

    html: str
    quoted: str
    files: Sequence[File]
    external_id: str
    is_automatic: bool
    found: Mapping[str, Any]
    fields: Mapping[str, Any]


def begin_request(
    *, requester: Person, subject: str, text: str, channel: str, by: By,
    category: Category | None = None, team: Team | None = None, brand: Brand | None = None,
    usual_team: int | None = None,
    impact: int | None = None, urgency: int | None = None, language: str = "",
    tags: Sequence[str] = (), **said: Unpack[Said],
) -> Ticket:  # fmt: skip
    """Decide what the caller has not named, open the ticket with it, and keep why.

    `usual_team` has it unless a rule says otherwise. For a caller that holds a transaction; everybody
    else calls `open_request`.

    Raises what `tickets.open_ticket` raises.
    """
    with settled():
        facts = facts_of_request(
            requester=requester, subject=subject, text=text, channel=channel, at=by.at,
            brand=brand or shape().brand, category=category, impact=impact or USUAL,
            urgency=urgency or USUAL, language=language, tags=tags,
            fields=said.get("fields"), has_files=bool(said.get("files")),
            proof=read(said.get("found")).proof,
        )  # fmt: skip
        given = Given(
            category=category.pk if category else None, team=team.pk if team else None,
            impact=impact, urgency=urgency, language=language, usual_team=usual_team,
        )  # fmt: skip
        decision = decide(facts, book(), given=given)
        values = decision.values
        ticket = begin(
            requester=requester, subject=subject, text=text, channel=channel, by=by, brand=brand,
            category=category or _category(values.get("category")),
            team=team or shape().find(values.get("team")),
            impact=values.get("impact", USUAL), urgency=values.get("urgency", USUAL),
            complexity=values["complexity"], language=values.get("language", ""),
            tags=[*tags, *values.get("tags", ())], **said,
        )  # fmt: skip
        _keep(ticket, decision, by)
        return ticket


open_request = transaction.atomic(begin_request)


@Remembered
def _categories() -> dict[int, Category]:
    """{number: category}; the rows are shared, so nobody may change them."""
    return {category.pk: category for category in Category.objects.all()}


def _category(pk: int | None) -> Category | None:
    return _categories().get(pk) if pk else None


def _keep(ticket: Ticket, decision: Decision, by: By) -> None:
    """The decision into the log; what it asks beyond facts; a question to the learned model."""
    happen(ticket, Triaged.of(decision), By.system(by.at))
    if "skill" in decision.values:
        skill, level = decision.values["skill"]
        TicketNeed.objects.create(ticket=ticket, skill_id=skill, level=level)
    if policies().live_model is not None and _is_open_question(decision):
        app.configure_task(JOB).defer(ticket_id=ticket.pk)


def _is_open_question(decision: Decision) -> bool:
    """Whether the learned model may still say what it is: no rule and no person has."""
    reason = decision.reasons.get("category")
    return reason is None or reason.ground is Ground.WORDS
