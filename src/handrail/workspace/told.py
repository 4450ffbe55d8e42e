"""Each kind of event as a sentence, read after the name of whoever did it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from handrail.base.languages import later
from handrail.base.saying import Amount, recalled
from handrail.flow import kept
from handrail.knowledge.trees.graph import TRIED, TRIED_WELL
from handrail.workspace.words import CHANNELS

Payload = Mapping[str, Any]


class Names:
    """What ids are called; an id nobody knows is said to be somebody."""

    def __init__(self, people: Mapping[int, str], teams: Mapping[int, str]) -> None:
        self._people, self._teams = people, teams

    def person(self, pk: Any) -> str:
        """A person's name."""
        return self._people.get(pk, _("somebody"))

    def team(self, pk: Any) -> str:
        """A team's name."""
        return self._teams.get(pk, _("another team"))


WHY = {
    "escalated": later("escalated it to %(team)s (tier %(tier)s)"),
    "sent_down": later("sent it down to %(team)s (tier %(tier)s)"),
    "returned": later("returned it to %(team)s (tier %(tier)s)"),
    "moved": later("moved it to %(team)s (tier %(tier)s)"),
    "expired": later("moved, as nobody answered, it to %(team)s (tier %(tier)s)"),
    "routed": later("routed it to %(team)s (tier %(tier)s)"),
}
FIELDS = {
    "subject": later("subject"), "impact": later("impact"), "urgency": later("urgency"),
    "priority": later("priority"), "complexity": later("complexity"), "tags": later("tags"),
    "language": later("language"), "brand": later("brand"),
}  # fmt: skip
ON = {
    "customer": later("the customer"),
    "third_party": later("a third party"),
    "until": later("a time"),
}


def _moved(p: Payload, names: Names) -> str:
    how = WHY.get(p.get("why", ""), WHY["moved"])
    words = how % {"team": names.team(p["team"]), "tier": p["tier_level"]}
    if p.get("owner"):
        return _("%(words)s, owner %(owner)s") % {"words": words, "owner": names.person(p["owner"])}
    return words


def _changed(p: Payload, names: Names) -> str:
    parts = [_change(name, *pair) for name, pair in p["changes"].items() if name != "category"]
    if "category" in p["changes"]:
        parts.append(_("the category"))
    return _("changed %(names)s") % {"names": ", ".join(parts)}


def _change(name: str, old: Any, new: Any) -> str:
    label = str(FIELDS.get(name, name.removeprefix("field:").replace("_", " ")))
    if name == "requester":
        return _("the requester")
    return _("%(label)s from %(old)s to %(new)s") % {
        "label": label,
        "old": _value(old),
        "new": _value(new),
    }


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"“{', '.join(map(str, value))}”" if value else _("none")
    text = _("none") if value in (None, "") else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _solved(p: Payload, names: Names) -> str:
    return _("solved it at first contact") if p.get("first_contact") else _("solved it")


def _why(words: str, p: Payload, name: str = "why") -> str:
    return f"{words}: {kept.reason(p[name])}" if p.get(name) else words


CLOCKS = {
    "first_response": later("the first response"), "next_response": later("the next response"),
    "resolution": later("the resolution"), "accept_handoff": later("accepting the handoff"),
    "time_in_tier": later("the time in this tier"), "answer_consult": later("answering the question"),
}  # fmt: skip


def _alerted(p: Payload, names: Names) -> str:
    who = ", ".join(names.person(pk) for pk in p.get("people", [])) or _("nobody")
    words = (
        _("told %(who)s") % {"who": who}
        if any(what.startswith(("notify", "call")) for what in p.get("did", []))
        else ""
    )
    return "; ".join([_("acted on its promise"), *filter(None, [words]), *p.get("refused", [])])


def _ran(p: Payload) -> str:
    """A rule's run: what it did, and what failed and why."""
    did = ", ".join(p.get("did", [])) or _("nothing was left to do")
    failed = "; ".join(p.get("failed", []))
    words = _("ran the rule “%(name)s”: %(did)s") % {"name": p["name"], "did": did}
    return words + (_(". Failed: %(failed)s") % {"failed": failed} if failed else "")


WALK_ENDED = {
    "solved": later("it solved it"),
    "ticket": later("it needs us"),
    "escalated": later("it is for another team"),
    "": later("left before an end"),
}


def _walked(p: Payload, names: Names) -> str:
    """A walk: which tree, how it ended, and the way through it."""
    lines = [str(recalled(line, (TRIED_WELL, TRIED))) for line in p["path"]]
    way = " ".join(line if line.endswith((".", "?", "!")) else f"{line}." for line in lines)
    words = _("went through “%(name)s”, %(outcome)s.") % {
        "name": p["name"], "outcome": WALK_ENDED[p["outcome"]],
    }  # fmt: skip
    return f"{words} {way}".strip()


