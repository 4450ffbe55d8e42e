"""Who may do what, by role. Pure: no database, no clock."""

from handrail.base.by import By
from handrail.base.saying import Saying
from handrail.people.words import ROLES, VERBS

STAFF = frozenset({"light_agent", "agent", "lead", "auditor", "admin"})

READ = frozenset({"read"})
NOTES = READ | {"note", "watch", "flag_articles"}
WORK = NOTES | {
    "reply", "take", "assign", "move", "change", "solve", "reopen", "wait", "merge", "split",
    "link", "spam", "escalate", "accept", "return", "recall", "pull_in", "consult", "answer",
    "send_down", "tag", "draft", "open", "swarm", "attach", "write_articles", "link_articles",
}  # fmt: skip
LEAD = WORK | {"decide", "insight", "declare", "publish_articles"}
GRANTS: dict[str, frozenset[str]] = {
    "customer": frozenset({"read", "write", "open_own", "solve_own", "reopen_own", "rate_own"}),
    "light_agent": NOTES,
    "agent": WORK | {"insight"},
    "lead": LEAD,
    "auditor": READ | {"insight", "audit"},
    "admin": LEAD | {"audit", "administer", "redact"},
}


# Whose role lets them be responsible for a ticket.
OWNERS = frozenset(role for role, verbs in GRANTS.items() if "take" in verbs)


def works_here(role: str) -> bool:
    """Whether the role belongs to the desk's own people."""
    return role in STAFF


def can(role: str, verb: str) -> bool:
    """Whether a role is granted a verb; an unknown role is granted nothing."""
    return verb in GRANTS.get(role, frozenset())


def require(by: By, verb: str) -> None:
    """Let the hand pass, or raise NotAllowed; the desk's own hand always passes."""
    if by.actor != "system" and not can(by.role, verb):
        raise NotAllowed(
            "Your role (%(role)s) does not allow you to %(verb)s.",
            role=ROLES.get(by.role or "", by.role),
            verb=VERBS.get(verb, verb),
        )


class NotAllowed(Saying, PermissionError):
    """The role of whoever acts is not granted the verb."""


def sees_all(role: str) -> bool:
    """Whether the role reads every ticket, those of private teams included."""
    return role in {"admin", "auditor"}
