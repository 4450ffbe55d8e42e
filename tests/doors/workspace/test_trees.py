"""Trees on screen: drawn as one form, tried, published, walked on a ticket, and brought back."""

import re

import pytest

from handrail.base.by import By
from handrail.desk.models import Category, Team, Tier
from handrail.escalation.models import Handoff
from handrail.knowledge.trees import actions
from handrail.knowledge.trees.models import Tree, Walk
from handrail.tickets import actions as tickets

HX = {"HX-Request": "true"}
PLACE = {
    "name": "The hub is silent",
    "audience": "1",
    "language": "en",
    "category": "",
    "brand": "",
}


def tier(level):
    return Tier.objects.get(level=level).pk


def drawing(**nodes):
    return {
        "start": "light",
        "nodes": {
            "light": {"kind": "question", "text": "Is the light red?", "answers": [
                {"text": "Yes", "to": "restart"}, {"text": "No", "to": "done"},
                {"text": "None", "to": "form"}]},
            "restart": {"kind": "step", "text": "Take the plug out.", "failed": "experts"},
            "done": {"kind": "solved", "text": "Then all is well."},
            "experts": {"kind": "escalate", "team": Team.objects.get(slug="tier-2").pk,
                        "wanted": "Look inside", "found": "It restarts"},
            "form": {"kind": "ticket", "urgency": 1, "tags": ["dark"]},
            **nodes,
        },
    }  # fmt: skip


@pytest.fixture
def hub(desk):
    by = By.person(desk.root)
    made = actions.plant(name="The hub is silent", definition=drawing(), by=by,
                         place=actions.Place(tier=tier(1), audience=1))  # fmt: skip
    return actions.publish(made, by=by)


@pytest.fixture
def ticket(desk):
    made = tickets.open_ticket(requester=desk.ada, subject="Hub", text="Silent", channel="portal",
                               by=By.person(desk.ada))  # fmt: skip
    return tickets.take(made, person=desk.mika, by=By.person(desk.mika))


