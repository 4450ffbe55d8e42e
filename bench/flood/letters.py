"""Mails as customers' programs send them: plain text, HTML beside it, history below, now and then a file."""

import random
from base64 import encodebytes

WORDS = (
    "heating",
    "cold",
    "valve",
    "hub",
    "red",
    "light",
    "invoice",
    "since",
    "Monday",
    "the",
    "a",
    "please",
)
DAY = "Mon, 2 Mar 2026 09:00:00 +0000"
FILE_EVERY, FILE_BYTES = 4, 30_000


def letter(number: int, person: int, answers: str) -> bytes:
    """One mail of a person; `answers` are the header lines that say what it answers, or nothing."""
    rng = random.Random(number)
    lines = [" ".join(rng.choices(WORDS, k=12)) for _ in range(8)]
    old = [" ".join(rng.choices(WORDS, k=12)) for _ in range(12)]
    parts = [_alternative(lines, old)]
    if number % FILE_EVERY == 0:
        content = encodebytes(rng.randbytes(FILE_BYTES)).decode().replace("\n", "\r\n")
        parts.append(
            f'Content-Type: image/png; name="photo{number}.png"\r\nContent-Transfer-Encoding: base64\r\n'
            f'Content-Disposition: attachment; filename="photo{number}.png"\r\n\r\n{content}'
        )
    body = "".join(f"--mix\r\n{part}\r\n" for part in parts)
    return (
        f"Received: from mail.customer{person % 97}.example by mx.desk.example; {DAY}\r\n"
        f"From: Person {person} <p{person}@customer{person % 97}.example>\r\nTo: support@desk.example\r\n"
        f"Subject: =?utf-8?q?Frage_Nr=2E_{number}=3A_hei=C3=9F_und_kalt?=\r\nDate: {DAY}\r\n"
        f"Message-ID: <flood-{number}@flood.example>\r\n{answers}MIME-Version: 1.0\r\n"
        f"X-Mailer: Bench 1.0\r\nContent-Type: multipart/mixed; boundary=mix\r\n\r\n{body}--mix--\r\n"
    ).encode()


def _alternative(lines: list[str], old: list[str]) -> str:
    text = "\r\n".join(
        [*lines, "", "On Mon, 2 Mar 2026, Support wrote:", *(f"> {one}" for one in old)]
    )
    html = "".join(f'<p style="margin:0"><span>{one}</span></p>' for one in lines)
    quoted = "".join(f"<div>{one}</div>" for one in old)
    return (
        "Content-Type: multipart/alternative; boundary=alt\r\n\r\n"
        f"--alt\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        f"--alt\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>{html}"
        f'<div class="gmail_quote">On Mon, Support wrote:<blockquote>{quoted}</blockquote></div>'
        "</body></html>\r\n--alt--\r\n"
    )
