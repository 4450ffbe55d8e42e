"""Every verb of the workspace, through its plain form."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from handrail.base.by import By
from handrail.base.clock import now
from handrail.tickets import actions
from handrail.tickets.models import Draft, Link, Ticket


def at(ticket: Ticket, noun: str = "") -> str:
    return f"/work/tickets/{ticket.pk}{noun}"


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def done(answer, ticket) -> None:
    assert answer.status_code == 302, answer.text
    assert answer["Location"] == at(ticket)


def test_taking_and_giving_back(desk, browse):
    ticket, agent = desk.ask(), browse(desk.mika)
    done(agent.post(at(ticket, "/owner"), {"owner": desk.mika.pk}), ticket)
    assert fresh(ticket).owner == desk.mika
    done(agent.post(at(ticket, "/owner"), {"owner": ""}), ticket)
    assert fresh(ticket).owner is None


def test_a_ticket_somebody_has_cannot_be_taken(desk, browse):
    ticket = desk.ask()
    actions.take(ticket, person=desk.lea, by=By.person(desk.lea))
    answer = browse(desk.mika).post(at(ticket, "/owner"), {"owner": desk.mika.pk})
    assert answer.status_code == 422
    assert "Lea has already taken" in answer.text
    assert fresh(ticket).owner == desk.lea


def test_a_reply_goes_to_the_customer_and_waits(desk, browse):
    ticket = desk.ask()
    upload = SimpleUploadedFile("../../x.txt", b"hello")
    answer = browse(desk.mika).post(
        at(ticket, "/replies"), {"text": "Water.", "then": "wait", "files": upload}
    )
    done(answer, ticket)
    ticket = fresh(ticket)
    assert (ticket.state, ticket.turn) == ("waiting", "customer")
    message = ticket.messages.latest("id")
    assert (message.text, message.direction) == ("Water.", "out")
    assert message.attachments.get().name == "x.txt"


def test_an_empty_reply_is_refused_and_says_so(desk, browse):
    ticket = desk.ask()
    answer = browse(desk.mika).post(at(ticket, "/replies"), {"text": "  "})
    assert answer.status_code == 422 and "The reply is empty" in answer.text
    assert ticket.messages.count() == 1


def test_a_reply_too_long_is_kept_and_named(desk, browse):
    ticket = desk.ask()
    answer = browse(desk.mika).post(at(ticket, "/replies"), {"text": "word " * 25_000})
    assert answer.status_code == 422
    assert "at most 100,000" in answer.text and answer.text.count("word word") > 100


def test_a_reply_to_what_is_done_keeps_what_was_typed(desk, browse):
    ticket = desk.ask()
    actions.solve(ticket, by=By.person(desk.mika))
    answer = browse(desk.mika).post(at(ticket, "/replies"), {"text": "One more thing"})
    assert answer.status_code == 422
    assert "Reopen it first" in answer.text and "One more thing" in answer.text


def test_a_note_stays_with_the_team(desk, browse):
    ticket = desk.ask()
    done(browse(desk.light).post(at(ticket, "/notes"), {"text": "Smells of toner."}), ticket)
    assert "Smells of toner." in browse(desk.mika).get(at(ticket)).text
    assert "Smells of toner." not in browse(desk.ada).get(f"/requests/{ticket.pk}").text


def test_a_light_agent_cannot_reply(desk, browse):
    ticket = desk.ask()
    answer = browse(desk.light).post(at(ticket, "/replies"), {"text": "Hello"})
    assert answer.status_code == 422 and "does not allow" in answer.text
    assert ticket.messages.count() == 1


def test_a_draft_is_kept_until_it_is_sent(desk, browse):
    ticket, agent = desk.ask(), browse(desk.mika)
    assert agent.post(at(ticket, "/drafts/reply"), {"text": "Have you"}).status_code == 204
    assert "Have you" in agent.get(at(ticket)).text
    assert "Have you" not in browse(desk.lea).get(at(ticket)).text
    agent.post(at(ticket, "/replies"), {"text": "Have you tried water?"})
    assert not Draft.objects.exists()


def test_changing_facts(desk, browse):
    ticket = desk.ask()
    facts = {"subject": "Plotter on fire", "impact": 1, "urgency": 1, "tags": "fire, Plotter"}
    done(browse(desk.mika).post(at(ticket, "/about"), facts), ticket)
    ticket = fresh(ticket)
    assert (ticket.subject, ticket.priority, ticket.tags) == (
        "Plotter on fire",
        1,
        ["fire", "plotter"],
    )


def test_a_subject_too_long_says_so(desk, browse):
    ticket = desk.ask()
    facts = {"subject": "x" * 251, "impact": 1, "urgency": 1}
    answer = browse(desk.mika).post(at(ticket, "/about"), facts)
    assert answer.status_code == 422 and "at most 250 characters" in answer.text


def test_a_usual_time_is_chosen_by_its_name(desk, browse):
    ticket, agent = desk.ask(), browse(desk.mika)
    done(agent.post(at(ticket, "/wait"), {"on": "tomorrow", "until": "2001-01-01T10:00"}), ticket)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.turn) == ("waiting", "until")
    assert timedelta(hours=6) <= ticket.wait_until - now() <= timedelta(hours=33)
    assert 'value="tomorrow" selected' in agent.get(at(ticket, "/wait")).text


def test_waiting_and_coming_back(desk, browse):
    ticket, agent = desk.ask(), browse(desk.mika)
    later = (now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    done(agent.post(at(ticket, "/wait"), {"on": "until", "until": later}), ticket)
    assert fresh(ticket).turn == "until"
    done(agent.post(at(ticket, "/resumption")), ticket)
    assert fresh(ticket).state == "open"
    answer = agent.post(at(ticket, "/wait"), {"on": "until", "until": "2001-01-01T10:00"})
    assert answer.status_code == 422 and "still to come" in answer.text


def test_solving_and_opening_again(desk, browse):
    ticket, agent = desk.ask(), browse(desk.mika)
    done(agent.post(at(ticket, "/solution")), ticket)
    assert fresh(ticket).turn == "solved"
    done(agent.post(at(ticket, "/reopening")), ticket)
    assert fresh(ticket).state == "open"


def test_the_staircase_up_and_down(desk, browse):
    ticket, mika, jo = desk.ask(), browse(desk.mika), browse(desk.jo)
    package = {"to": desk.second.pk, "wanted": "Put it out", "tried": "Water", "found": "Grease"}
    done(mika.post(at(ticket, "/handoffs/new"), package), ticket)
    assert fresh(ticket).team == desk.front
    assert "Printer" in jo.get("/work/queues/offers").text
    offer = ticket.handoffs.get()
    answer = jo.post(at(ticket, f"/handoffs/{offer.pk}/return"), {"missing": ""})
    assert answer.status_code == 422
    done(jo.post(at(ticket, f"/handoffs/{offer.pk}/return"), {"missing": "Which printer?"}), ticket)
    page = mika.get(at(ticket, "/handoffs/new")).text
    assert "Put it out" in page and "Grease" in page
    done(mika.post(at(ticket, "/handoffs/new"), package | {"needed": "HP 4"}), ticket)
    again = ticket.handoffs.get(state="offered")
    done(jo.post(at(ticket, f"/handoffs/{again.pk}/acceptance")), ticket)
    ticket = fresh(ticket)
    assert (ticket.team, ticket.owner) == (desk.second, desk.jo)
    lesson = {"to": desk.front.pk, "answer": "Sand", "lesson": "Never water on grease"}
    done(jo.post(at(ticket, "/descent"), lesson), ticket)
    assert fresh(ticket).team == desk.front
    assert "Never water on grease" in mika.get(at(ticket)).text


def test_an_offer_can_be_taken_back_by_its_sender_only(desk, browse):
    ticket = desk.ask()
    package = {"to": desk.second.pk, "wanted": "Put it out", "tried": "Water"}
    browse(desk.mika).post(at(ticket, "/handoffs/new"), package)
    offer = ticket.handoffs.get()
    done(browse(desk.jo).post(at(ticket, f"/handoffs/{offer.pk}/recall")), ticket)
    assert ticket.handoffs.get().state == "offered"
    done(browse(desk.mika).post(at(ticket, f"/handoffs/{offer.pk}/recall")), ticket)
    assert ticket.handoffs.get().state == "recalled"


def test_asking_and_answering(desk, browse):
    ticket = desk.ask()
    question = {"to": desk.second.pk, "question": "Grease or paper?"}
    done(browse(desk.mika).post(at(ticket, "/consults/new"), question), ticket)
    jo = browse(desk.jo)
    assert "Printer" in jo.get("/work/queues/questions").text
    asked = ticket.consults.get()
    done(jo.post(at(ticket, f"/consults/{asked.pk}/answer"), {"answer": "Grease."}), ticket)
    assert "Grease." in browse(desk.mika).get(at(ticket)).text


def test_moving_pulling_in_and_watching(desk, browse):
    ticket, agent = desk.ask(), browse(desk.mika)
    done(agent.post(at(ticket, "/helpers"), {"helper": desk.jo.pk}), ticket)
    done(agent.post(at(ticket, "/watching"), {"watch": "yes"}), ticket)
    done(agent.post(at(ticket, "/team"), {"team": desk.second.pk}), ticket)
    assert fresh(ticket).team == desk.second
    page = agent.get(at(ticket)).text
    assert "Stop watching" in page and "Helping" in page


def test_merging_linking_and_splitting(desk, browse):
    one, other, agent = desk.ask("One"), desk.ask("Other"), browse(desk.mika)
    done(agent.post(at(one, "/links"), {"to": f"#{other.pk}", "kind": "related"}), one)
    assert Link.objects.count() == 1
    beside = agent.get(at(other, "/history"), headers={"HX-Request": "true"})
    assert "Related to" in beside.text
    first = one.messages.get()
    done(agent.post(at(one, "/split"), {"message": first.pk, "subject": "Part"}), one)
    assert Ticket.objects.filter(subject="Part").exists()
    done(agent.post(at(one, "/merger"), {"into": other.pk}), one)
    assert fresh(one).merged_into == other
    assert "goes on in" in agent.get(at(one)).text


@pytest.mark.parametrize("number", ["abc", "", "-1", "9" * 19, "²"])
def test_a_number_that_is_none_says_so(desk, browse, number):
    answer = browse(desk.mika).post(at(desk.ask(), "/merger"), {"into": number})
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.text


def test_merging_into_a_strangers_ticket_is_refused(desk, browse):
    one, other = desk.ask(), desk.ask(who=desk.cy)
    answer = browse(desk.mika).post(at(one, "/merger"), {"into": other.pk})
    assert answer.status_code == 422 and "different customers" in answer.text


def test_spam_and_back(desk, browse):
    ticket, agent = desk.ask(), browse(desk.mika)
    done(agent.post(at(ticket, "/spam")), ticket)
    assert fresh(ticket).turn == "spam"
    done(agent.post(at(ticket, "/clearing")), ticket)
    assert fresh(ticket).state == "open"


def test_a_refusal_inside_the_page_goes_to_the_sheet(desk, browse):
    ticket = desk.ask()
    answer = browse(desk.mika).post(
        at(ticket, "/handoffs/new"), {"to": desk.second.pk, "wanted": "", "tried": "kept words"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#sheet")
    assert "kept words" in answer.text


def test_verbs_need_a_token_against_forgery(desk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.mika, backend="django.contrib.auth.backends.ModelBackend")
    ticket = desk.ask()
    assert client.post(at(ticket, "/solution")).status_code == 403
    assert fresh(ticket).state == "open"
