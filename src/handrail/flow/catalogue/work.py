"""Settings of how work is sorted, given, promised, passed on and done."""

from handrail.automation.models import CannedAnswer, Macro, TimeRule, Trigger
from handrail.base.languages import later
from handrail.escalation.models import Path, StageText
from handrail.flow.catalogue.kinds import (
    ASSIGNMENT,
    AUTOMATION,
    ESCALATION,
    KNOWLEDGE,
    PROMISES,
    TRIAGE,
    Part,
    Setting,
)
from handrail.knowledge.models import Licence
from handrail.promises.models import Consequence, Policy, Target
from handrail.routing.models import ChannelCapacity, DutyShift, Rule, SkillNeed, Starter, TeamPolicy

WORK: tuple[Setting, ...] = (
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
)
