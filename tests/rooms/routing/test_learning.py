"""The learned model: sure words are acted on, others offered; people correct it; the best version is live."""

from datetime import timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from cast import Cast, cast
from handrail.base.by import By
from handrail.base.reading import of_ticket
from handrail.base.settings_log import keep
from handrail.desk.models import Category, Team
from handrail.escalation.models import Stint
from handrail.flow.opening import open_request
from handrail.jobs import sweeps
from handrail.routing.models import Rule, Suggestion, TriageModel
from handrail.routing.suggesting import ask_model
from handrail.routing.training import is_due, live, retrain, roll_back
from handrail.routing.trying import newest, try_rules
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from rooms.routing.work import NINE, SYSTEM, minutes
from truth import same_as_log

pytestmark = pytest.mark.django_db
WORDS = {"Billing": "ledger sums tally", "Data": "tables rows columns"}


@pytest.fixture(autouse=True)
def _a_small_learner(settings: Any) -> None:
    here = "rooms.routing.word_counter"
    settings.HANDRAIL_LEARNER = {
        name: f"{here}.{name}" for name in ("train", "to_bytes", "from_bytes")
    }


@pytest.fixture
def people() -> Cast:
    return cast()


def ask(people: Cast, text: str, **named: Any) -> Ticket:
    return open_request(
        requester=people.ada, subject="Hello", text=text, channel="email",
        by=By.person(people.ada, NINE), **named,
    )  # fmt: skip


def category(name: str) -> Category:
    return Category.objects.get(name=name)


def history(people: Cast, count: int = 72, *, mixed_up: bool = False) -> None:
    """Solved tickets of two categories, each in words of its own."""
    names = list(WORDS)
    for number in range(count):
        name = names[number % 2]
        label = names[(number + mixed_up) % 2]
        at = NINE - timedelta(days=60) + timedelta(hours=number)
        by = By.person(people.ada, at)
        ticket = actions.open_ticket(
            requester=people.ada, subject="Old", text=WORDS[name], channel="email",
            category=category(label), by=by,
        )  # fmt: skip
        actions.solve(ticket, by=By.system(at + minutes(5)))


def learn(people: Cast) -> TriageModel:
    history(people)
    made = retrain(now=NINE)
    assert made is not None
    return made


def test_it_learns_from_what_was_solved_and_is_measured_on_the_newest(people: Cast) -> None:
    made = learn(people)
    assert (made.state, made.tickets) == ("live", 52)
    assert (made.measures["measured_on"], made.measures["accuracy"]) == (20, 1.0)


def test_with_little_to_learn_from_nothing_happens(people: Cast) -> None:
    history(people, 20)
    assert retrain(now=NINE) is None
    assert sweeps.learn_anew(NINE) == 0


def test_the_sweep_asks_for_training_once_a_day(people: Cast) -> None:
    history(people)
    assert sweeps.learn_anew(NINE) == 1
    assert ProcrastinateJob.objects.filter(task_name="handrail.retrain").count() == 1
    assert sweeps.learn_anew(NINE) == 0
    retrain(now=NINE)
    assert not is_due(now=NINE + minutes(60))


def test_without_a_model_nobody_is_asked(people: Cast) -> None:
    ticket = ask(people, "ledger sums")
    assert not ProcrastinateJob.objects.filter(task_name="handrail.triage").exists()
    assert ask_model(ticket.pk, now=NINE) == "no model"


def test_a_sure_word_is_acted_on_and_the_ticket_moves_without_blame(people: Cast) -> None:
    made = learn(people)
    ticket = ask(people, "the tables and rows")
    assert ticket.team.slug == "tier-1"
    assert ProcrastinateJob.objects.filter(task_name="handrail.triage").count() == 1
    assert ask_model(ticket.pk, now=NINE) == "applied"
    assert ask_model(ticket.pk, now=NINE) == "known"
    ticket.refresh_from_db()
    assert (ticket.category, ticket.complexity, ticket.team.slug) == (category("Data"), 3, "tier-3")
    first, second = Stint.objects.filter(ticket=ticket)
    assert (first.outcome, second.outcome) == ("routed", "")
    assert ticket.access.count() == 1
    reason = [e.event for e in of_ticket(ticket.pk) if e.kind == "ticket.triaged"][-1].reasons  # type: ignore[attr-defined]
    assert (reason["category"].ground, reason["category"].version) == ("model", made.version)
    assert "tables" in reason["category"].because
    same_as_log(ticket.pk)


