"""Everybody hears of what concerns them: once, by the ways they wish, and never of what is not theirs."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from handrail.base.by import By
from handrail.base.clock import now
from handrail.escalation import actions as escalation
from handrail.flow.notices.digest import send_digests
from handrail.flow.notices.mentions import mentioned
from handrail.flow.notices.models import Digest, Notification, PushPlace
from handrail.tickets import actions
from handrail.tickets.models import Ticket


def told(person) -> list[tuple[str, int]]:
    rows = Notification.objects.filter(person=person).order_by("pk")
    return list(rows.values_list("kind", "ticket"))


def note(ticket, author, text) -> None:
    actions.note(ticket, author=author, text=text, by=By.person(author))


def package():
    return escalation.Package(wanted="Look", tried="All", found="", needed="", by_when=None)


def test_what_concerns_me_and_not_what_i_did(desk):
    ticket = desk.ask()
    actions.assign(ticket, to=desk.mika, by=By.person(desk.lea))
    actions.hear(Ticket.objects.get(pk=ticket.pk), author=desk.ada, text="And?", channel="email",
                 by=By.person(desk.ada))  # fmt: skip
    note(ticket, desk.mika, "I look.")
    note(ticket, desk.lea, "So do I.")
    assert told(desk.mika) == [("assigned", ticket.pk), ("wrote", ticket.pk), ("noted", ticket.pk)]
    assert told(desk.lea) == [] and told(desk.ada) == []


def test_handoffs_tell_both_sides(desk):
    ticket = desk.ask()
    by = By.person(desk.mika)
    actions.take(ticket, person=desk.mika, by=by)
    offer = escalation.escalate(ticket, to=desk.second, package=package(), by=by)
    assert told(desk.jo) == [("offered", ticket.pk)]
    escalation.return_(offer, missing="The address", by=By.person(desk.jo))
    assert told(desk.mika) == [("handoff", ticket.pk)]


def test_who_is_named_hears_if_they_may_read_it(desk):
    ticket = desk.ask()
    note(ticket, desk.mika, "@Jo and @LEA, please; not jo@lea.example, not @Leander")
    assert told(desk.jo) == [("mentioned", ticket.pk)] and told(desk.lea) == [
        ("mentioned", ticket.pk)
    ]
    desk.front.visibility = "private"
    desk.front.save()
    ticket.watchers.all().delete()
    note(ticket, desk.mika, "@Jo once more")
    assert len(told(desk.jo)) == 1


@given(
    names=st.lists(
        st.text("abc ", min_size=1, max_size=6).map(str.strip).filter(bool), unique=True, max_size=5
    )
)
def test_a_longer_name_is_not_also_a_shorter_one(names):
    people = list(enumerate(names))
    for pk, name in people:
        found = mentioned(f"Ask @{name}, please", people)
        assert pk in found and found <= {k for k, n in people if name.startswith(n)}
        assert found == {pk} or len({n for k, n in people if k in found}) == 1


def test_nobody_is_told_twice_of_one_event(desk):
    ticket = desk.ask()
    actions.watch(ticket, person=desk.lea, by=By.person(desk.lea))
    actions.assign(ticket, to=desk.lea, by=By.person(desk.mika))
    note(ticket, desk.mika, "@Lea look")
    kinds = [kind for kind, _ in told(desk.lea)]
    assert kinds == ["assigned", "mentioned"]
    one = Notification.objects.first()
    with pytest.raises(Exception, match="notified_once"):
        Notification.objects.create(person=one.person, ticket_id=one.ticket_id, event=one.event,
                                    kind="watched", at=now())  # fmt: skip


def test_the_bell_the_page_and_seeing(desk, browse):
    ticket, lea = desk.ask(), browse(desk.lea)
    actions.assign(ticket, to=desk.lea, by=By.person(desk.mika))
    assert ">1<" in lea.get("/work/notifications/count").text
    page = lea.get("/work/notifications").text
    assert "Mika gave you a ticket" in page and "data-new" in page
    lea.post(f"/work/tickets/{ticket.pk}/onlookers", {"is": "looking"})
    assert ">1<" not in lea.get("/work/notifications/count").text
    note(ticket, desk.mika, "@Lea")
    lea.post("/work/notifications/reading")
    assert "data-new" not in lea.get("/work/notifications").text
    assert f"row-{ticket.pk}" in lea.get("/work/queues/mentions").text


def test_one_mail_of_all_that_was_not_seen_and_once(desk):
    first, second = desk.ask("First"), desk.ask("Second")
    for ticket in (first, second):
        actions.assign(ticket, to=desk.lea, by=By.person(desk.mika))
    at = now()
    assert send_digests(at) == 0
    later = at + timedelta(hours=2)
    assert send_digests(later) == 1 and send_digests(later) == 0
    (sent,) = mail.outbox
    assert sent.to == ["lea@desk.example"] and sent.subject == "News on 2 tickets"
    assert (
        "First" in sent.body
        and "Second" in sent.body
        and "/work/notifications/choices" in sent.body
    )
    note(first, desk.mika, "@Lea")
    Notification.objects.filter(kind="mentioned").update(seen_at=at)
    assert send_digests(later + timedelta(hours=9)) == 0 and len(mail.outbox) == 1


def test_what_one_may_not_read_any_more_is_not_mailed(desk):
    ticket = desk.ask()
    note(ticket, desk.mika, "@Jo")
    desk.front.visibility = "private"
    desk.front.save()
    ticket.watchers.all().delete()
    assert send_digests(now() + timedelta(hours=2)) == 0 and mail.outbox == []


def test_what_one_may_not_read_any_more_is_not_shown_and_holds_up_no_mail(desk, browse):
    closed, open_ = desk.ask("Closed"), desk.ask("Open")
    for _ in range(51):
        note(closed, desk.mika, "@Jo")
    actions.move(open_, to=desk.second, by=By.person(desk.lea))
    note(open_, desk.mika, "@Jo")
    desk.front.visibility = "private"
    desk.front.save()
    closed.watchers.all().delete()
    page = browse(desk.jo).get("/work/notifications").text
    assert "Open" in page and "Closed" not in page
    assert ">1<" in browse(desk.jo).get("/work/notifications/count").text
    assert send_digests(now() + timedelta(hours=2)) == 1
    assert "Open" in mail.outbox[0].body and "Closed" not in mail.outbox[0].body


def test_a_mail_that_cannot_leave_is_tried_again_and_holds_up_no_other(desk, settings):
    ticket = desk.ask()
    note(ticket, desk.mika, "@Lea @Jo")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    later = now() + timedelta(hours=2)
    assert send_digests(later) == 0
    assert Digest.objects.filter(due_at__gt=later).count() == 2
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_digests(later + timedelta(hours=1)) == 2 and len(mail.outbox) == 2


def test_who_is_named_hears_how_it_goes_on(desk):
    ticket = desk.ask()
    note(ticket, desk.mika, "@Lea")
    assert ticket.watchers.filter(person=desk.lea).exists()


def test_each_chooses_what_and_how(desk, browse):
    lea = browse(desk.lea)
    page = lea.get("/work/notifications/choices").text
    assert re.search(r'name="assigned:by_mail"[^>]*checked', page)
    lea.post("/work/notifications/choices", {"mentioned:in_app": "on", "minutes": "15"})
    ticket = desk.ask()
    actions.assign(ticket, to=desk.lea, by=By.person(desk.mika))
    note(ticket, desk.mika, "@Lea")
    (one,) = Notification.objects.filter(person=desk.lea)
    assert (one.kind, one.by_mail, one.by_push) == ("mentioned", False, False)
    assert Digest.objects.get(person=desk.lea).minutes == 15
    assert browse(desk.ada).get("/work/notifications/choices").status_code == 404


def place(endpoint: str) -> str:
    return json.dumps({"endpoint": endpoint, "keys": {"p256dh": "B" * 87, "auth": "a" * 22}})


def test_only_browsers_own_services_are_remembered(desk, browse):
    lea = browse(desk.lea)
    for refused in ("http://fcm.googleapis.com/x", "https://127.0.0.1/x", "https://evil.example/fcm.googleapis.com",
                    "https://fcm.googleapis.com.evil.example/x", "no address"):  # fmt: skip
        answer = lea.post(
            "/work/notifications/places", place(refused), content_type="application/json"
        )
        assert answer.status_code == 422 and "push service" in answer.json()["words"]
    good = "https://updates.push.services.mozilla.com/wpush/v2/abc"
    assert (
        lea.post(
            "/work/notifications/places", place(good), content_type="application/json"
        ).status_code
        == 200
    )
    kept = PushPlace.objects.get()
    assert kept.person == desk.lea and kept.endpoint == good
    mika = browse(desk.mika)
    forget = json.dumps({"endpoint": good, "forget": True})
    mika.post("/work/notifications/places", forget, content_type="application/json")
    assert PushPlace.objects.exists()
    lea.post("/work/notifications/places", forget, content_type="application/json")
    assert not PushPlace.objects.exists()
    assert "showNotification" in browse(None).get("/work/push.js").text
