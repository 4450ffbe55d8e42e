"""Two people on one ticket see each other, and do not answer over each other."""

import re

from handrail.base.by import By
from handrail.base.clock import now
from handrail.tickets import actions
from handrail.tickets.models import Onlooker


def here(agent, ticket, state="looking"):
    return agent.post(f"/work/tickets/{ticket.pk}/onlookers", {"is": state}).text


def test_they_see_each_other_look_type_and_go(desk, browse):
    ticket, mika, lea = desk.ask(), browse(desk.mika), browse(desk.lea)
    assert here(mika, ticket) == ""
    assert "Mika is looking" in here(lea, ticket)
    here(mika, ticket, "typing")
    assert "Mika is typing…" in here(lea, ticket)
    here(mika, ticket, "away")
    assert here(lea, ticket) == ""


def test_who_went_without_a_word_is_forgotten(desk, browse):
    ticket, lea = desk.ask(), browse(desk.lea)
    here(browse(desk.mika), ticket)
    Onlooker.objects.update(seen_at=now() - actions.looking.GONE_AFTER)
    assert here(lea, ticket) == ""


def test_a_ticket_one_may_not_see_says_nothing(desk, browse):
    ticket = desk.ask()
    desk.front.visibility = "private"
    desk.front.save()
    assert browse(desk.jo).post(f"/work/tickets/{ticket.pk}/onlookers").status_code == 404


def test_an_answer_that_crosses_another_is_held_once(desk, browse):
    ticket, mika = desk.ask(), browse(desk.mika)
    page = mika.get(f"/work/tickets/{ticket.pk}").text
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    actions.reply(
        ticket, author=desk.lea, text="Have you tried water?", then="keep", by=By.person(desk.lea)
    )
    answer = {"text": "Try sand.", "then": "keep", "seen": seen}
    refused = mika.post(f"/work/tickets/{ticket.pk}/replies", answer)
    assert refused.status_code == 422 and "Lea has answered while you were writing" in refused.text
    assert "Try sand." in refused.text
    answer["seen"] = re.search(r'name="seen" value="(\d+)"', refused.text)[1]
    assert mika.post(f"/work/tickets/{ticket.pk}/replies", answer).status_code == 302
    assert ticket.messages.filter(text="Try sand.").count() + ticket.held.count() == 1


def test_sent_and_on_to_the_next_of_the_list(desk, browse):
    first, second, mika = desk.ask(), desk.ask(), browse(desk.mika)
    desk.ask("Elsewhere", impact=1, urgency=1)
    said = {
        "text": "Done.",
        "then": "keep",
        "next": "yes",
        "beside": "queue=unassigned&priority=3&evil=<x>",
    }
    answer = mika.post(f"/work/tickets/{first.pk}/replies", said)
    assert answer["Location"] == f"/work/tickets/{second.pk}?queue=unassigned&priority=3"
    assert answer.cookies["handrail_next"].value == "yes"


def test_what_agents_write_is_rich_and_harmless(desk, browse):
    ticket, mika = desk.ask(), browse(desk.mika)
    text = "**Bold** and [a link](https://x.example) and <script>alert(1)</script>\n\n- one\n- two"
    mika.post(f"/work/tickets/{ticket.pk}/notes", {"text": text})
    page = mika.get(f"/work/tickets/{ticket.pk}").text
    assert "<strong>Bold</strong>" in page and "<li>one</li>" in page
    assert (
        'href="https://x.example"' in page
        and "&lt;script&gt;" in page
        and "<script>alert" not in page
    )
    looks = mika.post("/work/preview", {"text": text}).text
    assert "<strong>Bold</strong>" in looks and "<script>" not in looks


def test_names_and_commands_are_offered_to_staff_alone(desk, browse):
    ticket, mika = desk.ask(), browse(desk.mika)
    assert 'data-name="Lea"' in mika.get("/work/people?q=le").text
    assert "Ada Dahl" not in mika.get("/work/people?q=ada").text
    assert (
        f"#{ticket.pk} Printer on fire" in mika.get(f"/work/palette?q=%23{ticket.pk}").text
        or ticket.pk < 10
    )
    assert "Ada Dahl" in mika.get("/work/palette?q=ada").text
    assert browse(desk.ada).get("/work/palette?q=ada").status_code == 404


def test_a_customer_s_whole_history(desk, browse):
    old, new, mika = desk.ask("Old one"), desk.ask("New one"), browse(desk.mika)
    page = mika.get(f"/work/people/{desk.ada.pk}").text
    assert page.index("New one") < page.index("Old one") and "ada@north.example" in page
    beside = mika.get(f"/work/tickets/{new.pk}/history", headers={"HX-Request": "true"}).text
    assert "Old one" in beside and f"merger?into={old.pk}" in beside
    sheet = mika.get(f"/work/tickets/{new.pk}/merger?into={old.pk}").text
    assert f'value="{old.pk}"' in sheet
