"""Every kind of setting there is, once: what screens show and what the configuration file holds."""

from collections.abc import Sequence

from django.db.models import Model

from handrail.automation.models import CannedAnswer, Macro, TimeRule, Trigger
from handrail.desk.models import (
    Brand,
    Calendar,
    Category,
    CustomField,
    Membership,
    PriorityCell,
    Team,
    Tier,
)
from handrail.escalation.models import Path, StageText
from handrail.flow.catalogue.desk import DESK
from handrail.flow.catalogue.kinds import Part, Setting
from handrail.flow.catalogue.mail import ON_MAIL
from handrail.flow.catalogue.work import WORK
from handrail.flow.models import AlertRule, MailRule, SenderCheck
from handrail.flow.outbox.models import (
    Frame,
    MailKey,
    SendingAddress,
    SendingRule,
    SigningKey,
    TrustedKey,
)
from handrail.knowledge.models import Licence
from handrail.people.models import Organisation, Person, Plan, Skill
from handrail.promises.models import Consequence, Policy, Target
from handrail.routing.models import ChannelCapacity, DutyShift, Rule, SkillNeed, Starter, TeamPolicy
from handrail.tickets.models import VirusScanner

__all__ = ["CATALOGUE", "NAMES", "Part", "Setting", "setting", "setting_of"]

# In the order in which one may refer to another: whatever is named stands further up.
CATALOGUE: Sequence[Setting] = (*DESK, *WORK, *ON_MAIL)

# By what people and files call a row: the field that is unique and means something.
NAMES: dict[type[Model], tuple[str, ...]] = {
    Plan: ("name",), Skill: ("name",), Calendar: ("name",), Tier: ("level",), Team: ("slug",),
    Brand: ("slug",), Category: ("path",), PriorityCell: ("impact", "urgency"),
    CustomField: ("key",), Policy: ("name",), Path: ("name",),
    StageText: ("stage",), Trigger: ("name",), TimeRule: ("name",),
    Macro: ("name",), CannedAnswer: ("name",), Person: ("email",), Organisation: ("name",),
    Rule: ("name",), Starter: ("category",), TeamPolicy: ("team",),
    SkillNeed: ("category", "skill"), DutyShift: ("team", "person", "starts_at"),
    ChannelCapacity: ("person", "channel"), SendingRule: ("brand",),
    SendingAddress: ("brand", "team"), Frame: ("kind", "brand", "language"),
    SigningKey: ("domain", "selector"), AlertRule: ("kept",), SenderCheck: ("way",),
    MailRule: ("joins_by_number",), VirusScanner: ("address",), MailKey: ("name",), TrustedKey: ("name",),
    Membership: ("person",), Target: ("kind", "priority"),
    Consequence: ("kind", "at_percent", "action"), Licence: ("person",),
}  # fmt: skip


def setting(slug: str) -> Setting | None:
    """A kind of setting by its word."""
    return next((one for one in CATALOGUE if one.slug == slug), None)


def setting_of(model: type[Model]) -> Setting | None:
    """The kind of setting a row is."""
    return next((one for one in CATALOGUE if one.model is model), None)
