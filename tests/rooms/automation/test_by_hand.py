"""Macros and canned answers: an agent's own hand, under the agent's own rights."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from handrail.automation.by_hand import apply_macro, canned_for, canned_text, macros_for
from handrail.automation.models import CannedAnswer, Macro, Trigger
from handrail.base import settings_log
from handrail.base.by import By
from handrail.base.models import EventRecord
from handrail.desk.models import Team
from handrail.people.rules import NotAllowed
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from rooms.automation.scene import MONDAY, Scene, tag, tags_of
from truth import same_as_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def macro(scene: Scene, *actions: dict[str, Any], **facts: Any) -> Macro:
    row = Macro(**{"name": "All at once", **facts}, actions=list(actions))
    settings_log.keep(row, by=scene.root)
    return row


def canned(scene: Scene, name: str, **facts: Any) -> CannedAnswer:
    row = CannedAnswer(**{"name": name, "text": "Hello.", **facts})
    settings_log.keep(row, by=scene.root)
    return row


def test_a_macro_is_the_agents_own_doing(scene: Scene) -> None:
    mika, ticket = scene.people.mika, scene.ask()
    made = macro(
        scene, tag("done"), {"do": "solve"}, text="Bye {{requester.first_name}}, {{agent.name}}"
    )
    apply_macro(ticket, made, agent=mika, by=By.person(mika, MONDAY))
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.turn, ticket.tags) == ("solved", ["done"])
    last = ticket.messages.latest("id")
    assert (last.text, last.author, last.is_automatic) == ("Bye Ada, Mika", mika, False)
    applied = EventRecord.objects.get(kind="ticket.macro_applied")
    caused = EventRecord.objects.filter(cause=applied.pk)
    assert {line.person_id for line in caused} == {mika.pk} and caused.count() == 3
    same_as_log(ticket.pk)


def test_all_of_it_or_nothing(scene: Scene) -> None:
    mika, ticket = scene.people.mika, scene.ask()
    made = macro(scene, tag("x"), {"do": "assign", "person": scene.people.jo.pk}, text="Hello")
    with pytest.raises(
        actions.Refused, match=r"given to Jo: Jo is not in Front line.* Nothing was done"
    ):
        apply_macro(ticket, made, agent=mika, by=By.person(mika, MONDAY))
    assert tags_of(ticket) == [] and ticket.messages.count() == 1
    assert not EventRecord.objects.filter(kind="ticket.macro_applied").exists()


def test_a_macro_with_a_lost_team_says_so(scene: Scene) -> None:
    mika, ticket = scene.people.mika, scene.ask()
    gone = Team.objects.create(tier=Team.objects.get(slug="tier-2").tier, name="Gone", slug="gone")
    moves = macro(scene, {"do": "move", "team": gone.pk}, name="Move")
    same = {"do": "escalate", "wanted": "Look", "team": Team.objects.get(slug="tier-1").pk}
    offers = macro(scene, same, name="Offer")
    gone.delete()
    for made, said in ((moves, "There is no team"), (offers, "already with Front line")):
        with pytest.raises(actions.Refused, match=f"{said}.*Nothing was done"):
            apply_macro(ticket, made, agent=mika, by=By.person(mika, MONDAY))


def test_a_macro_gives_nobody_more_rights(scene: Scene) -> None:
    light, ticket = scene.people.cy, scene.ask()
    light.role = "light_agent"
    light.save()
    made = macro(scene, {"do": "solve"})
    with pytest.raises(NotAllowed):
        apply_macro(ticket, made, agent=light, by=By.person(light, MONDAY))
    assert Ticket.objects.get(pk=ticket.pk).state == "open"


def test_offered_to_the_team_and_where_it_fits(scene: Scene) -> None:
    second = Team.objects.get(slug="tier-2")
    ticket, mika, jo = scene.ask(), scene.people.mika, scene.people.jo
    theirs = macro(scene, {"do": "solve"}, name="Theirs", team=second)
    other = {"all": [{"fact": "words", "how": "contains", "value": "heating"}]}
    macro(scene, {"do": "solve"}, name="Elsewhere", conditions=other)
    macro(scene, {"do": "solve"}, name="Off", is_active=False)
    mine, of_jo = (
        [m.name for m in macros_for(ticket, p, by=By.person(p, MONDAY))] for p in (mika, jo)
    )
    assert mine == ["Close as solved elsewhere"]
    assert of_jo == ["Close as solved elsewhere", "Theirs"]
    with pytest.raises(actions.Refused, match="not one of your macros"):
        apply_macro(ticket, theirs, agent=mika, by=By.person(mika, MONDAY))
    misfit = Macro.objects.get(name="Elsewhere")
    with pytest.raises(actions.Refused, match="does not fit"):
        apply_macro(ticket, misfit, agent=mika, by=By.person(mika, MONDAY))


def test_an_empty_macro_and_a_wrong_text_are_refused(scene: Scene) -> None:
    with pytest.raises(ValidationError, match="at least one thing"):
        macro(scene)
    with pytest.raises(ValidationError, match="no placeholder"):
        macro(scene, text="{{ticket.token}}")
    with pytest.raises(ValidationError, match="no placeholder"):
        canned(scene, "Leak", text="{{requester.email}}")
    canned(scene, "One", shortcut="one")
    with pytest.raises(ValidationError):
        canned(scene, "Another", shortcut="one")


def test_canned_answers_are_found_by_shortcut_name_and_words(scene: Scene) -> None:
    second = Team.objects.get(slug="tier-2")
    canned(scene, "Restart", text="Please restart the printer.", shortcut="re")
    canned(scene, "Printer manual", text="Page 4.", team=second)
    canned(scene, "Drucker", text="Bitte den Drucker neu starten.", language="de")
    mika, jo = scene.people.mika, scene.people.jo

    def found(person: Any, **how: str) -> list[str]:
        return [answer.name for answer in canned_for(person, **how)]

    assert found(mika, words="printer") == ["Restart"]
    assert found(jo, words="printer") == ["Printer manual", "Restart"]
    assert found(mika, words="re")[0] == "Restart"
    assert found(mika, words="restart PRINTER please") == ["Restart"]
    assert "Drucker" not in found(mika, language="en") and "Drucker" in found(mika, language="de")
    assert found(mika, words="% _") == []


def test_a_canned_answer_is_filled_in_once(scene: Scene) -> None:
    ticket = scene.ask(subject="{{agent.name}} {{team.name}}")
    answer = canned(
        scene, "Echo", text="“{{ticket.subject}}” by {{agent.first_name}}: {{portal.url}}"
    )
    text = canned_text(answer, ticket, agent=scene.people.mika)
    assert text.startswith("“{{agent.name}} {{team.name}}” by Mika: http")
    assert text.endswith(f"/requests/{ticket.pk}")


def test_an_empty_desk_has_good_defaults(scene: Scene) -> None:
    assert CannedAnswer.objects.count() == 3 and Macro.objects.count() == 1
    assert not Trigger.objects.filter(is_active=True).exists()
    for row in [*CannedAnswer.objects.all(), *Macro.objects.all()]:
        row.full_clean()
    ticket, mika = scene.ask(), scene.people.mika
    apply_macro(ticket, Macro.objects.get(), agent=mika, by=By.person(mika, MONDAY))
    assert Ticket.objects.get(pk=ticket.pk).turn == "solved"
    assert ticket.notes.get().text == "Solved elsewhere; closed by Mika."
