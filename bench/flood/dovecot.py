"""A Dovecot of our own that can be killed: LMTP in, IMAP out, mail under one folder."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from bench.desk import free_port

NOBODY = 65534
SETTINGS = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{base}/mail
mail_fsync = always
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
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
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


class Dovecot:
    """A mail store; `kill` ends the whole of it without a word, `start` brings it back."""

    def __init__(self, base: Path) -> None:
        self.base, self.imap, self.lmtp = base, free_port(), free_port()
        base.mkdir(parents=True)
        base.chmod(0o755)
        (base / "mail").mkdir()
        os.chown(base / "mail", NOBODY, NOBODY)
        words = SETTINGS.format(base=base, imap=self.imap, lmtp=self.lmtp, uid=NOBODY)
        (base / "conf").write_text(words)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its mailbox, as the desk reads it."""
        return f"imap://support%40desk.example:secret@127.0.0.1:{self.imap}/INBOX"

    def start(self) -> None:
        """Run until it answers."""
        shutil.rmtree(self.base / "run", ignore_errors=True)
        command = ["dovecot", "-F", "-c", str(self.base / "conf")]
        self.process = subprocess.Popen(command, start_new_session=True)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.lmtp), 2).close()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"Dovecot did not start; see {self.base / 'log'}")

    def kill(self) -> None:
        """End it and everything it started, at once."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
