"""Every verb that has a sheet, by the noun in its address."""

from handrail.base.by import By
from handrail.escalation import actions as escalation
from handrail.escalation.packing import last_package, prefill
from handrail.knowledge.queries.lessons import tried
from handrail.knowledge.trees.queries import passes_to, walked
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from handrail.workspace import forms
from handrail.workspace.incidents import sheets as incidents
from handrail.workspace.views.doing import Facts, Sheet


def _own(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    owner = facts["owner"]
    if owner is None:
        actions.release(ticket, by=by)
        return "Back in the queue."
    if owner == me:
        actions.take(ticket, person=me, by=by)
        return "It is yours."
    actions.assign(ticket, to=owner, by=by)
    return f"{owner} has it now."


def _change(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    tags = [tag for tag in facts.pop("tags").split(",") if tag.strip()]
    actions.change(ticket, by=by, facts={**facts, "tags": tags})
    return "Changed."


def _wait(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    until = facts["until"] if facts["on"] == "until" else None
    actions.wait(ticket, on=facts["on"], until=until, by=by)
    return "It waits."


def _solve(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    actions.solve(ticket, by=by)
    return "Solved."


def _move(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    actions.move(ticket, to=facts["team"], by=by)
    return f"Moved to {facts['team']}."


def _pull_in(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    escalation.pull_in(ticket, helper=facts["helper"], by=by)
    return f"{facts['helper']} helps from now on."


def _raise(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    leads = escalation.raise_to_lead(ticket, reason=facts["reason"], by=by)
    return f"{', '.join(map(str, leads))} will look."


def _send_down(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    escalation.send_down(
        ticket, to=facts["to"], answer=facts["answer"], lesson=facts["lesson"], by=by
    )
    return f"Sent down to {facts['to']}."


def _hand_over(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    to = facts.pop("to")
    handoff = escalation.escalate(ticket, to=to, package=escalation.Package(**facts), by=by)
    return f"{to} has it now." if handoff.state == "accepted" else f"Offered to {to}."


def _package(ticket: Ticket) -> Facts:
    known = last_package(ticket)
    package = known or prefill(ticket)
    names = ("wanted", "tried", "found", "needed", "by_when")
    facts = {name: getattr(package, name) for name in names}
    articles = _articles(ticket, ticket.owner) if known is None and ticket.owner else []
    new = [line for line in (*walked(ticket), *articles) if line not in package.tried]
    facts["tried"] = "\n".join([*new, package.tried]).strip()
    return facts | (_as_the_tree_says(ticket, package) if known is None else {})


def _as_the_tree_says(ticket: Ticket, package: escalation.Package) -> Facts:
    """Where to and what for, when a walk ended in handing it over."""
    node = passes_to(ticket)
    if node is None or node.team == ticket.team_id:
        return {}
    found = "\n".join(filter(None, [node.found, package.found]))
    return {"to": node.team, "wanted": node.wanted, "found": found}


def _articles(ticket: Ticket, person: Person) -> list[str]:
    """The articles that were tried on it, and what each was worth."""
    return [f"Article “{title}”: {verdict}" for title, verdict in tried(ticket, person=person)]


def _ask(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    escalation.consult(ticket, to=facts["to"], question=facts["question"], by=by)
    return f"Asked {facts['to']}."


def _swarm(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    escalation.call_swarm(ticket, by=by, **facts)
    return "They are asked to come."


def _visible(number: int, me: Person) -> Ticket:
    found = Ticket.objects.visible_to(me).filter(pk=number).first()
    if found is None:
        raise actions.Refused(f"There is no ticket #{number} that you can see.")
    return found


def _merge(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    actions.merge(ticket, into=_visible(facts["into"], me), by=by)
    return f"Merged into #{facts['into']}."


def _link(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    actions.link(ticket, to=_visible(facts["to"], me), kind=facts["kind"], by=by)
    return f"Linked to #{facts['to']}."


def _split(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    new = actions.split(ticket, message=facts["message"], subject=facts["subject"], by=by)
    return f"Split off as #{new.pk}."


def _spam(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    actions.mark_spam(ticket, by=by)
    return "Marked as spam."


SHEETS = {
    "owner": Sheet("Who owns it", "Set owner", "assign", _own, forms.OwnerForm),
    "about": Sheet("What it is about", "Keep", "change", _change, forms.AboutForm),
    "wait": Sheet("Wait", "Let it wait", "wait", _wait, forms.WaitForm),
    "solution": Sheet(
        "Solve without a reply", "Solve", "solve", _solve,
        intro="The customer is not written to. If they write again, it opens again.",
    ),
    "team": Sheet(
        "Move to another team", "Move", "move", _move, forms.TeamForm,
        intro="For what arrived in the wrong place. To pass on work that was begun, hand it over.",
    ),
    "helpers": Sheet(
        "Pull somebody in", "Pull in", "pull_in", _pull_in, forms.HelperForm,
        intro="They work alongside; the owner stays.",
    ),
    "leads": Sheet(
        "Ask the lead to look", "Ask", "escalate", _raise, forms.ReasonForm,
        intro="The leads of the team hear of it and follow the ticket. It stays where it is.",
    ),
    "descent": Sheet("Send down", "Send down", "send_down", _send_down, forms.DescentForm),
    "handoffs/new": Sheet(
        "Hand over", "Offer it", "escalate", _hand_over, forms.HandoffForm, start=_package,
        intro="You stay responsible until they accept.",
    ),
    "consults/new": Sheet("Ask another team", "Ask", "consult", _ask, forms.ConsultForm),
    "swarms/new": Sheet(
        "Call a swarm", "Call them", "swarm", _swarm, forms.SwarmForm,
        intro="Several tiers work on it together for a while. The owner stays responsible.",
    ),
    "incidents/new": Sheet(
        "Declare a major incident", "Declare it", "declare", incidents.declare,
        incidents.DeclareForm, start=incidents.first_words,
        intro="One trouble behind many tickets: all of their customers hear what you write.",
    ),
    "incident": Sheet(
        "Make it part of a major incident", "Make it part", "attach", incidents.attach,
        incidents.AttachForm, intro="Its customer hears the latest word, and all that follow.",
    ),
    "merger": Sheet(
        "Merge into another", "Merge", "merge", _merge, forms.MergeForm,
        intro="The whole conversation goes on there. Only tickets of one customer can be merged.",
    ),
    "links": Sheet("Link to another", "Link", "link", _link, forms.LinkForm),
    "split": Sheet("Split a message off", "Split off", "split", _split, forms.SplitForm),
    "spam": Sheet(
        "Not a request", "Mark as spam", "spam", _spam, mood="bad",
        intro="It leaves every queue. The customer is not told.",
    ),
}  # fmt: skip
