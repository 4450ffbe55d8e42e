"""How made-up tickets change hands: offers, answers, questions. The same events as the real verbs."""

from datetime import timedelta

from handrail.base.events import Event
from handrail.console.demo.book import Line
from handrail.console.demo.life import Life
from handrail.desk.models import Team
from handrail.escalation import events as e
from handrail.escalation.models import Consult, Handoff
from handrail.escalation.rules import CLIMBS, Package, outcome
from handrail.people.models import Person
from handrail.tickets.events import Moved


def offer(life: Life, to: Team, package: Package) -> Handoff:
    """The owner asks another team to take over."""
    life.admit(to)
    expires_at = life.at + timedelta(minutes=to.tier.offer_minutes)
    return _put(
        life, to,
        e.Offered(
            ticket=life.ticket.pk, from_team=life.team.pk, to_team=to.pk,
            from_level=life.team.tier.level, to_level=to.tier.level,
            from_agent=life.ticket.owner_id, wanted=package.wanted, tried=package.tried,
            found=package.found, needed=package.needed, expires_at=expires_at,
        ),
        life.owner.pk,
    )  # fmt: skip


def _put(
    life: Life, to: Team, event: e.Offered, person: int | None, cause: Line | None = None
) -> Handoff:
    handoff = life.book.add(Handoff(to_team=to))
    life.book.record(handoff, event, fold=e.fold_handoff, at=life.at, person=person,
                     actor="person" if person else "system", cause=cause)  # fmt: skip
    return handoff


def answer_in_time(life: Life, handoff: Handoff) -> tuple[Handoff, Person]:
    """Wait until somebody of the asked team looks at the offer: the offer as it is then, and who.

    If the offer expires first it climbs to the team's lead, as the clock of the real desk has it.
    A lead who is too late as well owns the ticket; then the handoff comes back accepted.
    """
    team = life.stage.teams[handoff.to_team_id]
    who = life.stage.agent(team)
    while True:
        minutes = timedelta(minutes=2 + life.rng.expovariate(1 / 45))
        looks_at = life.stage.shifts.after(team.calendar, life.at, minutes)
        expires_at = handoff.expires_at
        assert expires_at is not None
        if looks_at < expires_at:
            life.go(looks_at)
            return handoff, who
        life.go(expires_at)
        who = life.stage.leads[team.pk]
        if handoff.climbed >= CLIMBS:
            take_over(life, handoff, who, None)
            return handoff, who
        handoff = _climb(life, handoff, who, team)


def _climb(life: Life, handoff: Handoff, lead: Person, team: Team) -> Handoff:
    expired = _decide(life, handoff, e.Expired(), None)
    assert handoff.expires_at is not None
    wait = handoff.expires_at - handoff.offered_at
    again = e.Offered(
        ticket=life.ticket.pk, from_team=handoff.from_team_id, to_team=team.pk,
        from_level=life.stage.teams[handoff.from_team_id].tier.level, to_level=team.tier.level,
        from_agent=handoff.from_agent_id, to_agent=lead.pk, wanted=handoff.wanted,
        tried=handoff.tried, found=handoff.found, needed=handoff.needed,
        expires_at=life.at + wait, climbed=handoff.climbed + 1,
    )  # fmt: skip
    return _put(life, team, again, None, expired)


def _decide(life: Life, handoff: Handoff, event: Event, person: int | None) -> Line:
    return life.book.record(handoff, event, fold=e.fold_handoff, at=life.at, person=person,
                            actor="person" if person else "system")  # fmt: skip


def accept(life: Life, handoff: Handoff, agent: Person) -> None:
    """The asked team takes over."""
    take_over(life, handoff, agent, agent.pk)


def take_over(life: Life, handoff: Handoff, agent: Person, person: int | None) -> None:
    """Team, tier and owner change in one act."""
    done = _decide(life, handoff, e.Accepted(agent=agent.pk), person)
    to = life.stage.teams[handoff.to_team_id]
    why = outcome(life.team.tier.level, to.tier.level)
    move(life, to, why, owner=agent, person=person, handoff=handoff.pk, cause=done)


def move(
    life: Life, to: Team, why: str, *, owner: Person | None, person: int | None,
    handoff: int | None = None, cause: Line | None = None,
) -> None:  # fmt: skip
    """The ticket is another team's now, and a customer who climbs is told."""
    home = life.team
    life.admit(to)
    moved = Moved(
        tier=to.tier_id, team=to.pk, tier_level=to.tier.level, from_tier_level=home.tier.level,
        from_team=home.pk, why=why, owner=owner.pk if owner else None, handoff=handoff,
    )  # fmt: skip
    line = life.happen(moved, person, actor="system" if cause else "", cause=cause)
    life.ticket.team = to
    life.turns.change(why, life.at)
    if to.tier.level > home.tier.level and to.tier.tells_customer:
        life.notify(to.tier.notice, "escalated", line)


def return_(life: Life, handoff: Handoff, who: Person, missing: str) -> None:
    """Not like this: something is missing. After acceptance the ticket goes back as well."""
    after = handoff.state == Handoff.State.ACCEPTED
    done = _decide(life, handoff, e.Returned(missing=missing, after_acceptance=after), who.pk)
    if after:
        sender = life.stage.people.get(handoff.from_agent_id or 0)
        home = life.stage.teams[handoff.from_team_id]
        move(life, home, "returned", owner=sender, person=who.pk, handoff=handoff.pk, cause=done)


def recall(life: Life, handoff: Handoff) -> None:
    """The sender found the answer after all."""
    _decide(life, handoff, e.Recalled(), life.owner.pk)


def send_down(life: Life, to: Team, answer: str, lesson: str) -> None:
    """Back to a lower tier, with the answer and what there is to learn."""
    owner = life.owner
    life.happen(e.SentDown(to_team=to.pk, answer=answer, lesson=lesson), owner.pk)
    move(life, to, "sent_down", owner=None, person=owner.pk)


def ask(life: Life, to: Team, question: str) -> Consult:
    """A question to another team; the ticket stays."""
    life.admit(to)
    asked = life.book.add(Consult(to_team=to))
    event = e.Asked(ticket=life.ticket.pk, to_team=to.pk, question=question)
    life.book.record(asked, event, fold=e.fold_consult, at=life.at, person=life.owner.pk)
    return asked


def answer(life: Life, consult: Consult, who: Person, text: str) -> None:
    """Its answer."""
    event = e.Answered(answer=text)
    life.book.record(consult, event, fold=e.fold_consult, at=life.at, person=who.pk)


def pull_in(life: Life, helper: Person, team: Team) -> None:
    """Somebody of another team works alongside."""
    life.admit(team)
    life.happen(e.PulledIn(helper=helper.pk, team=team.pk), life.owner.pk)
    life.turns.help(helper, team.pk, team.tier_id, life.at)
