"""A ticket and everything of it is a 404 for whoever may not see it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from handrail.desk.models import Membership, Team
from handrail.people.models import Person, Role
from handrail.tickets.models import Attachment

WAYS_IN = [
    "", "/log", "/owner", "/about", "/wait", "/handoffs/new", "/consults/new", "/merger", "/split",
    "/spam", "/handoffs/1/return",
]  # fmt: skip
VERBS = [
    ("/replies", {"text": "x"}), ("/notes", {"text": "x"}), ("/drafts/note", {"text": "x"}),
    ("/owner", {"owner": ""}), ("/solution", {}), ("/reopening", {}), ("/watching", {"watch": "yes"}),
    ("/handoffs/1/acceptance", {}), ("/consults/1/answer", {"answer": "x"}),
]  # fmt: skip


@pytest.fixture
def secret(desk):
    """A ticket of a private team nobody here is in."""
    team = Team.objects.create(
        tier=desk.front.tier, name="Payroll", slug="payroll", visibility=Team.Visibility.PRIVATE
    )
    return desk.ask("Salary of the boss", team=team)


@pytest.mark.parametrize("way", WAYS_IN)
@pytest.mark.parametrize("who", ["mika", "lea", "light", "ada", "cy"])
def test_reading(desk, browse, secret, who, way):
    answer = browse(getattr(desk, who)).get(f"/work/tickets/{secret.pk}{way}")
    assert answer.status_code == 404 and "Salary" not in answer.text


@pytest.mark.parametrize(("way", "form"), VERBS)
@pytest.mark.parametrize("who", ["mika", "ada", "cy"])
def test_doing(desk, browse, secret, who, way, form):
    answer = browse(getattr(desk, who)).post(f"/work/tickets/{secret.pk}{way}", form)
    assert answer.status_code == 404
    assert secret.notes.count() == 0 and secret.messages.count() == 1


def test_an_administrator_may(desk, browse, secret):
    assert "Salary" in browse(desk.root).get(f"/work/tickets/{secret.pk}").text


def test_lists_searches_and_counts_are_silent(desk, browse, secret):
    agent = browse(desk.mika)
    for page in (
        "/work/queues/tier-1",
        "/work/queues/unassigned",
        "/work/search?q=Salary",
        "/work/rail",
    ):
        answer = agent.get(page).text
        assert "Salary of" not in answer and "Payroll" not in answer
    assert agent.get("/work/queues/team-payroll").status_code == 404
    assert agent.get(f"/work/search?q={secret.pk}").status_code == 200


def test_a_member_reads_it(desk, browse, secret):
    person = Person.objects.create_user(
        "pay@desk.example", "long password", name="Pay", role=Role.AGENT
    )
    Membership.objects.create(team=secret.team, person=person)
    assert "Salary" in browse(person).get("/work/queues/team-payroll").text


def test_linked_tickets_keep_their_subject_from_those_who_may_not_read_it(desk, browse, secret):
    ticket = desk.ask()
    browse(desk.root).post(f"/work/tickets/{ticket.pk}/links", {"to": secret.pk, "kind": "related"})
    assert "Salary" not in browse(desk.mika).get(f"/work/tickets/{ticket.pk}").text


def test_a_note_s_file_is_for_the_team(desk, browse):
    ticket = desk.ask()
    upload = SimpleUploadedFile("plan.html", b"<script>alert(1)</script>", "text/html")
    browse(desk.mika).post(f"/work/tickets/{ticket.pk}/notes", {"text": "x", "files": upload})
    file = Attachment.objects.get()
    answer = browse(desk.mika).get(f"/work/tickets/{ticket.pk}/files/{file.pk}")
    assert answer["Content-Disposition"] == 'attachment; filename="plan.html"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert browse(desk.ada).get(f"/requests/{ticket.pk}/files/{file.pk}").status_code == 404
    assert browse(desk.ada).get(f"/work/tickets/{ticket.pk}/files/{file.pk}").status_code == 404
    other = desk.ask("Other")
    assert browse(desk.mika).get(f"/work/tickets/{other.pk}/files/{file.pk}").status_code == 404


def test_words_are_never_markup(desk, browse):
    ticket = desk.ask("<script>alert(1)</script>")
    browse(desk.mika).post(
        f"/work/tickets/{ticket.pk}/notes", {"text": "<img src=x onerror=alert(2)>"}
    )
    for page in (
        f"/work/tickets/{ticket.pk}",
        "/work/queues/unassigned",
        f"/work/tickets/{ticket.pk}/log",
    ):
        answer = browse(desk.mika).get(page)
        assert "<script>alert" not in answer.text and "<img src=x" not in answer.text
    assert "'unsafe" not in answer["Content-Security-Policy"]
