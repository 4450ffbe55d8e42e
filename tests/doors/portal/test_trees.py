"""Finding out step by step: a tree is walked, asked out of, and its path goes along with the request."""

import pytest

from handrail.base.by import By
from handrail.desk.models import Category, Team, Tier
from handrail.escalation.models import Handoff
from handrail.knowledge.trees import actions
from handrail.knowledge.trees.models import Walk
from handrail.tickets.models import Ticket

PATH = ["Is the light red? — Yes", "Tried: Take the plug out. — it did not help."]


def drawing():
    return {
        "start": "light",
        "nodes": {
            "light": {"kind": "question", "text": "Is the light red?", "help": "It is **below**.", "answers": [
                {"text": "Yes", "to": "restart"}, {"text": "No", "to": "done"},
                {"text": "There is none", "to": "form"}]},
            "restart": {"kind": "step", "text": "Take the plug out.", "failed": "experts"},
            "done": {"kind": "solved", "text": "Then all is well."},
            "experts": {"kind": "escalate", "team": Team.objects.get(slug="tier-2").pk, "wanted": "Look inside"},  # noqa: E501
            "form": {"kind": "ticket", "subject": "No light", "urgency": 1, "tags": ["dark"]},
        },
    }  # fmt: skip


@pytest.fixture
def hub(desk):
    heat = Category.objects.create(name="Heating", path="Heating", is_public=True)
    place = actions.Place(tier=Tier.objects.get(level=1).pk, audience=0, category=heat.pk)
    by = By.person(desk.root)
    made = actions.plant(name="The hub is silent", place=place, definition=drawing(), by=by)
    secret = actions.plant(
        name="Master reset", by=by, definition=drawing(),
        place=actions.Place(tier=Tier.objects.get(level=2).pk, audience=2),
    )  # fmt: skip
    actions.publish(secret, by=by)
    return actions.publish(made, by=by)


def begun(visitor, *answers):
    page = visitor.post("/help/trees/the-hub-is-silent/walks", {"said": answers[0]})
    for said in answers[1:]:
        visitor.post(page.url, {"said": said})
    return page.url


def test_it_is_found_where_one_looks_and_only_by_those_it_is_for(desk, browse, hub):
    visitor = browse(None)
    for page in ("/", f"/help/categories/{hub.category_id}"):
        text = visitor.get(page).text
        assert "The hub is silent" in text and "Master reset" not in text
    assert visitor.get("/help/trees/master-reset").status_code == 404
    assert visitor.post("/help/trees/master-reset/walks", {"said": "Yes"}).status_code == 404
    first = visitor.get("/help/trees/the-hub-is-silent").text
    assert "Is the light red?" in first and "<strong>below</strong>" in first
    assert not Walk.objects.exists()


def test_a_step_that_helped_is_an_end_and_one_can_go_back(desk, browse, hub):
    visitor = browse(None)
    walk = begun(visitor, "Yes")
    assert "Take the plug out." in visitor.get(walk).text
    visitor.post(walk, {"do": "back"})
    assert "Is the light red?" in visitor.get(walk).text
    wrong = visitor.post(walk, {"said": "Perhaps"}, follow=True).text
    assert "Choose one of the answers" in wrong
    visitor.post(walk, {"said": "Yes"})
    visitor.post(walk, {"said": "It helped"})
    assert "works again" in visitor.get(walk).text
    assert Walk.objects.get().outcome == "solved"


def test_a_walk_belongs_to_whoever_walks_it(desk, browse, hub):
    walk = begun(browse(None), "Yes")
    assert browse(None).get(walk).status_code == 404
    assert browse(desk.ada).post(walk, {"said": "It helped"}).status_code == 404
    number = walk.rsplit("/", 1)[1]
    assert "Take the plug" not in browse(desk.ada).get(f"/requests/new?walk={number}").text


def test_a_request_out_of_it_carries_the_path_and_goes_to_the_team_it_names(desk, browse, hub):
    visitor = browse(desk.ada)
    walk = begun(visitor, "Yes", "It did not help")
    form = visitor.get(f"/requests/new?walk={walk.rsplit('/', 1)[1]}").text
    assert all(line in form for line in PATH) and "Is there more to say?" in form
    assert 'value="The hub is silent"' in form
    typed = {"subject": "The hub is silent", "text": "", "category": hub.category_id,
             "walk": walk.rsplit("/", 1)[1], "asked": ""}  # fmt: skip
    visitor.post("/requests/new", typed)
    ticket = Ticket.objects.get()
    assert ticket.messages.get().text == "\n".join(PATH)
    offered = Handoff.objects.get()
    assert (offered.to_team.slug, offered.wanted, offered.tried) == (
        "tier-2",
        "Look inside",
        "\n".join(PATH),
    )
    assert Walk.objects.get().outcome == "escalated" and Walk.objects.get().ticket == ticket
    assert "with us" in visitor.get(walk).text
    told = browse(desk.mika).get(f"/work/tickets/{ticket.pk}").text
    assert "The hub is silent" in told and "Is the light red? — Yes" in told


def test_an_end_that_opens_a_ticket_gives_its_facts(desk, browse, hub):
    visitor = browse(desk.ada)
    walk = begun(visitor, "There is none")
    number = walk.rsplit("/", 1)[1]
    assert 'value="No light"' in visitor.get(f"/requests/new?walk={number}").text
    visitor.post("/requests/new", {"subject": "No light", "text": "All dark.", "category": "",
                                   "walk": number, "asked": ""})  # fmt: skip
    ticket = Ticket.objects.get()
    assert (ticket.urgency, ticket.tags, ticket.messages.get().text) == (1, ["dark"], "All dark.")
    assert Walk.objects.get().outcome == "ticket"


def test_asking_instead_is_counted_where_one_stood(desk, browse, hub):
    visitor = browse(desk.ada)
    number = begun(visitor, "Yes").rsplit("/", 1)[1]
    typed = {"subject": "Hub", "text": "Please come.", "category": "", "walk": number, "asked": ""}
    visitor.post("/requests/new", typed)
    visitor.post("/requests/new", typed)
    walk = Walk.objects.get()
    assert (walk.here, walk.outcome, Ticket.objects.count()) == ("restart", "ticket", 2)
