"""Triggers do what they say, leave a line for it, and never stand in the way of the act."""

from typing import get_args

import pytest
from django.core.exceptions import ValidationError

from handrail.automation import running
from handrail.automation.deeds.kinds import REFERENCES, AnyDeed
from handrail.automation.models import Trigger
from handrail.automation.queries import runs_of, runs_that_failed
from handrail.base import settings_log
from handrail.base.by import By
from handrail.desk.models import Team
from handrail.escalation.models import Handoff
from handrail.tickets import actions
from handrail.tickets.models import Ticket, Watcher
from rooms.automation.scene import MONDAY, Scene, lines, runs, tag, tags_of, work_off
from truth import same_as_log

pytestmark = pytest.mark.django_db
WORDS = {"all": [{"fact": "words", "how": "contains", "value": "printer"}]}


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_an_opening_is_met_with_its_words(scene: Scene) -> None:
    scene.trigger("ticket.opened", tag("Hardware"), conditions=WORDS)
    burning, other = scene.ask(), scene.ask("The door squeaks")
    work_off()
    assert (tags_of(burning), tags_of(other)) == (["hardware"], [])
    same_as_log(burning.pk)


def test_every_deed_is_done_and_told(scene: Scene) -> None:
    second = Team.objects.get(slug="tier-2")
    ticket, other = scene.ask(), scene.ask()
    scene.trigger(
        "ticket.noted",
        tag("one", "two"),
        {"do": "remove_tags", "tags": ["one"]},
        {"do": "set_impact", "impact": 1},
        {"do": "set_urgency", "urgency": 1},
        {"do": "note", "text": "For {{team.name}}"},
        {"do": "move", "team": second.pk},
        {"do": "assign", "person": scene.people.jo.pk},
        {"do": "tell_lead", "text": "Look at #{{ticket.number}}."},
        {"do": "watch", "person": scene.people.mika.pk},
        {"do": "link", "ticket": other.pk},
        {"do": "release"},
        {"do": "wait", "on": "third_party"},
        {"do": "reply", "text": "We are on it, {{brand.name}}."},
    )
    actions.note(
        ticket, author=scene.people.mika, text="go", by=By.person(scene.people.mika, MONDAY)
    )
    work_off()
    ticket = Ticket.objects.get(pk=ticket.pk)
    ran = lines(ticket, "automation.ran")[0].payload
    assert len(ran["did"]) == 13 and not ran.get("failed")
    assert (ticket.tags, ticket.priority, ticket.team, ticket.owner) == (["two"], 1, second, None)
    assert (ticket.state, ticket.turn) == ("waiting", "third_party")
    told = list(ticket.notes.values_list("text", flat=True))[1:]
    assert told == ["For Front line", f"For Lea: Look at #{ticket.pk}."]
    assert Watcher.objects.filter(ticket=ticket).count() == 2
    assert ticket.messages.latest("id").text == "We are on it, Support."
    same_as_log(ticket.pk)


def test_escalating_offers_and_solving_solves(scene: Scene) -> None:
    scene.trigger("ticket.opened", {"do": "escalate", "wanted": "Have a look at it"})
    ticket = scene.ask()
    work_off()
    offer = Handoff.objects.get(ticket=ticket)
    assert offer.to_team.slug == "tier-2" and offer.wanted == "Have a look at it"
    scene.trigger("handoff.recalled", {"do": "solve"})
    other = scene.ask()
    work_off()
    assert lines(other, "automation.ran") and Ticket.objects.get(pk=other.pk).state == "open"


def test_what_fails_is_told_and_stops_nothing_else(scene: Scene) -> None:
    gone = Team.objects.create(tier=Team.objects.get(slug="tier-2").tier, name="Gone", slug="gone")
    rule = scene.trigger(
        "ticket.opened", tag("before"), {"do": "move", "team": gone.pk},
        {"do": "assign", "person": scene.people.jo.pk}, tag("after"),
    )  # fmt: skip
    gone.delete()
    ticket = scene.ask()
    work_off()
    ran = lines(ticket, "automation.ran")[0].payload
    assert tags_of(ticket) == ["before", "after"]
    assert ran["did"] == ["tagged before", "tagged after"]
    assert "There is no team" in ran["failed"][0] and "is not in Front line" in ran["failed"][1]
    assert [run.failed for run in runs_that_failed()] == [ran["failed"]]
    assert runs_of(rule) == runs()


def test_a_job_done_twice_runs_once(scene: Scene) -> None:
    scene.trigger("ticket.opened", {"do": "note", "text": "hello"})
    ticket = scene.ask()
    event = lines(ticket, "ticket.customer_wrote")[0].pk
    assert len(running.follow(event, now=MONDAY)) == 1
    assert running.follow(event, now=MONDAY) == []
    work_off()
    assert ticket.notes.count() == 1


def test_what_finds_everything_as_it_wants_it_says_so(scene: Scene) -> None:
    scene.trigger("ticket.opened", tag("vip"))
    ticket = scene.ask(tags=["vip"])
    work_off()
    assert runs()[0].did == [] == runs()[0].failed
    assert not lines(ticket, "ticket.changed")


