"""Mail is fetched from a real Dovecot, once, and marked as seen only after it is ours."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from doors.email.conftest import write
from handrail.channels.email import imap
from handrail.channels.email.models import ImapMark, RawMail
from handrail.channels.email.sources import place
from real_desk import free_port
from waiting import until

pytestmark = [
    pytest.mark.mail,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        shutil.which("dovecot", path="/usr/sbin:/usr/bin") is None, reason="needs Dovecot"
    ),
    pytest.mark.skipif(
        os.geteuid() != 0, reason="needs root, to start Dovecot with users of its own"
    ),
]

CONFIG = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{base}/mail/%u
mail_uid = nobody
mail_gid = {group}
first_valid_uid = 1
default_internal_user = dovecot
default_login_user = dovenull
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=nobody gid={group} home={base}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@dataclass
class Mailbox:
    """A mailbox on the server, filled from behind."""

    url: str
    folder: Path
    count: int = 0

    def put(self, raw: bytes) -> None:
        self.count += 1
        path = self.folder / "new" / f"{self.count}.mail"
        path.write_bytes(raw)
        shutil.chown(path, "nobody")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    # A path of its own: pytest's grow longer than the name of a socket may be.
    base, port = Path(tempfile.mkdtemp(prefix="hr")) / "dovecot", free_port()
    folder = base / "mail" / "support"
    for part in ("new", "cur", "tmp"):
        (folder / part).mkdir(parents=True)
    nobody = pwd.getpwnam("nobody")
    for path in (base / "mail", *(base / "mail").rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    for path in (base, *base.parents):
        if path.is_relative_to("/tmp") and path != Path("/tmp"):
            path.chmod(path.stat().st_mode | 0o011)
    group = subprocess.run(
        ["id", "-gn", "nobody"], capture_output=True, text=True, check=True
    ).stdout
    config = base / "dovecot.conf"
    config.write_text(CONFIG.format(base=base, port=port, group=group.strip()))
    server = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(config)])
    box = Mailbox(f"imap://support:secret@127.0.0.1:{port}/INBOX", folder)
    try:
        until(lambda: _answers(box.url), f"Dovecot answers; see {base / 'log'}", ceiling=30)
        yield box
    finally:
        server.terminate()
        server.wait(30)


def _answers(url: str) -> bool:
    try:
        with imap.opened(place(url)):
            return True
    except imap.TROUBLE:
        return False


def fetch(box: Mailbox) -> int:
    with imap.opened(place(box.url)) as client:
        return imap.fetch(client, place(box.url))


def seen(box: Mailbox) -> int:
    return sum(path.name.endswith("S") for path in (box.folder / "cur").iterdir())


def test_each_mail_is_fetched_once(mailbox: Mailbox) -> None:
    for n in range(5):
        mailbox.put(write(f"mail {n}"))
    assert (fetch(mailbox), fetch(mailbox)) == (5, 0)
    mailbox.put(write("one more"))
    assert fetch(mailbox) == 1
    assert RawMail.objects.count() == seen(mailbox) == 6
    assert set(RawMail.objects.values_list("deliveries", flat=True)) == {1}


def test_the_bytes_are_as_they_were_sent(mailbox: Mailbox) -> None:
    raw = write("Grüße\x01", Subject="raw 8 bit \udcfc").replace(b"\n", b"\r\n")
    mailbox.put(raw)
    fetch(mailbox)
    assert bytes(RawMail.objects.get().raw) == raw


def test_new_numbers_after_a_changed_validity_double_nothing(mailbox: Mailbox) -> None:
    mailbox.put(write("one"))
    fetch(mailbox)
    ImapMark.objects.update(uid_validity=1, last_uid=900)
    mailbox.put(write("two"))
    assert fetch(mailbox) == 2
    assert RawMail.objects.count() == 2


def test_a_mail_that_could_not_be_kept_is_not_marked_and_comes_again(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.put(write())
    monkeypatch.setattr(imap.arrival, "KEEP", "SELECT no_such_thing(%s, %s, %s, %s, %s, %s, %s)")
    with pytest.raises(imap.DatabaseError):
        fetch(mailbox)
    assert seen(mailbox) == 0
    monkeypatch.undo()
    assert fetch(mailbox) == 1
    assert RawMail.objects.count() == seen(mailbox) == 1