def fields(page):
    """What a browser would send for the form as it stands on the page."""
    found = {}
    for name, body in re.findall(
        r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else re.search(r'<option value="([^"]*)"', body)[1]
    for tag in re.findall(r"<input[^>]*>", page.split('id="drawing"')[1]):
        name, value = (re.search(rf'{part}="([^"]*)"', tag) for part in (" name", "value"))
        if name and "csrf" not in name[1]:
            found[name[1]] = value[1] if value else ""
    for name, words in re.findall(
        r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL
    ):
        found[name] = words
    return found


def test_a_new_tree_is_drawn_kept_half_done_and_published_when_whole(desk, browse):
    mika = browse(desk.mika)
    page = mika.post("/work/trees/new", PLACE | {"tier": tier(1)}, follow=True)
    tree, address = Tree.objects.get(), page.redirect_chain[-1][0]
    typed = fields(page.text)
    assert "says nothing" in page.text and tree.state == "draft"
    key = next(name for name, value in typed.items() if value == "question").split("-")[0]
    typed |= {f"{key}-text": "Is it on?", f"{key}-name": "power", f"{key}-a1-to": "new:step"}
    page = mika.post(address, typed | {"do": "apply"}).text
    assert "Step to try" in page and "leads nowhere yet" in page and Tree.objects.get().newest == 1
    typed = fields(page)
    kept = mika.post(address, typed | {"do": "keep"}, follow=True).text
    assert "Version 2 is kept" in kept and "leads nowhere yet" in kept
    refused = mika.post(f"/work/trees/{tree.pk}/publication", follow=True).text
    assert "leads nowhere yet" in refused and Tree.objects.get().state == "draft"
    step = next(name for name, value in typed.items() if value == "step").split("-")[0]
    form = next(name for name, value in typed.items() if value == "ticket").split("-")[0]
    typed = fields(mika.get(address).text)
    step = next(name for name, value in typed.items() if value == "step").split("-")[0]
    typed |= {f"{step}-text": "Press the knob.", f"{step}-failed": "new:ticket"}
    form = next(name for name, value in typed.items() if value == "ticket").split("-")[0]
    typed = fields(mika.post(address, typed | {"do": f"drop:{form.removeprefix('n')}"}).text)
    done = mika.post(address, typed | {"do": "publish"}, follow=True).text
    assert "is published" in done and Tree.objects.get().state == "published"


def test_answers_are_added_and_taken_away_and_a_new_name_breaks_nothing(desk, browse, hub):
    mika, address = browse(desk.mika), f"/work/trees/{hub.pk}/drawing"
    typed = fields(mika.get(address).text)
    more = fields(mika.post(address, typed | {"do": "answer:1"}).text)
    assert more["n1-count"] == "4"
    fewer = fields(mika.post(address, more | {"do": "unanswer:1:3", "n1-name": "Lamp"}).text)
    assert fewer["n1-count"] == "3"
    mika.post(address, fewer | {"do": "keep"})
    kept = hub.versions.get(number=2).definition
    assert kept["start"] == "Lamp" and kept["nodes"]["Lamp"] == drawing()["nodes"]["light"] | {
        "help": ""
    }
    assert {k: v["kind"] for k, v in kept["nodes"].items() if k != "Lamp"} == {
        "restart": "step", "done": "solved", "experts": "escalate", "form": "ticket"}  # fmt: skip


def test_what_was_drawn_meanwhile_is_not_overwritten_unseen(desk, browse, hub):
    mika, address = browse(desk.mika), f"/work/trees/{hub.pk}/drawing"
    typed = fields(mika.get(address).text)
    actions.draw(
        hub, definition=drawing(done={"kind": "solved", "text": "Other"}), by=By.person(desk.root)
    )
    answer = mika.post(address, typed | {"do": "keep", "n1-text": "Mine?"})
    assert (
        answer.status_code == 422 and "was kept meanwhile" in answer.text and "Mine?" in answer.text
    )
    mika.post(address, fields(answer.text) | {"do": "keep"})
    assert hub.versions.get(number=3).definition["nodes"]["light"]["text"] == "Mine?"


def test_it_is_tried_without_being_counted_and_brought_back(desk, browse, hub):
    mika = browse(desk.mika)
    trial = mika.post(f"/work/trees/{hub.pk}/trials").url
    assert "Is the light red?" in mika.get(trial).text
    mika.post(trial, {"said": "Yes"})
    assert "Take the plug out." in mika.get(trial).text and Walk.objects.get().is_trial
    assert browse(desk.jo).get(trial).status_code == 404
    actions.draw(
        hub, definition=drawing(done={"kind": "solved", "text": "Other"}), by=By.person(desk.root)
    )
    assert "Then all is well." in mika.get(f"/work/trees/{hub.pk}/versions/1").text
    mika.post(f"/work/trees/{hub.pk}/versions/1")
    assert hub.versions.get(number=3).definition == drawing()


def test_on_a_ticket_its_path_goes_into_the_handoff(desk, browse, hub, ticket):
    mika, at = browse(desk.mika), f"/work/tickets/{ticket.pk}"
    assert "The hub is silent" in mika.get(f"{at}/knowledge").text
    panel = mika.post(f"{at}/walks", {"tree": hub.slug}, headers=HX).text
    assert "Is the light red?" in panel
    walk = Walk.objects.get()
    wrong = mika.post(f"{at}/walks/{walk.pk}", {"said": "Blue"}, headers=HX)
    assert wrong.status_code == 422 and "Choose one of the answers" in wrong.text
    for said in ("Yes", "It did not help"):
        panel = mika.post(f"{at}/walks/{walk.pk}", {"said": said}, headers=HX).text
    assert "Hand it over" in panel and "Is the light red? — Yes" in panel
    sheet = mika.get(mika.post(f"{at}/walks/{walk.pk}/end").url).text
    assert (
        "Look inside" in sheet and "It restarts" in sheet and "Tried: Take the plug out." in sheet
    )
    to = Team.objects.get(slug="tier-2").pk
    assert re.search(rf'<option value="{to}" selected', sheet)
    tried = re.search(r'name="tried"[^>]*>(.*?)</textarea>', sheet, re.DOTALL)[1].strip()
    mika.post(f"{at}/handoffs/new", {"to": to, "wanted": "Look inside", "tried": tried})
    assert "Is the light red? — Yes" in Handoff.objects.get().tried
    assert "went through “The hub is silent”" in mika.get(at).text


def test_an_end_sets_the_facts_it_names(desk, browse, hub, ticket):
    mika, at = browse(desk.mika), f"/work/tickets/{ticket.pk}"
    mika.post(f"{at}/walks", {"tree": hub.slug}, headers=HX)
    walk = Walk.objects.get()
    mika.post(f"{at}/walks/{walk.pk}", {"said": "None"}, headers=HX)
    mika.post(f"{at}/walks/{walk.pk}/end")
    ticket.refresh_from_db()
    assert (ticket.urgency, ticket.tags) == (1, ["dark"])
    again = mika.post(f"{at}/walks/{walk.pk}/end", follow=True).text
    assert "This walk is over" in again


def test_a_walk_that_is_left_is_kept_as_far_as_it_went(desk, browse, hub, ticket):
    mika, at = browse(desk.mika), f"/work/tickets/{ticket.pk}"
    mika.post(f"{at}/walks", {"tree": hub.slug}, headers=HX)
    walk = Walk.objects.get()
    mika.post(f"{at}/walks/{walk.pk}", {"said": "Yes"}, headers=HX)
    assert (
        browse(desk.jo).post(f"{at}/walks/{walk.pk}", {"said": "Yes"}, headers=HX).status_code
        == 404
    )
    mika.post(f"{at}/walks/{walk.pk}/end", {"do": "leave"})
    assert "left before an end. Is the light red? — Yes" in mika.get(at).text
    assert "Decision trees" in mika.get(f"{at}/knowledge").text


def test_each_node_shows_where_people_go_and_leave(desk, browse, hub, ticket):
    mika, at = browse(desk.mika), f"/work/tickets/{ticket.pk}"
    for number in range(3):
        mika.post(f"{at}/walks", {"tree": hub.slug}, headers=HX)
        walk = Walk.objects.latest("pk")
        mika.post(f"{at}/walks/{walk.pk}", {"said": "Yes"}, headers=HX)
        if number:
            mika.post(f"{at}/walks/{walk.pk}/end", {"do": "leave"})
        else:
            mika.post(f"{at}/walks/{walk.pk}", {"said": "It helped"}, headers=HX)
    page = mika.get(f"/work/trees/{hub.pk}").text
    assert "3 walks in the last 90 days: 33 % solved" in page and "3 came, 2 left" in page
    assert "3 came in 90 days, 2 left here" in mika.get(f"/work/trees/{hub.pk}/drawing").text


def test_who_may_see_and_draw(desk, browse, hub):
    about = Category.objects.create(name="Hubs")
    secret = actions.plant(name="Master reset", definition=drawing(), by=By.person(desk.root),
                           place=actions.Place(tier=tier(2), audience=2, category=about.pk))  # fmt: skip
    actions.publish(secret, by=By.person(desk.root))
    assert "Master reset" not in browse(desk.mika).get("/work/trees").text
    assert "Master reset" in browse(desk.jo).get("/work/trees").text
    for path in ("", "/drawing", "/facts", "/versions/1"):
        assert browse(desk.mika).get(f"/work/trees/{secret.pk}{path}").status_code == 404
    refused = browse(desk.mika).post(f"/work/trees/{hub.pk}/retirement", follow=True)
    assert "Retired." in refused.text
    assert browse(desk.ada).get("/work/trees").status_code in (302, 404)
