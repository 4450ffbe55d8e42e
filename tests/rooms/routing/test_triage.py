"""Triage through the front door: rules, words and defaults decide, and the log says why."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import Cast, cast
from handrail.base.by import By
from handrail.base.reading import of_ticket
from handrail.base.settings_log import keep
from handrail.desk.models import Category, Team
from handrail.flow.opening import open_request
from handrail.people.models import PersonSkill, Skill
from handrail.routing.events import Triaged
from handrail.routing.models import QueuePlace, Rule, TicketNeed
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from truth import same_as_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def ask(people: Cast, subject: str, text: str = "Please.", **named: object) -> Ticket:
    ticket = open_request(
        requester=people.ada, subject=subject, text=text, channel="email",
        by=By.person(people.ada), **named,  # type: ignore[arg-type]
    )  # fmt: skip
    same_as_log(ticket.pk)
    return ticket


def why(ticket: Ticket) -> Triaged:
    event = next(e.event for e in of_ticket(ticket.pk) if e.kind == "ticket.triaged")
    assert isinstance(event, Triaged)
    return event


def rule(name: str, sets: dict[str, object], position: int = 10, **more: object) -> Rule:
    conditions = more.pop("conditions", {})
    made = Rule(name=name, sets=sets, position=position, conditions=conditions, **more)  # type: ignore[misc]
    keep(made, by=By.system())
    return made


def says(*words: str) -> dict[str, object]:
    return {"all": [{"fact": "words", "how": "contains", "value": list(words)}]}


def test_without_a_word_that_tells_it_goes_to_the_front_line(people: Cast) -> None:
    ticket = ask(people, "Hello")
    assert (ticket.team.slug, ticket.category, ticket.complexity) == ("tier-1", None, 1)
    assert str(why(ticket).reasons["team"]) == "The lowest tier that fits"


def test_words_name_a_category_but_do_not_pass_the_front_line(people: Cast) -> None:
    ticket = ask(people, "Error message", "It crashed and the app is not working.")
    assert ticket.category is not None
    assert ticket.category.name == "Fault"
    assert ticket.team.slug == "tier-1"
    assert "crashed" in why(ticket).reasons["category"].because


def test_a_draw_of_words_says_nothing(people: Cast) -> None:
    assert ask(people, "Invoice error").category is None


def test_a_rule_decides_with_its_reason_and_the_first_wins(people: Cast) -> None:
    second, third = Team.objects.get(slug="tier-2"), Team.objects.get(slug="tier-3")
    first = rule("Outages", {"team": second.pk, "impact": 1, "urgency": 1, "tags": ["outage"]},
                 conditions=says("down", "outage"))  # fmt: skip
    rule("Everything", {"team": third.pk, "tags": ["seen"]}, 20)
    ticket = ask(people, "All is down")
    assert (ticket.team, ticket.priority) == (second, 1)
    assert ticket.tags == ["outage", "seen"]
    reason = why(ticket).reasons["team"]
    assert (reason.rule, reason.overruled) == (first.pk, ["Everything"])
    assert reason.because == ['Subject or first message contains "down" or "outage"']


def test_stop_ends_the_asking(people: Cast) -> None:
    rule("First", {"impact": 1}, stop=True)
    rule("Second", {"urgency": 1}, 20)
    ticket = ask(people, "Hello")
    assert (ticket.impact, ticket.urgency) == (1, 2)


def test_a_rule_may_wait_for_the_category_that_words_name(people: Cast) -> None:
    billing = Category.objects.get(name="Billing")
    second = Team.objects.get(slug="tier-2")
    rule("Money", {"team": second.pk},
         conditions={"all": [{"fact": "category", "how": "is", "value": billing.pk}]})  # fmt: skip
    assert ask(people, "Refund of my invoice").team == second


def test_what_the_caller_names_stays(people: Cast) -> None:
    data = Category.objects.get(name="Data")
    rule("Low", {"impact": 3, "category": Category.objects.get(name="Billing").pk})
    ticket = ask(people, "Refund", category=data, impact=1)
    assert (ticket.category, ticket.impact, ticket.team.slug) == (data, 1, "tier-3")
    assert why(ticket).reasons["impact"].ground == "caller"


def test_a_tier_or_a_complexity_leads_to_the_tiers_team(people: Cast) -> None:
    rule("Experts", {"tier": 3}, conditions=says("kernel"))
    rule("Hard", {"complexity": 2}, 20, conditions=says("driver"))
    assert ask(people, "kernel").team.slug == "tier-3"
    assert ask(people, "driver").team.slug == "tier-2"


def test_a_needed_skill_is_kept_and_stands_in_the_queue(people: Cast) -> None:
    french = Skill.objects.create(name="French")
    rule("French", {"skill": [french.pk, 2], "language": "fr"}, conditions=says("bonjour"))
    ticket = ask(people, "Bonjour")
    assert (ticket.language, ticket.need.level) == ("fr", 2)
    assert QueuePlace.objects.get(ticket=ticket).lane.skill_id == french.pk
    TicketNeed.objects.get(ticket=ticket).delete()
    assert QueuePlace.objects.get(ticket=ticket).lane.skill_id is None
    assert not PersonSkill.objects.exists()


def test_a_rule_whose_team_is_gone_is_survived_and_marked(people: Cast) -> None:
    extra = Team.objects.create(
        name="Extra", slug="extra", tier=Team.objects.get(slug="tier-2").tier
    )
    rule("To extra", {"team": extra.pk, "impact": 1})
    extra.delete()
    ticket = ask(people, "Hello")
    assert (ticket.team.slug, ticket.impact) == ("tier-1", 1)
    assert why(ticket).problems == [
        'Rule "To extra" names a team that is gone; the rest of it holds.'
    ]


def test_a_rule_that_broke_after_it_was_saved_is_survived_and_marked(people: Cast) -> None:
    made = rule("Broken", {"impact": 1})
    broken = {"all": [{"fact": "words", "how": "matches", "value": "(a"}]}
    Rule.objects.filter(pk=made.pk).update(conditions=broken)
    ticket = ask(people, "Hello")
    assert ticket.impact == 2
    assert "broken" in why(ticket).problems[0]


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        ({}, "sets nothing"),
        ({"mood": 1}, 'cannot set "mood"'),
        ({"impact": 4}, "no impact"),
        ({"impact": True}, "no impact"),
        ({"team": 999_999}, "team that this rule names is gone"),
        ({"category": 999_999}, "category that this rule names is gone"),
        ({"skill": [999_999, 1]}, "skill that this rule names is gone"),
        ({"tier": 9}, "No team works in tier 9"),
        ({"tags": []}, "no tags"),
        ({"skill": [1]}, "no skill"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(sets: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        rule("Bad", sets)


def test_a_rule_of_a_team_outside_its_tier_is_refused() -> None:
    with pytest.raises(ValidationError, match="not in the tier"):
        rule("Bad", {"tier": 1, "team": Team.objects.get(slug="tier-2").pk})


def test_triage_costs_at_most_two_queries_more(people: Cast) -> None:
    rule("Outages", {"impact": 1}, conditions=says("down"))
    ask(people, "down")
    with CaptureQueriesContext(connection) as bare:
        from_bare(people)
    with CaptureQueriesContext(connection) as triaged:
        open_request(requester=people.ada, subject="down", text="Please.", channel="email",
                     by=By.person(people.ada))  # fmt: skip
    assert len(triaged) - len(bare) <= 2


def from_bare(people: Cast) -> Ticket:
    """A ticket opened without anything being decided."""
    return actions.open_ticket(
        requester=people.ada, subject="down", text="Please.", channel="email",
        by=By.person(people.ada),
    )  # fmt: skip
