"""The page of mail without a place is for administrators alone."""

import pytest
from django.test import Client

from doors.email.conftest import Take
from handrail.channels.email.models import RawMail
from handrail.people.models import Person, Role

pytestmark = pytest.mark.django_db
NOBODYS = b"Subject: <b>who</b> am I\n\nHello\n"


def client(role: Role) -> Client:
    person = Person.objects.create_user(f"{role}@x.example", "a long password", name="P", role=role)
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_an_administrator_sees_it_takes_it_home_and_tries_again(take: Take) -> None:
    mail, root = take(NOBODYS), client(Role.ADMIN)
    page = root.get("/work/mail/").content.decode()
    assert "&lt;b&gt;who&lt;/b&gt; am I" in page
    assert "no usable sender" in page
    raw = root.get(f"/work/mail/{mail.pk}/raw")
    assert raw.content == NOBODYS
    assert raw["Content-Disposition"].startswith("attachment")
    root.post(f"/work/mail/{mail.pk}/tries")
    mail.refresh_from_db()
    assert mail.state == RawMail.State.RECEIVED


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.AGENT, Role.LEAD, Role.AUDITOR])
def test_everybody_else_finds_nothing(take: Take, role: Role) -> None:
    mail, other = take(NOBODYS), client(role)
    for path in ("", f"{mail.pk}/raw"):
        assert other.get(f"/work/mail/{path}").status_code == 404
    assert other.post(f"/work/mail/{mail.pk}/tries").status_code == 404
    assert Client().get("/work/mail/").status_code == 302