def test_a_rule_starts_the_ones_behind_it_and_never_those_before(scene: Scene) -> None:
    scene.trigger("ticket.changed", tag("early"), position=1, name="Early")
    scene.trigger("ticket.opened", tag("middle"), position=5, name="Middle")
    scene.trigger("ticket.changed", tag("late"), position=9, name="Late")
    ticket = scene.ask()
    work_off()
    assert tags_of(ticket) == ["middle", "late"]
    began = lines(ticket, "automation.began")
    caused = lines(ticket, "ticket.changed")[0]
    assert [line.payload["name"] for line in began] == ["Middle", "Late"]
    assert caused.cause == began[0].pk and began[1].cause == caused.pk


def test_rules_off_or_gone_do_nothing(scene: Scene) -> None:
    off = scene.trigger("ticket.opened", tag("off"), is_active=False)
    on = scene.trigger("ticket.opened", tag("on"))
    ticket = scene.ask()
    on.delete()
    assert work_off() == 1 and tags_of(ticket) == [] and not off.is_active


def test_automatic_messages_come_to_an_end(scene: Scene) -> None:
    scene.trigger("ticket.customer_wrote", {"do": "reply", "text": "Thank you."})
    ticket, ada = scene.ask(), scene.people.ada
    for number in range(8):
        actions.hear(ticket, author=ada, text=f"more {number}", channel="email",
                     by=By.person(ada, MONDAY))  # fmt: skip
    work_off()
    sent = ticket.messages.filter(direction="out")
    assert sent.count() == 5
    actions.hear(ticket, author=ada, text="I am away", channel="email", is_automatic=True,
                 by=By.person(ada, MONDAY))  # fmt: skip
    work_off()
    assert "sent by a machine" in runs()[-1].failed[0]


def test_a_rule_can_be_undone_like_every_setting(scene: Scene) -> None:
    rule = scene.trigger(["ticket.opened", "ticket.noted"], tag("x"), conditions=WORDS)
    settings_log.remove(rule, by=scene.root)
    settings_log.undo(settings_log.history(Trigger)[0], by=scene.root)
    ticket = scene.ask()
    work_off()
    assert Trigger.objects.get(name=rule.name).on == ["ticket.opened", "ticket.noted"]
    assert tags_of(ticket) == ["x"]


def test_a_rule_broken_behind_the_programs_back_harms_no_other(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    broken = scene.trigger("ticket.opened", tag("x"), name="Broken")
    scene.trigger("ticket.opened", tag("y"), name="Whole")
    Trigger.objects.filter(pk=broken.pk).update(conditions={"all": "nonsense"})
    ticket = scene.ask()
    work_off()
    assert tags_of(ticket) == ["y"] and "Broken cannot be read" in caplog.text


def test_the_names_of_rows_in_deeds_are_all_known() -> None:
    """What moves rules between desks must know every deed that holds the number of a row."""
    held = {
        (kind.__struct_config__.tag, name)
        for kind in get_args(AnyDeed)
        for name in ("category", "team", "person", "ticket")
        if name in kind.__struct_fields__
    }
    assert held == {(do, name) for do, (name, _) in REFERENCES.items()}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"on": []}, "at least one event"),
        ({"on": ["ticket.exploded"]}, "No trigger starts on ticket.exploded"),
        ({"actions": []}, "at least one thing to do"),
        ({"actions": [{"do": "dance"}]}, "cannot be read"),
        ({"actions": [tag()]}, "Name at least one tag"),
        ({"actions": [tag("a,b")]}, "is no tag"),
        ({"actions": [{"do": "move", "team": 999_999}]}, "There is no team"),
        ({"actions": [{"do": "assign", "person": 999_999}]}, "There is no person"),
        ({"actions": [{"do": "set_category", "category": 999_999}]}, "does not exist any more"),
        ({"actions": [{"do": "set_field", "key": "colour", "value": 1}]}, "no field called colour"),
        ({"actions": [{"do": "wait", "on": "until"}]}, "how many minutes"),
        ({"actions": [{"do": "link", "ticket": 999_999}]}, "There is no ticket"),
        ({"actions": [{"do": "note", "text": " "}]}, "Write the text"),
        ({"actions": [{"do": "note", "text": "{{secret}}"}]}, "There is no placeholder {{secret}}"),
        ({"actions": [{"do": "reply", "text": "{{ticket.subject}}"}]}, "stranger's own words"),
        ({"actions": [tag("x")] * 21}, "At most 20 actions"),
        ({"conditions": {"all": [{"fact": "team", "how": "is", "value": 999_999}]}}, "does not exist"),
        ({"conditions": {"all": [{"fact": "text", "how": "matches", "value": "("}]}}, "is broken"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused_in_a_sentence(scene: Scene, facts: dict, said: str) -> None:
    given = {"on": ["ticket.opened"], "actions": [tag("x")], **facts}
    with pytest.raises(ValidationError) as refused:
        scene.trigger(given.pop("on"), *given.pop("actions"), **given)
    assert said in str(refused.value)
