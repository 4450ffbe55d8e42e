"""The last hours, told by hand, so that every screen has something to show at any time of day."""

from datetime import timedelta

from handrail.console.demo import climbing, plots, topics
from handrail.console.demo.life import Life
from handrail.console.demo.opening import address
from handrail.console.demo.stage import Stage
from handrail.console.demo.topics import Topic
from handrail.console.demo.words import blanks, entitled, fill
from handrail.desk.models import Team
from handrail.escalation.models import Handoff
from handrail.people.models import Person

ADA = "ada@birchhouse.example"


def tell(stage: Stage) -> None:
    """Tickets of every kind that a visitor would look for, oldest first."""
    _ada_was_helped(stage)
    _ada_is_asked(stage)
    _with_ines(stage)
    _ada_has_climbed(stage)
    _returned(stage)
    _answered_by_customer(stage)
    _question_to_the_experts(stage)
    _on_offer(stage, "jo", "Fault / Boiler", 95)
    _on_offer(stage, "tom", "Fault / Hub", 40)
    _on_offer(stage, "mika", "Fault / Temperature", 20)
    for minutes, path in ((75, "Billing"), (50, "Fault / Batteries"), (22, "Account and access"),
                          (9, "Fault / Pairing"), (3, "Question / Schedules")):  # fmt: skip
        _begin(stage, path, minutes)


def _colleague(stage: Stage, login: str) -> Person:
    return next(p for p in stage.people.values() if p.email == address(login))


def _customer(stage: Stage, mail: str) -> Person:
    if mail:
        return next(person for person in stage.customers if person.email == mail)
    return stage.rng.choice([person for person in stage.customers if person.language == "en"])


def _begin(stage: Stage, path: str, minutes: float, mail: str = "") -> tuple[Life, Topic]:
    """A request of so many minutes ago, to the team that its category belongs to."""
    topic = next(t for t in topics.TOPICS if t.category == path and not t.german)
    at = stage.now - timedelta(minutes=minutes)
    life = Life(stage, requester=_customer(stage, mail), at=at)
    life.words = blanks(stage.rng, topic, life.requester.name)
    category = stage.categories[path]
    own = next((t for t in stage.teams.values() if t.pk == category.team_id), None)
    life.open(
        subject=entitled(topic.subjects[0], life.words), text=topic.asks[0].format(**life.words),
        channel="email", team=own or stage.below(next(iter(stage.teams.values()))),
        urgency=topic.urgency[0],
    )  # fmt: skip
    return life, topic


def _later(life: Life, minutes: float) -> None:
    life.go(life.at + timedelta(minutes=minutes))


def _taken(
    stage: Stage, path: str, login: str, minutes: float, mail: str = ""
) -> tuple[Life, Topic]:
    life, topic = _begin(stage, path, minutes, mail)
    _later(life, 2)
    life.take(_colleague(stage, login))
    _later(life, 1)
    life.change(category=(None, stage.categories[path].pk), tags=([], list(topic.tags)))
    return life, topic


def _ada_was_helped(stage: Stage) -> None:
    life, topic = _taken(stage, "Fault / Pairing", "mika", 5 * 24 * 60, ADA)
    _later(life, 30)
    life.reply(fill(life, topic.answers[0]), then="solve")


def _ada_is_asked(stage: Stage) -> None:
    life, topic = _taken(stage, "Fault / Batteries", "mika", 26 * 60, ADA)
    _later(life, 25)
    life.reply(fill(life, topic.questions[0]))


def _with_ines(stage: Stage) -> None:
    life, topic = _taken(stage, "Data / Export", "jo", 8 * 60)
    _hand_over(life, topic, "ines", 30)
    life.note("The rows are there, in quarantine. Writing the query that brings them back.")
    _later(life, 20)
    life.reply("We have found your two days. I am bringing them back and will write again today.",
               then="keep")  # fmt: skip


def _hand_over(life: Life, topic: Topic, to: str, minutes: float) -> None:
    handoff = _offer(life, topic, _team_of(life.stage, to))
    _later(life, minutes)
    climbing.accept(life, handoff, _colleague(life.stage, to))
    _later(life, 10)


def _team_of(stage: Stage, login: str) -> Team:
    person = _colleague(stage, login)
    return next(t for t in stage.teams.values() if person in stage.crew[t.pk])


def _offer(life: Life, topic: Topic, to: Team) -> Handoff:
    _later(life, 10)
    return climbing.offer(life, to, plots.package(life, topic))


def _ada_has_climbed(stage: Stage) -> None:
    life, topic = _taken(stage, "Fault / Hub", "mika", 200, ADA)
    _hand_over(life, topic, "jo", 25)
    life.reply("Jo here, from Diagnosis. I am reading your hub's log and will write to you by this "
               "evening.", then="keep")  # fmt: skip


def _returned(stage: Stage) -> None:
    life, topic = _taken(stage, "Fault / Hub", "mika", 130)
    handoff = _offer(life, topic, _team_of(stage, "jo"))
    _later(life, 35)
    climbing.return_(life, handoff, _colleague(stage, "samir"), topics.MISSING[0])


def _answered_by_customer(stage: Stage) -> None:
    life, topic = _taken(stage, "Fault / Temperature", "mika", 110)
    _later(life, 12)
    life.reply(fill(life, topic.questions[0]))
    _later(life, 70)
    life.hear(fill(life, topic.details[0]))


def _question_to_the_experts(stage: Stage) -> None:
    life, topic = _taken(stage, "Fault / Boiler", "mika", 100)
    _hand_over(life, topic, "jo", 20)
    climbing.ask(life, _team_of(stage, "ines"), fill(life, topics.CONSULTS[0][0]))


def _on_offer(stage: Stage, sender: str, path: str, minutes: float) -> None:
    life, topic = _taken(stage, path, sender, minutes)
    above = stage.above(_team_of(stage, sender))
    assert above is not None
    if life.team != _team_of(stage, sender):
        _hand_over(life, topic, sender, 15)
    _offer(life, topic, above)
