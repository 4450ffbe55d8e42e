# ruff: noqa: E501 — pieces of mail read better unbroken
"""Whatever bytes come: values or a plain refusal, and no more memory than the mail is worth."""

import tracemalloc

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handrail.channels.email.parsing import Unparsable, parse

# What the parser holds whatever comes: compiled patterns, caches, an empty tree.
BASE_BYTES = 2 * 2**20
TIMES = 10

PIECES = st.sampled_from(
    [
        b"\r\n", b"\n", b"\r", b"\r\n\r\n", b" ", b"\t", b"\0", b"\xff", b">", b"> ", b"--b", b"--b--", b"--b\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n", b"Content-Type: message/rfc822\r\n",
        b"Content-Type: text/html; charset=utf-7\r\n", b"Content-Type: text/calendar; method=REQUEST\r\n",
        b"Content-Type: application/ms-tnef; name=winmail.dat\r\n", b"Content-Type: text/plain; format=flowed\r\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
        b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: quoted-printable\r\n",
        b"Content-Transfer-Encoding: x-uuencode\r\n", b"begin 644 x\r\n", b"\x78\x9f\x3e\x22\x01\x00\x02",
        b"From: =?utf-8?q?A=C3?= <a@b.example>\r\n", b"Subject: Fwd: =?iso-2022-jp?b?GyRC?=\r\n",
        b"Von: A <a@b.example>\r\nGesendet: x\r\n", b"---------- Forwarded message ---------\r\n",
        b"On Mon, 5 Jan 2026 at 10:12, A <a@b.example> wrote:\r\n", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
        b"DTSTART;TZID=\"a:b\":20260105T101200\r\n", b"SUMMARY:\\n\\\\\r\n", b"END:VEVENT\r\n",
        b"<div class=gmail_quote><blockquote type=cite>", b"</blockquote>", b"<!--", b"&#0;", b"=3D=\r\n", b"=",
        b"-----BEGIN PGP SIGNED MESSAGE-----\r\n", b"-- \r\n", b"Final-Recipient: rfc822; a@b.example\r\n",
        b"Date: Mon, 99 Foo 99999999999 99:99\r\n", b"(", b"\"", b"<", b",", b";", b"''%ff", b"*0*=",
    ]
)  # fmt: skip
MAILS = st.lists(PIECES | st.binary(max_size=30), max_size=60).map(b"".join)


def read(raw: bytes) -> None:
    try:
        parse(raw)
    except Unparsable as why:
        assert str(why)


@given(MAILS)
@settings(max_examples=400, deadline=None)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    read(raw)


@given(MAILS, st.integers(1, 2000))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_more_memory_than_ten_times_the_mail(raw: bytes, times: int) -> None:
    mail = raw * min(times, 1 + 300_000 // max(1, len(raw)))
    tracemalloc.start()
    try:
        read(mail)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= BASE_BYTES + TIMES * len(mail)
