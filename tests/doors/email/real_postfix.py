"""A real Postfix with folders and ports of its own: the desk's mail server, and nobody else's."""

import json
import os
import shutil
import smtplib
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from real_desk import free_port
from waiting import until

SBIN = "/usr/sbin:/usr/bin"
DOMAIN = "desk.example"
MOST_BYTES = 8 * 2**20
# Whom it refuses at once.
GONE = "gone@customer.example"

# Nobody is asked outside: every other domain's mail goes to one server of the test's.
# What could not be delivered waits an hour, so that only a test's own word sends it again.
MAIN = """
compatibility_level = 3.6
queue_directory = {base}/queue
data_directory = {base}/data
maillog_file = {base}/log
maillog_file_prefixes = {base}
myhostname = mx.{domain}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
alias_maps =
message_size_limit = {most_bytes}
minimal_backoff_time = 3600s
maximal_backoff_time = 3600s
smtpd_recipient_restrictions = check_recipient_access inline:{{{gone}=REJECT}}
relayhost = [127.0.0.1]:{outside}
virtual_mailbox_domains = {domain}
virtual_transport = lmtp:inet:127.0.0.1:{desk}
"""

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def why_not() -> str:
    """Why Postfix can't be started here; nothing where it can."""
    if shutil.which("postfix", path=SBIN) is None:
        return "needs Postfix"
    return "" if os.geteuid() == 0 else "needs root, to start Postfix"


class Postfix:
    """A running mail server, seen by those who send through it and by its operator."""

    def __init__(self, base: Path) -> None:
        self.base, self.port = base, free_port()

    def operate(self, *command: str) -> str:
        """One of its own commands; what it printed."""
        program, *rest = command
        whole = [shutil.which(program, path=SBIN) or program, "-c", str(self.base / "etc"), *rest]
        return subprocess.run(whole, capture_output=True, text=True, check=True).stdout

    def answers(self) -> bool:
        """Whether it can be spoken to."""
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=5):
                return True
        except (OSError, smtplib.SMTPException):
            return False

    def send(self, mail: EmailMessage) -> None:
        """Hand in a mail as anybody's mail program does."""
        with smtplib.SMTP("127.0.0.1", self.port) as line:
            assert line.send_message(mail) == {}

    def waiting(self) -> list[dict[str, Any]]:
        """The mails in its queue that it tried in vain."""
        queue = map(json.loads, self.operate("postqueue", "-j").splitlines())
        return [mail for mail in queue if mail["queue_name"] == "deferred"]

    def reasons(self) -> list[str]:
        """Why each recipient of the mails that wait has not got them."""
        return [to["delay_reason"] for mail in self.waiting() for to in mail["recipients"]]

    def is_empty(self) -> bool:
        """Whether nothing is left to do, now or later."""
        return not self.operate("postqueue", "-j").strip()

    def flush(self) -> None:
        """Try everything again that waits."""
        self.operate("postqueue", "-f")


@contextmanager
def running_postfix(*, outside: int, desk: int) -> Iterator[Postfix]:
    """Postfix for the desk's domain; gone with its folder afterwards.

    `desk` is the port of the desk's LMTP, `outside` that of the server for everybody else's mail.
    """
    # A path of its own, which Postfix's own user may enter: pytest's are closed to it.
    base = Path(tempfile.mkdtemp(prefix="hr-postfix-"))
    base.chmod(0o755)
    made = Postfix(base)
    _furnish(made, outside, desk)
    made.operate("postfix", "start")
    try:
        until(made.answers, "Postfix answers", ceiling=30)
        yield made
    finally:
        made.operate("postfix", "stop")
        shutil.rmtree(base)


def _furnish(made: Postfix, outside: int, desk: int) -> None:
    for part in ("etc", "queue", "data"):
        (made.base / part).mkdir()
    shutil.chown(made.base / "data", "postfix")
    main = MAIN.format(
        base=made.base, domain=DOMAIN, most_bytes=MOST_BYTES, gone=GONE, outside=outside, desk=desk
    )
    (made.base / "etc" / "main.cf").write_text(main)
    (made.base / "etc" / "master.cf").write_text(MASTER.format(port=made.port))
