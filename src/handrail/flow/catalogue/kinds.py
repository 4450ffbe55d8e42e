"""What a kind of setting is, and the sections they stand in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Model

from handrail.base.languages import later

SHAPE, TRIAGE, ASSIGNMENT, PROMISES, ESCALATION, AUTOMATION, KNOWLEDGE, MAIL = (
    later("Shape of support"),
    later("Triage"),
    later("Assignment"),
    later("Promises"),
    later("Escalation"),
    later("Automation"),
    later("Knowledge"),
    later("Mail"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong to a setting and are written with it, such as the targets of a policy."""

    name: str
    model: type[Model]
    parent: str
    title: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One kind of setting. `slug` is its word in addresses and in the file."""

    slug: str
    model: type[Model]
    section: str
    title: str
    one: str
    about: str
    columns: Sequence[str]
    parts: Sequence[Part] = field(default=())
    leave_out: Sequence[str] = field(default=())

    @property
    def has_order(self) -> bool:
        """Whether its rows are tried one after another."""
        return any(f.name == "position" for f in self.model._meta.concrete_fields)

    @property
    def is_published(self) -> bool:
        """Whether a row says something that an administrator has to publish elsewhere."""
        return hasattr(self.model, "to_publish")

    @property
    def has_switch(self) -> bool:
        """Whether a row can be switched off."""
        return any(f.name == "is_active" for f in self.model._meta.concrete_fields)
