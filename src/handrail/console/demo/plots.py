"""What becomes of a made-up request: most are answered, some climb, a few come back."""

from datetime import timedelta

from handrail.console.demo import climbing, topics
from handrail.console.demo.life import Life, NotYetError
from handrail.console.demo.topics import Topic
from handrail.console.demo.words import fill
from handrail.desk.models import Team
from handrail.escalation.models import Handoff
from handrail.escalation.rules import Package
from handrail.tickets.rules import CLOSES_AFTER

# How often a tier hands a ticket on, by how hard its category is.
CLIMBS = {1: {1: 0.07, 2: 0.55, 3: 0.85}, 2: {1: 0.02, 2: 0.12, 3: 0.5}}


def live(life: Life, topic: Topic) -> None:
    """From the first answer to the end, or to the present."""
    try:
        _arrive(life, topic)
        _work(life, topic)
        _afterwards(life, topic)
    except NotYetError:
        return


def live_as_spam(life: Life) -> None:
    """Somebody sees that it is none of ours."""
    try:
        life.work(40)
        life.mark_spam(life.stage.agent(life.team))
    except NotYetError:
        return


def _arrive(life: Life, topic: Topic) -> None:
    life.work(45)
    agent = life.stage.agent(life.team, german=topic.german)
    life.take(agent)
    category = life.stage.categories[topic.category]
    if life.ticket.category_id is None:
        life.work(3)
        life.change(category=(None, category.pk), tags=([], list(topic.tags)))
    if life.rng.random() < 0.04:
        life.work(20)
        life.assign(life.stage.agent(life.team), life.stage.leads[life.team.pk])


def _work(life: Life, topic: Topic) -> None:
    """One tier's turn: perhaps a question, perhaps a climb, else the answer."""
    rng, team = life.rng, life.team
    complexity = life.stage.categories[topic.category].complexity
    hands_on = rng.random() < CLIMBS.get(team.tier.level, {}).get(complexity, 0)
    if rng.random() < (0.6 if hands_on else 0.25):
        question(life, topic)
    if rng.random() < 0.3:
        life.work(15)
        life.note(fill(life, rng.choice(topics.NOTES)))
    if hands_on and life.stage.above(team) is not None:
        _climb(life, topic)
        return
    _delay(life)
    life.work(30)
    life.reply(fill(life, rng.choice(topic.answers)), then="solve")


def question(life: Life, topic: Topic) -> None:
    """The owner needs to know something, and the customer tells."""
    life.work(25)
    life.reply(fill(life, life.rng.choice(topic.questions)))
    life.rest(9)
    life.hear(fill(life, life.rng.choice(topic.details)))


def _delay(life: Life) -> None:
    roll = life.rng.random()
    if roll < 0.04:
        life.work(20)
        life.wait("third_party")
        life.work(900)
        life.resume()
    elif roll < 0.07:
        life.work(20)
        life.wait("until", life.at + timedelta(days=2))
        life.go(life.at + timedelta(days=2))
        life.resume()


def package(life: Life, topic: Topic) -> Package:
    """What the owner tells the next tier."""
    rng = life.rng
    return Package(
        wanted=rng.choice(topics.WANTED), tried=rng.choice(topics.TRIED),
        found=fill(life, rng.choice(topic.found)) if rng.random() < 0.7 else "",
        needed=fill(life, rng.choice(topics.NEEDED)),
    )  # fmt: skip


