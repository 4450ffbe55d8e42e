"""A mail as it was sent: in a frame that can do nothing, its pictures by signed addresses."""

import re

import pytest

from handrail.base.by import By
from handrail.base.mail_html import sanitised
from handrail.base.models import EventRecord
from handrail.tickets import actions
from handrail.tickets.files import File, keep

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
SENT = (
    '<p onclick="x()">Hello <b>you</b></p><img src="cid:logo@mail" alt="Logo">'
    '<img src="https://far.example/a.png" alt="Far"><img width="1" src="https://far.example/dot.gif">'
    '<script>x()</script><a href="https://x.example">there</a>'
)


@pytest.fixture
def mail(desk):
    ticket = actions.open_ticket(
        requester=desk.ada, subject="Mail", text="Hello you", channel="email", html=sanitised(SENT),
        files=[File(name="logo.png", content=PIXEL, content_type="image/png", is_inline=True,
                    content_id="<logo@mail>"),
               File(name="page.png", content=b"<script>x()</script>", content_type="image/png",
                    is_inline=True, content_id="<page@mail>")],
        by=By.person(desk.ada),
    )  # fmt: skip
    return ticket, f"/work/tickets/{ticket.pk}/messages/{ticket.messages.get().pk}/mail"


def test_the_frame_has_the_mail_and_no_way_out(desk, browse, mail):
    ticket, at = mail
    page = browse(desk.mika).get(f"/work/tickets/{ticket.pk}").text
    assert f'src="{at}"' in page and "allow-scripts" not in page and "allow-same-origin" not in page
    frame = browse(desk.mika).get(at)
    policy = frame["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups ") and "default-src 'none'" in policy
    assert frame["X-Frame-Options"] == "SAMEORIGIN" and "script" not in frame.text.lower()
    assert (
        "<b>you</b>" in frame.text
        and 'target="_blank"' in frame.text
        and "onclick" not in frame.text
    )
    assert (
        "far.example" not in frame.text
        and "remote:" not in frame.text
        and 'alt="Far"' in frame.text
    )


def test_its_own_pictures_are_there_for_whoever_may_see_the_ticket(desk, browse, mail):
    _, at = mail
    src = re.search(r'src="(/work/pictures/[^"]+)"', browse(desk.mika).get(at).text)[1]
    shown = browse(None).get(src)
    assert shown["Content-Type"] == "image/png" and b"".join(shown.streaming_content) == PIXEL
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert browse(None).get(src[:-2] + "xx").status_code == 404
    desk.mika.is_active = False
    desk.mika.save()
    assert browse(None).get(src).status_code == 404


def test_what_only_says_it_is_a_picture_is_not_shown(desk, browse, mail):
    ticket, at = mail
    message = ticket.messages.get()
    message.html = sanitised('<img src="cid:page@mail">')
    message.save()
    src = re.search(r'src="(/work/pictures/[^"]+)"', browse(desk.mika).get(at).text)[1]
    assert browse(None).get(src).status_code == 404


def test_a_picture_that_says_it_is_enormous_is_not_shown(desk, browse, mail):
    ticket, at = mail
    file = ticket.attachments.get(name="logo.png")
    wide = (30_000).to_bytes(4, "big")
    bomb = PIXEL[:16] + wide + wide + PIXEL[24:]
    file.blob = keep(bomb)
    file.save()
    src = re.search(r'src="(/work/pictures/[^"]+)"', browse(desk.mika).get(at).text)[1]
    assert browse(None).get(src).status_code == 404
    assert browse(desk.mika).get(f"/work/tickets/{ticket.pk}/files/{file.pk}").status_code == 200


def test_pictures_from_outside_come_by_a_press_alone_and_it_is_kept(desk, browse, mail):
    ticket, at = mail
    assert (
        "Show its pictures from outside" in browse(desk.mika).get(f"/work/tickets/{ticket.pk}").text
    )
    asked = browse(desk.mika).post(at).text
    assert len(re.findall(r'src="/work/pictures/', asked)) == 2 and "dot.gif" not in asked
    assert EventRecord.objects.filter(kind="ticket.pictures_shown", person_id=desk.mika.pk).exists()
    told = browse(desk.mika).get(f"/work/tickets/{ticket.pk}").text
    assert "had a mail’s pictures fetched" in told or "pictures fetched from outside" in told


def test_nobody_else_gets_the_frame(desk, browse, mail):
    ticket, at = mail
    assert browse(desk.ada).get(at).status_code == 404
    assert browse(None).get(at).status_code == 302
    assert (
        browse(desk.mika).get(at.replace(f"/{ticket.pk}/", f"/{ticket.pk + 99}/")).status_code
        == 404
    )
    actions.redact(ticket, message=ticket.messages.get(), reason="Private", by=By.person(desk.root))
    assert browse(desk.mika).get(at).status_code == 404