def test_an_unsure_word_is_only_offered(people: Cast) -> None:
    learn(people)
    ticket = ask(people, "ledger tables rows")
    assert ask_model(ticket.pk, now=NINE) == "offered"
    ticket.refresh_from_db()
    assert ticket.category is None
    assert Suggestion.objects.get(ticket=ticket).category == category("Data")


def test_what_nobody_has_seen_before_has_no_suggestion(people: Cast) -> None:
    learn(people)
    ticket = ask(people, "zebra")
    ask_model(ticket.pk, now=NINE)
    assert Suggestion.objects.get(ticket=ticket).category is None


def test_a_ticket_somebody_has_touched_is_left_alone(people: Cast) -> None:
    learn(people)
    ticket = ask(people, "the tables and rows")
    actions.note(ticket, author=people.mika, text="I look.", by=By.person(people.mika, NINE))
    assert ask_model(ticket.pk, now=NINE) == "offered"
    ticket.refresh_from_db()
    assert ticket.category is None


def test_rules_stay_above_the_model_and_so_does_what_was_named(people: Cast) -> None:
    learn(people)
    second = Team.objects.get(slug="tier-2")
    keep(Rule(name="Tables", sets={"team": second.pk},
              conditions={"all": [{"fact": "category", "how": "is", "value": category("Data").pk}]}),
         by=SYSTEM)  # fmt: skip
    ticket = ask(people, "tables rows", impact=1)
    ask_model(ticket.pk, now=NINE)
    ticket.refresh_from_db()
    assert (ticket.category, ticket.team, ticket.impact) == (category("Data"), second, 1)


def test_a_person_confirms_or_corrects(people: Cast) -> None:
    learn(people)
    right, wrong = ask(people, "tables rows"), ask(people, "tables rows")
    by = By.person(people.mika, NINE)
    for ticket in (right, wrong):
        ask_model(ticket.pk, now=NINE)
    actions.change(wrong, facts={"category": category("Fault").pk}, by=by)
    said = Suggestion.objects.get(ticket=wrong)
    assert (said.state, said.label, said.said_by) == ("corrected", category("Fault"), people.mika)
    actions.change(wrong, facts={"category": category("Data").pk}, by=by)
    assert Suggestion.objects.get(ticket=wrong).state == "confirmed"
    assert Suggestion.objects.get(ticket=right).state == "applied"


def test_a_version_that_does_worse_is_not_made_live(people: Cast) -> None:
    good = learn(people)
    history(people, 160, mixed_up=True)
    history(people, 28)
    made = retrain(now=NINE + timedelta(days=1))
    assert made is not None
    assert (made.version, made.state, made.measures["accuracy"]) == (2, "trained", 0.0)
    assert live() == good


def test_a_model_that_cannot_be_read_is_survived_and_replaced(people: Cast) -> None:
    made = learn(people)
    TriageModel.objects.filter(pk=made.pk).update(file="triage/gone.model")
    assert ask_model(ask(people, "tables").pk, now=NINE) == "no model"
    newer = retrain(now=NINE + timedelta(days=1))
    assert newer is not None
    assert live() == newer


def test_rolling_back_by_hand(people: Cast) -> None:
    first = learn(people)
    second = retrain(now=NINE + timedelta(days=1))
    assert second is not None
    assert live() == second
    assert roll_back() == first
    second.refresh_from_db()
    assert (live(), second.state) == (first, "rolled_back")
    assert roll_back() is None


def test_trying_rules_says_what_would_have_differed_and_changes_nothing(people: Cast) -> None:
    plain, named = ask(people, "smoke"), ask(people, "smoke", impact=3)
    ask(people, "nothing")
    tried = Rule(name="Smoke", sets={"impact": 1},
                 conditions={"all": [{"fact": "words", "how": "contains", "value": "smoke"}]})  # fmt: skip
    found = try_rules([tried], newest(), at=NINE)
    assert [(d.ticket, d.fact, d.now, d.then) for d in found] == [(plain, "impact", None, 1)]
    assert found[0].why is not None
    assert found[0].why.name == "Smoke"
    named.refresh_from_db()
    assert named.impact == 3
    assert not Rule.objects.exists()