def _climb(life: Life, topic: Topic) -> None:
    rng, above = life.rng, life.stage.above(life.team)
    assert above is not None
    life.work(35)
    handoff = climbing.offer(life, above, package(life, topic))
    if rng.random() < 0.03:
        life.work(10)
        climbing.recall(life, handoff)
        life.reply(fill(life, rng.choice(topic.answers)), then="solve")
        return
    handoff, who = climbing.answer_in_time(life, handoff)
    while handoff.state == "offered":
        if rng.random() > 0.16:
            climbing.accept(life, handoff, who)
            break
        climbing.return_(life, handoff, who, rng.choice(topics.MISSING))
        _complete(life)
        handoff = climbing.offer(life, above, package(life, topic))
        handoff, who = climbing.answer_in_time(life, handoff)
    if rng.random() < 0.04:
        life.work(60)
        climbing.return_(life, handoff, life.owner, rng.choice(topics.MISSING))
        _complete(life)
        handoff, who = climbing.answer_in_time(life, _again(life, topic))
        if handoff.state == "offered":
            climbing.accept(life, handoff, who)
    _in_new_hands(life)
    _higher(life, topic)


def _again(life: Life, topic: Topic) -> Handoff:
    above = life.stage.above(life.team)
    assert above is not None
    return climbing.offer(life, above, package(life, topic))


def _complete(life: Life) -> None:
    life.work(60)
    life.note(fill(life, life.rng.choice(topics.COMPLETED)))
    life.work(5)


def _in_new_hands(life: Life) -> None:
    """A lead who was given the ticket by the clock passes it to somebody with time."""
    life.work(20)
    lead = life.stage.leads[life.team.pk]
    if life.ticket.owner_id == lead.pk:
        life.assign(life.stage.agent(life.team), lead)


def _higher(life: Life, topic: Topic) -> None:
    """What only a higher tier does, before it works like any other."""
    rng, above = life.rng, life.stage.above(life.team)
    roll = rng.random()
    if above is not None and roll < 0.1:
        _consult(life, above)
    elif above is not None and roll < 0.14:
        life.work(30)
        helper = life.stage.agent(above)
        climbing.pull_in(life, helper, above)
        life.work(90, above)
        life.note(fill(life, rng.choice(topics.NOTES)), helper)
    elif roll < 0.22:
        life.work(90)
        _send_down(life, topic)
        return
    life.work(120)
    _work(life, topic)


def _consult(life: Life, above: Team) -> None:
    asks, answers = life.rng.choice(topics.CONSULTS)
    life.work(30)
    consult = climbing.ask(life, above, fill(life, asks))
    life.work(80, above)
    climbing.answer(life, consult, life.stage.agent(above), answers)


def _send_down(life: Life, topic: Topic) -> None:
    text = fill(life, life.rng.choice(topic.answers))
    climbing.send_down(life, life.stage.below(life.team), text, life.rng.choice(topics.LESSONS))
    life.work(40)
    life.take(life.stage.agent(life.team, german=topic.german))
    life.work(20)
    life.reply(text, then="solve")


def _afterwards(life: Life, topic: Topic) -> None:
    """Some say thank you, for some it was not the answer; in the end it is sealed."""
    rng = life.rng
    roll = rng.random()
    if roll < 0.06:
        life.rest(30)
        life.hear(rng.choice(topics.AGAIN_GERMAN if topic.german else topics.AGAIN))
        life.work(50)
        life.reply(fill(life, rng.choice(topic.answers)), then="solve")
    elif roll < 0.1:
        life.rest(3)
        life.hear(rng.choice(topics.THANKS_GERMAN if topic.german else topics.THANKS))
        life.work(15)
        life.solve()
    life.go(life.at + CLOSES_AFTER)
    life.close()


def live_twice(life: Life, topic: Topic) -> None:
    """Impatient people write a second time; somebody sees it and merges the two."""
    second = Life(life.stage, requester=life.requester, at=life.at + timedelta(minutes=7))
    if second.at > life.stage.now:
        return live(life, topic)
    second.words = life.words
    text = "Me again, did you get this? It is still the same.\n{name}".format(**life.words)
    second.open(subject=life.ticket.subject, text=text, channel="email", team=life.team)
    try:
        life.go(second.at)
        _arrive(life, topic)
        life.work(2)
        life.merge(second)
        _work(life, topic)
        _afterwards(life, topic)
    except NotYetError:
        return None
    return None
