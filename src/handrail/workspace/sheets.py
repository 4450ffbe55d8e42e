"""Every verb that has a sheet, by the noun in its address."""

from django.utils.translation import gettext as _

from handrail.base.by import By
from handrail.base.languages import later
from handrail.escalation import actions as escalation
from handrail.escalation.packing import last_package, prefill
from handrail.knowledge.queries.lessons import tried
from handrail.knowledge.trees.queries import passes_to, walked
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from handrail.workspace import forms
from handrail.workspace.incidents import sheets as incidents
from handrail.workspace.snoozing import WaitForm
from handrail.workspace.views.doing import Facts, Sheet


def _own(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    owner = facts["owner"]
    if owner is None:
        actions.release(ticket, by=by)
        return _("Back in the queue.")
    if owner == me:
        actions.take(ticket, person=me, by=by)
        return _("It is yours.")
    actions.assign(ticket, to=owner, by=by)
    return _("%(owner)s has it now.") % {"owner": owner}


def _change(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    tags = [tag for tag in facts.pop("tags").split(",") if tag.strip()]
    actions.change(ticket, by=by, facts={**facts, "tags": tags})
    return _("Changed.")


def _wait(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    actions.wait(ticket, on=facts["on"], until=facts["until"], by=by)
    return _("It waits.")


def _solve(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    actions.solve(ticket, by=by)
    return _("Solved.")


def _move(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    actions.move(ticket, to=facts["team"], by=by)
    return _("Moved to %(team)s.") % {"team": facts["team"]}


def _pull_in(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    escalation.pull_in(ticket, helper=facts["helper"], by=by)
    return _("%(helper)s helps from now on.") % {"helper": facts["helper"]}


def _raise(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    leads = escalation.raise_to_lead(ticket, reason=facts["reason"], by=by)
    return _("%(names)s will look.") % {"names": ", ".join(map(str, leads))}


def _send_down(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    escalation.send_down(
        ticket, to=facts["to"], answer=facts["answer"], lesson=facts["lesson"], by=by
    )
    return _("Sent down to %(to)s.") % {"to": facts["to"]}


def _hand_over(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    to = facts.pop("to")
    handoff = escalation.escalate(ticket, to=to, package=escalation.Package(**facts), by=by)
    return (
        _("%(owner)s has it now.") % {"owner": to}
        if handoff.state == "accepted"
        else _("Offered to %(to)s.") % {"to": to}
    )


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
    return [
        _("Article “%(title)s”: %(verdict)s") % {"title": title, "verdict": verdict}
        for title, verdict in tried(ticket, person=person)
    ]


def _ask(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    escalation.consult(ticket, to=facts["to"], question=facts["question"], by=by)
    return _("Asked %(to)s.") % {"to": facts["to"]}


def _swarm(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    escalation.call_swarm(ticket, by=by, **facts)
    return _("They are asked to come.")


def _visible(number: int, me: Person) -> Ticket:
    found = Ticket.objects.visible_to(me).filter(pk=number).first()
    if found is None:
        raise actions.Refused("There is no ticket #%(number)s that you can see.", number=number)
    return found


def _merge(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    actions.merge(ticket, into=_visible(facts["into"], me), by=by)
    return _("Merged into #%(into)s.") % {"into": facts["into"]}


def _link(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    actions.link(ticket, to=_visible(facts["to"], me), kind=facts["kind"], by=by)
    return _("Linked to #%(to)s.") % {"to": facts["to"]}


def _split(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    new = actions.split(ticket, message=facts["message"], subject=facts["subject"], by=by)
    return _("Split off as #%(number)s.") % {"number": new.pk}


def _spam(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    actions.mark_spam(ticket, by=by)
    return _("Marked as spam.")


SHEETS = {
    "owner": Sheet(later("Who owns it"), later("Set owner"), "assign", _own, forms.OwnerForm),
    "about": Sheet(later("What it is about"), later("Keep"), "change", _change, forms.AboutForm),
    "wait": Sheet(later("Wait"), later("Let it wait"), "wait", _wait, WaitForm),
    "solution": Sheet(
        later("Solve without a reply"), later("Solve"), "solve", _solve,
        intro=later("The customer is not written to. If they write again, it opens again."),
    ),
    "team": Sheet(
        later("Move to another team"), later("Move"), "move", _move, forms.TeamForm,
        intro=later("For what arrived in the wrong place. To pass on work that was begun, hand it over."),
    ),
    "helpers": Sheet(
        later("Pull somebody in"), later("Pull in"), "pull_in", _pull_in, forms.HelperForm,
        intro=later("They work alongside; the owner stays."),
    ),
    "leads": Sheet(
        later("Ask the lead to look"), later("Ask"), "escalate", _raise, forms.ReasonForm,
        intro=later("The leads of the team hear of it and follow the ticket. It stays where it is."),
    ),
    "descent": Sheet(later("Send down"), later("Send down"), "send_down", _send_down, forms.DescentForm),
    "handoffs/new": Sheet(
        later("Hand over"), later("Offer it"), "escalate", _hand_over, forms.HandoffForm, start=_package,
        intro=later("You stay responsible until they accept."),
    ),
    "consults/new": Sheet(later("Ask another team"), later("Ask"), "consult", _ask, forms.ConsultForm),
    "swarms/new": Sheet(
        later("Call a swarm"), later("Call them"), "swarm", _swarm, forms.SwarmForm,
        intro=later("Several tiers work on it together for a while. The owner stays responsible."),
    ),
    "incidents/new": Sheet(
        later("Declare a major incident"), later("Declare it"), "declare", incidents.declare,
        incidents.DeclareForm, start=incidents.first_words,
        intro=later("One trouble behind many tickets: all of their customers hear what you write."),
    ),
    "incident": Sheet(
        later("Make it part of a major incident"), later("Make it part"), "attach", incidents.attach,
        incidents.AttachForm, intro=later("Its customer hears the latest word, and all that follow."),
    ),
    "merger": Sheet(
        later("Merge into another"), later("Merge"), "merge", _merge, forms.MergeForm,
        intro=later("The whole conversation goes on there. Only tickets of one customer can be merged."),
    ),
    "links": Sheet(later("Link to another"), later("Link"), "link", _link, forms.LinkForm),
    "split": Sheet(later("Split a message off"), later("Split off"), "split", _split, forms.SplitForm),
    "spam": Sheet(
        later("Not a request"), later("Mark as spam"), "spam", _spam, mood="bad",
        intro=later("It leaves every queue. The customer is not told."),
    ),
}  # fmt: skip
