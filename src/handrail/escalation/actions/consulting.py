"""Getting help while the ticket stays: pulling somebody in, or asking a question."""

from django.db import transaction

from handrail.base.by import By
from handrail.base.store import record
from handrail.base.text import clean
from handrail.desk.models import Team
from handrail.escalation.events import Answered, Asked, HelperLeft, PulledIn, fold_consult
from handrail.escalation.models import Consult, Stint
from handrail.escalation.rules import HandoffRefused
from handrail.people.models import Person
from handrail.people.rules import require
from handrail.tickets.actions.locking import happen, locked
from handrail.tickets.models import TeamAccess, Ticket


@transaction.atomic
def pull_in(ticket: Ticket, *, helper: Person, by: By) -> Stint:
    """Let somebody from another team work alongside; the owner stays responsible."""
    require(by, "pull_in")
    ticket = locked(ticket)
    if ticket.is_done:
        raise HandoffRefused("#%(number)s is already done. Reopen it first.", number=ticket.pk)
    if not (helper.is_active and helper.can("note")):
        raise HandoffRefused("%(helper)s cannot work on tickets.", helper=helper)
    seat = helper.memberships.select_related("team").order_by("id").first()
    if seat is None:
        raise HandoffRefused("%(helper)s is in no team yet.", helper=helper)
    helping = ticket.stints.filter(kind=Stint.Kind.HELPER, agent=helper, ended_at=None).first()
    if helping:
        return helping
    TeamAccess.objects.get_or_create(ticket=ticket, team=seat.team)
    happen(ticket, PulledIn(helper=helper.pk, team=seat.team_id), by)
    return Stint.objects.create(
        ticket=ticket, kind=Stint.Kind.HELPER, tier_id=seat.team.tier_id, team=seat.team,
        agent=helper, started_at=by.at, accepted_at=by.at,
    )  # fmt: skip


@transaction.atomic
def leave(ticket: Ticket, *, helper: Person, by: By) -> None:
    """End the help."""
    require(by, "pull_in")
    ticket = locked(ticket)
    helping = ticket.stints.filter(kind=Stint.Kind.HELPER, agent=helper, ended_at=None)
    if helping.update(ended_at=by.at, outcome="left"):
        happen(ticket, HelperLeft(helper=helper.pk), by)


@transaction.atomic
def consult(ticket: Ticket, *, to: Team, question: str, by: By) -> Consult:
    """Ask another team; the ticket stays, and the team may read it."""
    require(by, "consult")
    if not question.strip():
        raise HandoffRefused("Write the question.")
    ticket = locked(ticket)
    if ticket.is_done:
        raise HandoffRefused("#%(number)s is already done. Reopen it first.", number=ticket.pk)
    if to.pk == ticket.team_id:
        raise HandoffRefused("%(to)s has this ticket already. Write a note instead.", to=to)
    TeamAccess.objects.get_or_create(ticket=ticket, team=to)
    asked = Consult(to_team=to)
    event = Asked(ticket=ticket.pk, to_team=to.pk, question=clean(question, most=20_000))
    record(asked, event, fold=fold_consult, by=by)
    return asked


@transaction.atomic
def answer(consult: Consult, *, text: str, by: By) -> Consult:
    """Answer a question once."""
    require(by, "answer")
    if not text.strip():
        raise HandoffRefused("Write the answer.")
    locked(consult.ticket)
    consult = (
        Consult.objects.select_for_update(of=("self",))
        .select_related("to_team__tier")
        .get(pk=consult.pk)
    )
    if consult.answered_at is not None:
        raise HandoffRefused(
            "%(answered_by)s has already answered.", answered_by=consult.answered_by
        )
    record(consult, Answered(answer=clean(text, most=20_000)), fold=fold_consult, by=by)
    return consult
