"""Each kind of event as a sentence, read after the name of whoever did it. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]


class Names:
    """What ids are called; an id nobody knows is said to be somebody."""

    def __init__(self, people: Mapping[int, str], teams: Mapping[int, str]) -> None:
        self._people, self._teams = people, teams

    def person(self, pk: Any) -> str:
        """A person's name."""
        return self._people.get(pk, "somebody")

    def team(self, pk: Any) -> str:
        """A team's name."""
        return self._teams.get(pk, "another team")


WHY = {
    "escalated": "escalated", "sent_down": "sent down", "returned": "returned", "moved": "moved",
    "expired": "moved, as nobody answered", "routed": "routed",
}  # fmt: skip
ON = {"customer": "the customer", "third_party": "a third party", "until": "a time"}


def _moved(p: Payload, names: Names) -> str:
    how = WHY.get(p.get("why", ""), "moved")
    owner = f", owner {names.person(p['owner'])}" if p.get("owner") else ""
    return f"{how} it to {names.team(p['team'])} (tier {p['tier_level']}){owner}"


def _changed(p: Payload, names: Names) -> str:
    parts = [_change(name, *pair) for name, pair in p["changes"].items() if name != "category"]
    if "category" in p["changes"]:
        parts.append("the category")
    return f"changed {', '.join(parts)}"


def _change(name: str, old: Any, new: Any) -> str:
    label = name.removeprefix("field:").replace("_", " ")
    if name == "requester":
        return "the requester"
    return f"{label} from {_value(old)} to {_value(new)}"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"“{', '.join(map(str, value))}”" if value else "none"
    text = "none" if value in (None, "") else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _solved(p: Payload, names: Names) -> str:
    return "solved it at first contact" if p.get("first_contact") else "solved it"


def _why(words: str, p: Payload, name: str = "why") -> str:
    return f"{words}: {p[name]}" if p.get(name) else words


CLOCKS = {
    "first_response": "the first response", "next_response": "the next response",
    "resolution": "the resolution", "accept_handoff": "accepting the handoff",
    "time_in_tier": "the time in this tier", "answer_consult": "answering the question",
}  # fmt: skip


def _alerted(p: Payload, names: Names) -> str:
    who = ", ".join(names.person(pk) for pk in p.get("people", [])) or "nobody"
    words = (
        f"told {who}"
        if any(what.startswith(("notify", "call")) for what in p.get("did", []))
        else ""
    )
    return "; ".join(["acted on its promise", *filter(None, [words]), *p.get("refused", [])])


def _ran(p: Payload) -> str:
    """A rule's run: what it did, and what failed and why."""
    did = ", ".join(p.get("did", [])) or "nothing was left to do"
    failed = "; ".join(p.get("failed", []))
    return f"ran the rule “{p['name']}”: {did}" + (f". Failed: {failed}" if failed else "")


WALK_ENDED = {
    "solved": "it solved it", "ticket": "it needs us", "escalated": "it is for another team",
    "": "left before an end",
}  # fmt: skip


def _walked(p: Payload, names: Names) -> str:
    """A walk: which tree, how it ended, and the way through it."""
    way = " ".join(line if line.endswith((".", "?", "!")) else f"{line}." for line in p["path"])
    return f"went through “{p['name']}”, {WALK_ENDED[p['outcome']]}. {way}".strip()


TIES = {"used": "used", "helped": "it helped", "wrong": "it was wrong",
        "created": "written from this ticket", "improved": "improved from this ticket"}  # fmt: skip
