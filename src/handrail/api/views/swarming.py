"""Swarms and major incidents."""

from django.http import HttpRequest
from ninja import Router, Status

from handrail.api.auth import Bearer, hand, ticket_of
from handrail.api.models import Scope
from handrail.api.problems import Problem
from handrail.api.schemas import incidents as shapes
from handrail.api.schemas.incoming import OtherIn
from handrail.api.views import finding
from handrail.escalation import actions
from handrail.escalation.models import Incident, Swarm

READ, ESCALATE = Bearer(Scope.READ), Bearer(Scope.ESCALATE)
router = Router(tags=["escalation"], auth=ESCALATE)


def _swarm(request: HttpRequest, number: int, pk: int) -> Swarm:
    finding.staff_only(request)
    found: Swarm | None = (
        ticket_of(request, number).swarms.select_related("ticket").filter(pk=pk).first()
    )
    if found is None:
        raise Problem(404, "Not found", f"Ticket {number} has no swarm {pk}.")
    return found


@router.get("/tickets/{int:number}/swarms", response=list[shapes.SwarmOut], auth=READ)
def list_swarms(request: HttpRequest, number: int) -> list[shapes.SwarmOut]:
    """Every swarm on the ticket, oldest first."""
    finding.staff_only(request)
    return [shapes.SwarmOut.of(row) for row in ticket_of(request, number).swarms.order_by("pk")]


@router.post("/tickets/{int:number}/swarms", response={201: shapes.SwarmOut})
def call_swarm(request: HttpRequest, number: int, data: shapes.SwarmIn) -> Status[shapes.SwarmOut]:
    """Bring teams and people together on the ticket for a while; its owner stays."""
    finding.staff_only(request)
    swarm = actions.call_swarm(
        ticket_of(request, number), purpose=data.purpose, minutes=data.minutes, by=hand(request),
        teams=[finding.team(slug) for slug in data.teams],
        people=[finding.colleague(address) for address in data.people],
    )  # fmt: skip
    return Status(201, shapes.SwarmOut.of(swarm))


@router.post("/tickets/{int:number}/swarms/{int:pk}/join", response=shapes.SwarmOut)
def join_swarm(request: HttpRequest, number: int, pk: int) -> shapes.SwarmOut:
    """Come and help."""
    person, swarm = finding.staff_only(request), _swarm(request, number, pk)
    return shapes.SwarmOut.of(actions.join_swarm(swarm, person=person, by=hand(request)))


@router.post("/tickets/{int:number}/swarms/{int:pk}/leave", response=shapes.SwarmOut)
def leave_swarm(request: HttpRequest, number: int, pk: int) -> shapes.SwarmOut:
    """Go again."""
    person, swarm = finding.staff_only(request), _swarm(request, number, pk)
    return shapes.SwarmOut.of(actions.leave_swarm(swarm, person=person, by=hand(request)))


@router.post("/tickets/{int:number}/swarms/{int:pk}/end", response=shapes.SwarmOut)
def end_swarm(request: HttpRequest, number: int, pk: int, data: shapes.FoundIn) -> shapes.SwarmOut:
    """Say what was found; everybody goes home."""
    swarm = _swarm(request, number, pk)
    return shapes.SwarmOut.of(actions.end_swarm(swarm, found=data.found, by=hand(request)))


def _incident(request: HttpRequest, pk: int) -> Incident:
    finding.staff_only(request)
    found = Incident.objects.select_related("manager", "ticket").filter(pk=pk).first()
    if found is None:
        raise Problem(404, "Not found", f"There is no incident {pk}.")
    return found


@router.get("/incidents", response=list[shapes.IncidentOut], auth=READ)
def list_incidents(request: HttpRequest) -> list[shapes.IncidentOut]:
    """The major incidents under way, oldest first."""
    finding.staff_only(request)
    rows = Incident.objects.filter(resolved_at=None).select_related("manager").order_by("pk")
    return [shapes.IncidentOut.of(row) for row in rows[:200]]


@router.get("/incidents/{int:pk}", response=shapes.IncidentOut, auth=READ)
def get_incident(request: HttpRequest, pk: int) -> shapes.IncidentOut:
    """One major incident."""
    return shapes.IncidentOut.of(_incident(request, pk))


@router.post("/tickets/{int:number}/incidents", response={201: shapes.IncidentOut})
def declare(
    request: HttpRequest, number: int, data: shapes.IncidentIn
) -> Status[shapes.IncidentOut]:
    """Make the ticket the parent of a major incident; `team` gets it at once, whatever its tier."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    incident = actions.declare(
        ticket, title=data.title, by=hand(request), every_minutes=data.every_minutes,
        manager=finding.colleague(data.manager) if data.manager else person,
        to=finding.team(data.team) if data.team else None, conditions=data.conditions,
        holds=data.holds, on_portal=data.on_portal,
    )  # fmt: skip
    return Status(201, shapes.IncidentOut.of(incident))


@router.get("/incidents/{int:pk}/updates", response=list[shapes.UpdateOut], auth=READ)
def list_updates(request: HttpRequest, pk: int) -> list[shapes.UpdateOut]:
    """Every word that was said, oldest first."""
    return [shapes.UpdateOut.of(row) for row in _incident(request, pk).updates.order_by("number")]


@router.post("/incidents/{int:pk}/updates", response={201: shapes.UpdateOut})
def speak(request: HttpRequest, pk: int, data: shapes.UpdateIn) -> Status[shapes.UpdateOut]:
    """Say something to everybody who is part of it; the stage `resolved` ends it."""
    incident = _incident(request, pk)
    said = actions.speak(incident, stage=data.stage, text=data.text, by=hand(request))
    return Status(201, shapes.UpdateOut.of(said))


@router.post("/incidents/{int:pk}/tickets", response=shapes.IncidentOut)
def attach(request: HttpRequest, pk: int, data: OtherIn) -> shapes.IncidentOut:
    """Make a ticket part of it."""
    incident = _incident(request, pk)
    actions.attach(ticket_of(request, data.number), to=incident, by=hand(request))
    return shapes.IncidentOut.of(incident)


@router.post("/incidents/{int:pk}/tickets/remove", response=shapes.IncidentOut)
def detach(request: HttpRequest, pk: int, data: OtherIn) -> shapes.IncidentOut:
    """Take a ticket out of it again."""
    incident = _incident(request, pk)
    actions.detach(ticket_of(request, data.number), of=incident, by=hand(request))
    return shapes.IncidentOut.of(incident)