TIES = {
    "used": later("used"),
    "helped": later("it helped"),
    "wrong": later("it was wrong"),
    "created": later("written from this ticket"),
    "improved": later("improved from this ticket"),
}
SWARM_ENDED = {
    "found": later("the swarm is over, with what was found"),
    "over": later("the swarm is over: its time has come"),
    "done": later("the swarm is over: the ticket is done"),
}
RATED = {"good": later("good"), "bad": later("bad")}
WHAT = {"message": later("message"), "note": later("note")}
LINKS = {
    "related": later("related"), "duplicate": later("duplicate"), "parent": later("parent"),
    "child": later("child"), "blocks": later("blocks"), "blocked_by": later("blocked by"),
    "caused_by": later("caused by"), "causes": later("causes"), "duplicates": later("duplicates"),
}  # fmt: skip
TELLING: Mapping[str, Callable[[Payload, Names], str]] = {
    "ticket.opened": lambda p, n: (
        _("opened this by %(channel)s") % {"channel": CHANNELS.get(p["channel"], p["channel"])}
    ),
    "ticket.taken": lambda p, n: _("took it"),
    "ticket.assigned": lambda p, n: _("gave it to %(owner)s") % {"owner": n.person(p["owner"])},
    "ticket.released": lambda p, n: _("put it back into the queue"),
    "ticket.moved": _moved,
    "ticket.changed": _changed,
    "ticket.waits": lambda p, n: _("waits for %(on)s") % {"on": ON.get(p["on"], p["on"])},
    "ticket.resumed": lambda p, n: _("ended the wait"),
    "ticket.solved": _solved,
    "ticket.reopened": lambda p, n: _why(_("opened it again"), p),
    "ticket.closed": lambda p, n: _("closed it"),
    "ticket.rated": lambda p, n: _why(
        _("rated the help as %(rating)s") % {"rating": RATED.get(p["rating"], p["rating"])},
        p,
        "comment",
    ),
    "ticket.merged": lambda p, n: _("merged this into #%(into)s") % {"into": p["into"]},
    "ticket.merged_in": lambda p, n: _("merged #%(source)s into this") % {"source": p["source"]},
    "ticket.spam_marked": lambda p, n: _("marked it as spam"),
    "ticket.spam_cleared": lambda p, n: _("took the spam mark away"),
    "ticket.split_off": lambda p, n: _("split a message off as #%(into)s") % {"into": p["into"]},
    "ticket.linked": lambda p, n: _why(
        _("linked #%(other)s, %(link)s")
        % {"other": p["other"], "link": LINKS.get(p["link"], p["link"].replace("_", " "))},
        p,
        "reason",
    ),
    "ticket.unlinked": lambda p, n: _("took the link to #%(other)s away") % {"other": p["other"]},
    "ticket.watched": lambda p, n: (
        _("%(person)s watches from now on") % {"person": n.person(p["person"])}
    ),
    "ticket.unwatched": lambda p, n: (
        _("%(person)s watches no more") % {"person": n.person(p["person"])}
    ),
    "ticket.left_unattended": lambda p, n: _("nobody had taken it, so it was brought up again"),
    "ticket.redacted": lambda p, n: _why(
        _("took the words out of a %(what)s") % {"what": WHAT.get(p["what"], p["what"])},
        p,
        "reason",
    ),
    "ticket.sent_down": lambda p, n: (
        _("sent it down to %(to_team)s. Answer: %(answer)s To learn: %(lesson)s")
        % {"to_team": n.team(p["to_team"]), "answer": p["answer"], "lesson": p["lesson"]}
    ),
    "ticket.raised_to_lead": lambda p, n: (
        _("asked %(names)s to look: %(reason)s")
        % {"names": ", ".join(n.person(pk) for pk in p["leads"]), "reason": p["reason"]}
    ),
    "ticket.pulled_in": lambda p, n: _("pulled in %(helper)s") % {"helper": n.person(p["helper"])},
    "ticket.helper_left": lambda p, n: (
        _("%(helper)s has finished helping") % {"helper": n.person(p["helper"])}
    ),
    "ticket.delivery_failed": lambda p, n: (
        _("could not deliver a reply: %(error)s") % {"error": kept.failure(p["error"])}
    ),
    "ticket.delivery_delayed": lambda p, n: (
        _("could not deliver a reply yet, and tries again: %(error)s")
        % {"error": kept.failure(p["error"])}
    ),
    "ticket.delivery_again": lambda p, n: _("sent a message again"),
    "ticket.reply_returned": lambda p, n: (
        _("put an answer back into the composer of %(person)s: %(why)s")
        % {"person": n.person(p["person"]), "why": p["why"]}
    ),
    "ticket.bounced": lambda p, n: (
        _("mail to %(recipient)s came back (%(status)s)")
        % {"recipient": p["recipient"], "status": p["status"] or _("no status")}
    ),
    "ticket.macro_applied": lambda p, n: _("applied “%(name)s”") % {"name": p["name"]},
    "automation.ran": lambda p, n: _ran(p),
    "ticket.auto_answered": lambda p, n: (
        _("%(sender)s answered automatically") % {"sender": p["sender"]}
    ),
    "handoff.accepted": lambda p, n: _("accepted the handoff"),
    "handoff.returned": lambda p, n: _("returned the handoff"),
    "handoff.recalled": lambda p, n: _("took the offer back"),
    "handoff.expired": lambda p, n: _("nobody answered the handoff in time"),
    "promise.warned": lambda p, n: (
        _("%(percent)s %% of the time for %(clock)s is used up")
        % {"percent": p["percent"], "clock": CLOCKS[p["clock"]]}
    ),
    "promise.broken": lambda p, n: (
        _("the promise for %(clock)s is broken") % {"clock": CLOCKS[p["clock"]]}
    ),
    "ticket.alerted": _alerted,
    "consult.answered": lambda p, n: _("answered the question"),
    "ticket.counted": lambda p, n: (
        _("has had %(count)s messages that say the same; the mail log has them")
        % {"count": Amount(p["count"])}
    ),
    "ticket.file_quarantined": lambda p, n: (
        _("put %(name)s into quarantine: %(virus)s was found in it")
        % {"name": p["name"], "virus": p["virus"]}
    ),
    "ticket.file_released": lambda p, n: _("let %(name)s out of quarantine") % {"name": p["name"]},
    "ticket.pictures_shown": lambda p, n: _("had a mail's pictures fetched from outside"),
    "ticket.tree_walked": _walked,
    "tie.made": lambda p, n: _("said of an article: %(tie)s") % {"tie": TIES[p["tie"]]},
    "tie.removed": lambda p, n: _("took back of an article: %(tie)s") % {"tie": TIES[p["tie"]]},
    "swarm.joined": lambda p, n: (
        _("%(member)s came to the swarm") % {"member": n.person(p["member"])}
    ),
    "swarm.left": lambda p, n: _("%(member)s left the swarm") % {"member": n.person(p["member"])},
    "swarm.ended": lambda p, n: SWARM_ENDED.get(p["why"], _("the swarm is over")),
    "incident.declared": lambda p, n: (
        _("declared a major incident: %(title)s. %(manager)s manages it")
        % {"title": p["title"], "manager": n.person(p["manager"])}
    ),
    "incident.updated": lambda p, n: (
        _("told everybody who is part of it: %(text)s") % {"text": p["text"]}
    ),
    "incident.changed": lambda p, n: _("changed how the incident is run"),
    "incident.overdue": lambda p, n: (
        _("customers of the incident wait for a word; told %(names)s")
        % {"names": ", ".join(n.person(pk) for pk in p["people"])}
    ),
    "ticket.attached": lambda p, n: (
        _("made it part of the major incident “%(title)s”") % {"title": p["title"]}
    ),
    "ticket.detached": lambda p, n: (
        _("took it out of the major incident “%(title)s”") % {"title": p["title"]}
    ),
}
# Steps of the staircase stand out from the small print.
STEPS = frozenset({"ticket.moved", "ticket.sent_down", "handoff.returned", "ticket.solved"})
# Whoever these name is the subject of their own sentence.
NAMES_ITSELF = frozenset({
    "ticket.watched", "ticket.unwatched", "ticket.left_unattended", "ticket.helper_left",
    "ticket.bounced", "ticket.auto_answered", "handoff.expired",
    "promise.warned", "promise.broken", "swarm.joined", "swarm.left", "swarm.ended",
    "incident.overdue",
})  # fmt: skip
NAMES_A_TEAM = frozenset({"ticket.moved", "ticket.sent_down"})
PEOPLE_IN = ("owner", "helper", "person", "member", "manager")


def tell(kind: str, payload: Payload, names: Names) -> str | None:
    """The sentence for an event, or None for one that shows itself otherwise (a message, a panel)."""
    words = TELLING.get(kind)
    return str(words(payload, names)) if words else None
