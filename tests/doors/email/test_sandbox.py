"""The child that reads mail has limits; whatever happens to it, the next mail is read."""

import pytest

from doors.email.conftest import write
from doors.email.test_hostile_mail import nested
from handrail.channels.email import sandbox
from handrail.channels.email.parsing.mail import Unparsable


def test_a_mail_comes_back_whole() -> None:
    raw = (
        b'From: a@b.example\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\ntext\n'
        b'--b\nContent-Disposition: attachment; filename="../../x"\n\n\x00\xff\n--b--\n'
    )
    mail = sandbox.parse(raw)
    assert mail.attachments[0].payload == b"\x00\xff"
    assert mail.attachments[0].filename == "../../x"


def test_a_refusal_has_its_reason() -> None:
    with pytest.raises(Unparsable, match="levels deep"):
        sandbox.parse(nested(1000))


def test_too_slow_is_refused_and_the_next_is_read() -> None:
    with pytest.raises(Unparsable, match="takes more than"):
        sandbox.parse(b"X: y\n" * 2_000_000 + write(), seconds=0.001)
    assert sandbox.parse(write()).subject == "Help"


def test_a_dead_child_is_replaced() -> None:
    sandbox.parse(write())
    reader = sandbox._free.get_nowait()
    reader.process.kill()
    reader.process.wait()
    sandbox._free.put(reader)
    assert sandbox.parse(write()).subject == "Help"