SWARM_ENDED = {
    "found": "the swarm is over, with what was found",
    "over": "the swarm is over: its time has come",
    "done": "the swarm is over: the ticket is done",
}
TELLING: Mapping[str, Callable[[Payload, Names], str]] = {
    "ticket.opened": lambda p, n: f"opened this by {p['channel']}",
    "ticket.taken": lambda p, n: "took it",
    "ticket.assigned": lambda p, n: f"gave it to {n.person(p['owner'])}",
    "ticket.released": lambda p, n: "put it back into the queue",
    "ticket.moved": _moved,
    "ticket.changed": _changed,
    "ticket.waits": lambda p, n: f"waits for {ON.get(p['on'], p['on'])}",
    "ticket.resumed": lambda p, n: "ended the wait",
    "ticket.solved": _solved,
    "ticket.reopened": lambda p, n: _why("opened it again", p),
    "ticket.closed": lambda p, n: "closed it",
    "ticket.rated": lambda p, n: _why(f"rated the help as {p['rating']}", p, "comment"),
    "ticket.merged": lambda p, n: f"merged this into #{p['into']}",
    "ticket.merged_in": lambda p, n: f"merged #{p['source']} into this",
    "ticket.spam_marked": lambda p, n: "marked it as spam",
    "ticket.spam_cleared": lambda p, n: "took the spam mark away",
    "ticket.split_off": lambda p, n: f"split a message off as #{p['into']}",
    "ticket.linked": lambda p, n: _why(
        f"linked #{p['other']}, {p['link'].replace('_', ' ')}", p, "reason"
    ),
    "ticket.unlinked": lambda p, n: f"took the link to #{p['other']} away",
    "ticket.watched": lambda p, n: f"{n.person(p['person'])} watches from now on",
    "ticket.unwatched": lambda p, n: f"{n.person(p['person'])} watches no more",
    "ticket.left_unattended": lambda p, n: "nobody had taken it, so it was brought up again",
    "ticket.redacted": lambda p, n: _why(f"took the words out of a {p['what']}", p, "reason"),
    "ticket.sent_down": lambda p, n: (
        f"sent it down to {n.team(p['to_team'])}. Answer: {p['answer']} To learn: {p['lesson']}"
    ),
    "ticket.raised_to_lead": lambda p, n: (
        f"asked {', '.join(n.person(pk) for pk in p['leads'])} to look: {p['reason']}"
    ),
    "ticket.pulled_in": lambda p, n: f"pulled in {n.person(p['helper'])}",
    "ticket.helper_left": lambda p, n: f"{n.person(p['helper'])} has finished helping",
    "ticket.delivery_failed": lambda p, n: f"could not deliver a reply: {p['error']}",
    "ticket.delivery_delayed": lambda p, n: (
        f"could not deliver a reply yet, and tries again: {p['error']}"
    ),
    "ticket.delivery_again": lambda p, n: "sent a message again",
    "ticket.reply_returned": lambda p, n: (
        f"put an answer back into the composer of {n.person(p['person'])}: {p['why']}"
    ),
    "ticket.bounced": lambda p, n: (
        f"mail to {p['recipient']} came back ({p['status'] or 'no status'})"
    ),
    "ticket.macro_applied": lambda p, n: f"applied “{p['name']}”",
    "automation.ran": lambda p, n: _ran(p),
    "ticket.auto_answered": lambda p, n: f"{p['sender']} answered automatically",
    "handoff.accepted": lambda p, n: "accepted the handoff",
    "handoff.returned": lambda p, n: "returned the handoff",
    "handoff.recalled": lambda p, n: "took the offer back",
    "handoff.expired": lambda p, n: "nobody answered the handoff in time",
    "promise.warned": lambda p, n: (
        f"{p['percent']} % of the time for {CLOCKS[p['clock']]} is used up"
    ),
    "promise.broken": lambda p, n: f"the promise for {CLOCKS[p['clock']]} is broken",
    "ticket.alerted": _alerted,
    "consult.answered": lambda p, n: "answered the question",
    "ticket.counted": lambda p, n: (
        f"has had {p['count']:,} messages that say the same; the mail log has them"
    ),
    "ticket.file_quarantined": lambda p, n: (
        f"put {p['name']} into quarantine: {p['virus']} was found in it"
    ),
    "ticket.file_released": lambda p, n: f"let {p['name']} out of quarantine",
    "ticket.pictures_shown": lambda p, n: "had a mail's pictures fetched from outside",
    "ticket.tree_walked": _walked,
    "tie.made": lambda p, n: f"said of an article: {TIES[p['tie']]}",
    "tie.removed": lambda p, n: f"took back of an article: {TIES[p['tie']]}",
    "swarm.joined": lambda p, n: f"{n.person(p['member'])} came to the swarm",
    "swarm.left": lambda p, n: f"{n.person(p['member'])} left the swarm",
    "swarm.ended": lambda p, n: SWARM_ENDED.get(p["why"], "the swarm is over"),
    "incident.declared": lambda p, n: (
        f"declared a major incident: {p['title']}. {n.person(p['manager'])} manages it"
    ),
    "incident.updated": lambda p, n: f"told everybody who is part of it: {p['text']}",
    "incident.changed": lambda p, n: "changed how the incident is run",
    "incident.overdue": lambda p, n: (
        "customers of the incident wait for a word; told "
        + ", ".join(n.person(pk) for pk in p["people"])
    ),
    "ticket.attached": lambda p, n: f"made it part of the major incident “{p['title']}”",
    "ticket.detached": lambda p, n: f"took it out of the major incident “{p['title']}”",
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
    return words(payload, names) if words else None
