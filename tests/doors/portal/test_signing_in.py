"""A customer signs in with a code, and nobody learns who is known."""

import re

from django.core import mail


def request_code(browser, address):
    return browser.post("/accounts/login/code/", {"email": address})


def code_in(message) -> str:
    found = re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", message.body, re.M)
    assert found, message.body
    return found[1]


def test_a_code_from_the_mail_opens_the_door(desk, browse):
    ticket = desk.ask("Printer on fire")
    visitor = browse(None)
    assert request_code(visitor, "ada@north.example").status_code == 302
    answer = visitor.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[0])})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "Printer on fire" in visitor.get(f"/requests/{ticket.pk}").text


def test_an_unknown_address_gets_the_same_answer(desk, browse):
    known, unknown = browse(None), browse(None)
    first = request_code(known, "ada@north.example")
    second = request_code(unknown, "nobody@nowhere.example")
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])


def test_nobody_can_make_an_account(desk, browse):
    answer = browse(None).post(
        "/accounts/signup/", {"email": "x@y.example", "password1": "long enough 12"}
    )
    assert "sign up" in answer.text.lower() or answer.status_code in {302, 403}
    assert type(desk.ada).objects.filter(email="x@y.example").count() == 0
