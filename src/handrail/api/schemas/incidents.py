"""Swarms and major incidents as programs send and get them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from handrail.api.schemas.incoming import Strict
from handrail.api.schemas.outgoing import PersonOut
from handrail.api.schemas.shape import Shape
from handrail.api.schemas.words import Address, Line, Part, Slug
from handrail.escalation.models import Incident, Swarm, Update

Minutes = Annotated[int, Field(ge=5, le=10_080)]


class SwarmIn(Strict):
    """Who shall come together: teams by slug, people by address."""

    purpose: Part
    teams: Annotated[list[Slug], Field(max_length=20)] = []
    people: Annotated[list[Address], Field(max_length=20)] = []
    minutes: Annotated[int, Field(ge=5, le=4320)] = 60


class FoundIn(Strict):
    found: Part


class SwarmOut(Shape):
    id: int
    ticket: int
    purpose: str
    asked_teams: list[int]
    asked_people: list[int]
    members: list[int]
    called_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    found: str

    @classmethod
    def of(cls, row: Swarm) -> "SwarmOut":
        """A swarm; teams and people by number."""
        return cls(
            id=row.pk, ticket=row.ticket_id, purpose=row.purpose, asked_teams=row.asked_teams,
            asked_people=row.asked_people, members=row.members, called_at=row.called_at,
            ends_at=row.ends_at, ended_at=row.ended_at, found=row.found,
        )  # fmt: skip


class IncidentIn(Strict):
    """`manager` is an address, by default yours; `conditions` are those of rules."""

    title: Line
    manager: Address | None = None
    team: Slug | None = None
    every_minutes: Minutes = 60
    conditions: dict[str, Any] = {}
    holds: bool = True
    on_portal: bool = True


class IncidentOut(Shape):
    id: int
    ticket: int
    title: str
    stage: str
    manager: PersonOut | None
    every_minutes: int
    next_update_at: datetime | None
    declared_at: datetime
    resolved_at: datetime | None
    tickets: int

    @classmethod
    def of(cls, row: Incident) -> "IncidentOut":
        """A major incident, and how many tickets were ever part of it."""
        return cls(
            id=row.pk, ticket=row.ticket_id, title=row.title, stage=row.stage,
            manager=PersonOut.of(row.manager), every_minutes=row.every_minutes,
            next_update_at=row.next_update_at, declared_at=row.declared_at,
            resolved_at=row.resolved_at, tickets=row.affected.count(),
        )  # fmt: skip


class UpdateIn(Strict):
    stage: Literal["investigating", "identified", "monitoring", "resolved"]
    text: Part


class UpdateOut(Shape):
    number: int
    stage: str
    text: str
    at: datetime
    told_at: datetime | None

    @classmethod
    def of(cls, row: Update) -> "UpdateOut":
        """One word; `told_at` is when the last customer had it."""
        return cls(number=row.number, stage=row.stage, text=row.text, at=row.at,
                   told_at=row.told_at)  # fmt: skip
