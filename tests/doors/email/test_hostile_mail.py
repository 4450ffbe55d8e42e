"""Mail made to break a reader is read as far as it can be, or refused with a reason, quickly."""

import resource

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doors.email.conftest import write
from handrail.channels.email.parsing import parse
from handrail.channels.email.parsing.addresses import mailboxes
from handrail.channels.email.parsing.mail import Unparsable


def nested(levels: int) -> bytes:
    open_ = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(levels)
    )
    close = "".join(f"\n--b{n}--" for n in reversed(range(levels)))
    return f"From: a@b.example\nSubject: deep\nMIME-Version: 1.0\n{open_}\ninside{close}\n".encode()


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def test_an_empty_message_id_is_no_id() -> None:
    for value in ("<>", "", " ", "<<>>", "< >"):
        assert parse(write(Message_ID=value)).message_id == "", value


def test_a_hundred_levels_are_read_and_a_thousand_refused() -> None:
    assert "inside" in parse(nested(100)).text
    with pytest.raises(Unparsable, match="levels deep"):
        parse(nested(1000))


def test_a_hundred_thousand_tiny_parts_are_refused() -> None:
    parts = b"--b\n\nx\n" * 100_000
    with pytest.raises(Unparsable, match="parts"):
        parse(b'From: a@b.example\nContent-Type: multipart/mixed; boundary="b"\n\n' + parts)


@pytest.mark.parametrize(
    "sign", [",", "(", ")", "<", ">", '"', "\\", ":", ";", "@", "<@", "=?utf-8?q?"]
)
def test_floods_of_one_sign_cost_little(sign: str) -> None:
    before = cpu_seconds()
    flood = sign * (100_000 // len(sign))
    mail = parse(write(From=flood + "a@b.example", To=flood, Subject=flood, References=flood))
    assert mail.subject is not None
    assert cpu_seconds() - before < 2


def test_a_header_of_one_megabyte_is_cut() -> None:
    mail = parse(write(Subject="x" * 2**20, References="<a@b> " * 150_000, X_Long="y" * 2**20))
    assert 0 < len(mail.subject) <= 2000
    assert mail.references == ["<a@b>"]


def test_two_thousand_recipients_are_all_read() -> None:
    to = ",\n ".join(f"Person {n} <p{n}@customer.example>" for n in range(2000))
    assert len(parse(write(To=to)).to) == 2000


def test_encoded_line_breaks_and_nul_start_no_header() -> None:
    mail = parse(
        write(
            Subject="=?utf-8?q?a=00b=0d=0aBcc:_x@y?=",
            From="=?utf-8?q?A=0d=0aBcc:=20x?= <a@b.example>",
        )
    )
    assert mail.subject == "ab Bcc: x@y"
    assert mail.sender.name == "A Bcc: x"


def test_no_mail_yields_what_the_database_refuses() -> None:
    text = "=?utf-8?b?7aCA?= =?utf-16?b?2AA=?= =?utf-7?q?+2AA-?="
    mail = parse(write(Subject=text, From=f"{text} <a@b.example>"))
    for value in (mail.subject, mail.sender.name):
        value.encode("utf-8")
        assert "\x00" not in value


@pytest.mark.parametrize(
    "charset", ["unknown-8bit", "x-no-such", "base64", "", "rot13", "idna", "undefined"]
)
def test_an_unknown_charset_is_guessed(charset: str) -> None:
    raw = write(Content_Type=f"text/plain; charset={charset}").replace(
        b"Hello", "Grüße".encode("latin-1")
    )
    assert parse(raw).text.strip() == "Grüße"
    raw = write(Content_Type=f"text/plain; charset={charset}").replace(b"Hello", "Grüße".encode())
    assert parse(raw).text.strip() == "Grüße"


def test_broken_base64_gives_what_can_be_read() -> None:
    raw = write("SGVsbG8g*dGhl\n\ncmU", Content_Transfer_Encoding="base64")
    assert parse(raw).text.startswith("Hello there")


def test_a_raw_8_bit_header_is_readable() -> None:
    assert parse(write().replace(b"Help", "Größe".encode("latin-1"))).subject == "Größe"
    assert parse(write(Subject="Größe")).subject == "Größe"


def test_a_comment_cannot_hide_the_true_sender() -> None:
    assert mailboxes([b"alice@example.org)bob@evil.example"])[0].address == ""
    assert (
        mailboxes([b'"boss@desk.example" <thief@evil.example>'])[0].address == "thief@evil.example"
    )
    assert mailboxes([b"a@b.example (comment, with@comma)"])[0].address == "a@b.example"


def test_groups_and_quoted_names_are_read() -> None:
    found = mailboxes([b'Team: "Last, First" <a@b.example>, c@d.example;, e@f.example'])
    assert [(box.name, box.address) for box in found] == [
        ("Last, First", "a@b.example"), ("", "c@d.example"), ("", "e@f.example")
    ]  # fmt: skip


def test_an_empty_body_and_no_head_at_all() -> None:
    assert parse(write("")).text.strip() == ""
    assert parse(b"").sender.address == ""
    assert parse(b"\n\njust text").text.strip() == "just text"
    assert parse(b"no header here\nat all").text == "no header here\nat all"


@pytest.mark.parametrize(
    "line",
    ["On 2026-01-01 10:00 a@b.example", "On 2026-01-01 10:00 a@b.example wrote:", "> x", "From: a\nTo: b", "--",
     "--- x ---", "word", "On x:", "x\n\n> y\n", "a@b.example " * 20, "-----BEGIN PGP SIGNATURE-----"],
)  # fmt: skip
def test_floods_of_lines_cost_little(line: str) -> None:
    before = cpu_seconds()
    parse(write(f"{line}\n" * (9000 // (line.count("\n") + 1)) + "x\n> y"))
    assert cpu_seconds() - before < 4


SEEDS = [
    write(), nested(3),
    write("> quoted\n\nOn Mon, 1 Jan 2024 at 10:00, Ada <a@b.example> wrote:\n> x\n-- \nA"),
    b"From: x@y.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
    b"Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@b.example\nStatus: 5.1.1\n\n--b--",
    write("<p>a<blockquote>b</blockquote>", Content_Type="text/html; charset*0*=utf-8''%00"),
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(
        st.tuples(st.integers(0, 600), st.integers(0, 12), st.binary(max_size=12)), max_size=12
    ),
)
def test_any_bytes_are_read_or_refused(seed: bytes, edits: list[tuple[int, int, bytes]]) -> None:
    raw = seed
    for at, length, new in edits:
        raw = raw[:at] + new + raw[at + length :]
    mail = parse(raw)
    for text in (
        mail.subject,
        mail.text,
        mail.reply_text,
        mail.quoted_text,
        mail.html,
        mail.sender.name,
    ):
        text.encode("utf-8")
        assert "\x00" not in text
    assert "\n" not in mail.subject
