"""A real Dovecot of the tests' own, speaking IMAP and POP3 on loopback ports."""

import imaplib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from real_desk import free_port
from waiting import until

NOBODY = 65534
SETTINGS = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{base}/mail
mail_uid = {uid}
mail_gid = {uid}
first_valid_uid = 1
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={uid} home={base}/mail
}}
"""


POP3_SETTINGS = """
protocols = imap pop3
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
"""
# Debian has it in a package of its own, dovecot-pop3d.
SPEAKS_POP3 = Path("/usr/lib/dovecot/pop3").exists()


@dataclass(frozen=True)
class Dovecot:
    """Where it listens."""

    imap: int
    pop3: int


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """A Dovecot with one mailbox, support@desk.example."""
    base, port, pop3 = Path(tempfile.mkdtemp(prefix="handrail-imap-")), free_port(), free_port()
    base.chmod(0o755)
    (base / "mail").mkdir()
    os.chown(base / "mail", NOBODY, NOBODY)
    settings = SETTINGS + (POP3_SETTINGS if SPEAKS_POP3 else "")
    (base / "conf").write_text(settings.format(base=base, port=port, pop3=pop3, uid=NOBODY))
    running = subprocess.Popen(["dovecot", "-F", "-c", str(base / "conf")])
    try:
        until(lambda: signed_in(port), f"Dovecot answers; its log is {base / 'log'}", 30)
        yield Dovecot(port, pop3)
    finally:
        running.terminate()
        running.wait(20)
        shutil.rmtree(base, ignore_errors=True)


def signed_in(port: int) -> imaplib.IMAP4 | None:
    """Another mail program at the same mailbox; none when it is not let in."""
    try:
        line = imaplib.IMAP4("127.0.0.1", port, 5)
        line.login("support@desk.example", "secret")
    except (OSError, imaplib.IMAP4.error):
        return None
    return line
