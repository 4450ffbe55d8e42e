"""Every kind of setting there is, once: what screens show and what the configuration file holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Model

from handrail.automation.models import CannedAnswer, Macro, TimeRule, Trigger
from handrail.base.languages import later
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
from handrail.routing.models import (
    ChannelCapacity,
    DutyShift,
    Rule,
    SkillNeed,
    Starter,
    TeamPolicy,
)
from handrail.tickets.models import VirusScanner

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


# In the order in which one may refer to another: whatever is named stands further up.
CATALOGUE: Sequence[Setting] = (
    Setting(
        "plans",
        Plan,
        SHAPE,
        later("Plans"),
        later("plan"),
        later("What customers bought. Higher weight is served sooner."),
        ["name", "weight"],
    ),
    Setting(
        "skills",
        Skill,
        SHAPE,
        later("Skills"),
        later("skill"),
        later("What agents can be good at."),
        ["name"],
    ),
    Setting(
        "calendars",
        Calendar,
        SHAPE,
        later("Calendars"),
        later("calendar"),
        later("When teams work: a week of hours in a time zone, public holidays, days off."),
        ["name", "time_zone", "country"],
    ),
    Setting(
        "tiers",
        Tier,
        SHAPE,
        later("Tiers"),
        later("tier"),
        later("Levels of support: what each solves, and how it accepts what is handed to it."),
        ["level", "name", "acceptance", "offer_minutes"],
    ),
    Setting(
        "teams",
        Team,
        SHAPE,
        later("Teams"),
        later("team"),
        later("People of one tier who share a queue."),
        ["name", "tier", "calendar", "visibility"],
        parts=[Part("members", Membership, "team", later("Members"))],
    ),
    Setting(
        "brands",
        Brand,
        SHAPE,
        later("Brands"),
        later("brand"),
        later("Faces of the company, each with an address."),
        ["name", "address", "language"],
    ),
    Setting(
        "categories",
        Category,
        SHAPE,
        later("Categories"),
        later("category"),
        later("What requests are about, and how hard each usually is."),
        ["path", "complexity", "team"],
        leave_out=["path"],
    ),
    Setting(
        "priorities",
        PriorityCell,
        SHAPE,
        later("Priority matrix"),
        later("cell"),
        later("Which priority an impact and an urgency make."),
        ["impact", "urgency", "priority"],
    ),
    Setting(
        "fields",
        CustomField,
        SHAPE,
        later("Custom fields"),
        later("field"),
        later("What tickets are asked besides."),
        ["label", "kind", "is_required", "is_public"],
    ),
    Setting(
        "rules",
        Rule,
        TRIAGE,
        later("Rules"),
        later("rule"),
        later(
            "What new requests are, and where they go. The first rule to say something decides it."
        ),
        ["name", "stop"],
    ),
    Setting(
        "starters",
        Starter,
        TRIAGE,
        later("Words of categories"),
        later("list of words"),
        later("Words that speak for a category from the first day."),
        ["category", "words"],
    ),
    Setting(
        "team-policies",
        TeamPolicy,
        ASSIGNMENT,
        later("How teams get work"),
        later("team policy"),
        later("Agents take the next ticket, or the desk assigns it; and to whom."),
        ["team", "mode", "strategy"],
    ),
    Setting(
        "skill-needs",
        SkillNeed,
        ASSIGNMENT,
        later("Skills needed"),
        later("skill need"),
        later("What an agent must be able to do for tickets of a category."),
        ["category", "skill", "level"],
    ),
    Setting(
        "shifts",
        DutyShift,
        ASSIGNMENT,
        later("Duty roster"),
        later("shift"),
        later("Who is on duty for a team, and when."),
        ["person", "team", "starts_at", "ends_at"],
    ),
    Setting(
        "capacities",
        ChannelCapacity,
        ASSIGNMENT,
        later("Capacities"),
        later("capacity"),
        later("How many open tickets of a channel somebody works on at once."),
        ["person", "channel", "most"],
    ),
    Setting(
        "policies",
        Policy,
        PROMISES,
        later("Policies"),
        later("policy"),
        later("What is promised for which tickets. The first that fits decides."),
        ["name", "calendar", "warn_at"],
        parts=[
            Part("targets", Target, "policy", later("Targets, in minutes of open time")),
            Part("consequences", Consequence, "policy", later("What follows")),
        ],
    ),
    Setting(
        "paths",
        Path,
        ESCALATION,
        later("Paths"),
        later("path"),
        later(
            "Which way up a ticket goes, and what its package must hold. The first that fits decides."
        ),
        ["name", "from_tier", "to_team", "requires"],
    ),
    Setting(
        "stage-texts",
        StageText,
        ESCALATION,
        later("Words of major incidents"),
        later("text"),
        later("What the desk usually tells customers at each stage of a major incident."),
        ["stage", "text"],
    ),
    Setting(
        "triggers",
        Trigger,
        AUTOMATION,
        later("Triggers"),
        later("trigger"),
        later("Rules that start when something happens to a ticket."),
        ["name", "on"],
    ),
    Setting(
        "time-rules",
        TimeRule,
        AUTOMATION,
        later("Time rules"),
        later("time rule"),
        later("Rules that start when a ticket has been so for a while."),
        ["name", "since", "after_minutes"],
    ),
    Setting(
        "macros",
        Macro,
        AUTOMATION,
        later("Macros"),
        later("macro"),
        later("Several things with one press."),
        ["name", "team"],
    ),
    Setting(
        "canned-answers",
        CannedAnswer,
        AUTOMATION,
        later("Canned answers"),
        later("canned answer"),
        later("Texts that are ready to be put into a reply."),
        ["name", "shortcut", "language", "team"],
    ),
    Setting(
        "licences",
        Licence,
        KNOWLEDGE,
        later("Licences"),
        later("licence"),
        later("Who publishes articles to customers without a second look."),
        ["person", "note"],
    ),
    Setting(
        "sending-addresses",
        SendingAddress,
        MAIL,
        later("Sending addresses"),
        later("sending address"),
        later("What a brand's or a team's mail comes from, and in whose name."),
        ["address", "brand", "team", "from_name"],
    ),
    Setting(
        "sending-rules",
        SendingRule,
        MAIL,
        later("Time to undo"),
        later("time to undo"),
        later("How long an answer waits before it leaves, so that it can be taken back."),
        ["brand", "undo_seconds"],
    ),
    Setting(
        "frames",
        Frame,
        MAIL,
        later("Frames of mail"),
        later("frame"),
        later(
            "What stands around the words of a mail, and how much of the conversation it quotes."
        ),
        ["kind", "brand", "language", "history"],
    ),
    Setting(
        "virus-scanners",
        VirusScanner,
        MAIL,
        later("Virus scanner"),
        later("scanner"),
        later("The ClamAV daemon that every file is shown to before anybody opens it."),
        ["address", "holds_back"],
    ),
    Setting(
        "mail-rules",
        MailRule,
        MAIL,
        later("Taking in mail"),
        later("rule"),
        later(
            "What joins a ticket, how often strangers are answered, and how many tickets one sender opens."
        ),
        ["joins_by_number", "answers_a_domain", "requests_an_hour"],
    ),
    Setting(
        "sender-checks",
        SenderCheck,
        MAIL,
        later("Proof of senders"),
        later("check"),
        later(
            "Who says whether a sender's own domain stands behind a mail, for rules and for joining tickets."
        ),
        ["way", "server", "hops"],
    ),
    Setting(
        "alert-rules",
        AlertRule,
        MAIL,
        later("Messages that say the same"),
        later("rule"),
        later(
            "How many identical alerts stand on one ticket before they are only counted. Without a rule: "
            "10, within 60 minutes."
        ),
        ["kept", "minutes"],
    ),
    Setting(
        "signing-keys",
        SigningKey,
        MAIL,
        later("Signing keys"),
        later("signing key"),
        later("Keys that sign what leaves (DKIM), so that it can be told from forgeries."),
        ["domain", "selector"],
    ),
    Setting(
        "mail-keys",
        MailKey,
        MAIL,
        later("Keys that open mail"),
        later("key"),
        later(
            "Private keys by which mail that was encrypted for the desk is read (S/MIME, OpenPGP)."
        ),
        ["name", "scheme", "addresses", "not_after"],
    ),
    Setting(
        "trusted-keys",
        TrustedKey,
        MAIL,
        later("Keys of others"),
        later("trusted key"),
        later("Whose signatures on mail are believed: people, firms and certificate authorities."),
        ["name", "scheme", "addresses", "not_after"],
    ),
)

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
