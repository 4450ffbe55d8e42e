"""Settings of mail."""

from handrail.base.languages import later
from handrail.flow.catalogue.kinds import MAIL, Setting
from handrail.flow.models import AlertRule, MailRule, SenderCheck
from handrail.flow.outbox.models import (
    Frame,
    MailKey,
    SendingAddress,
    SendingRule,
    SigningKey,
    TrustedKey,
)
from handrail.tickets.models import VirusScanner

ON_MAIL: tuple[Setting, ...] = (
    Setting(
        "sending-addresses",
        SendingAddress,
        MAIL,
        later("Sending addresses"),
        later("sending address"),
        later("What a brand's or a team's mail comes from, and in whose name."),
        ["address", "brand", "team", "from_name"],
    ),
    Setting(
        "sending-rules",
        SendingRule,
        MAIL,
        later("Time to undo"),
        later("time to undo"),
        later("How long an answer waits before it leaves, so that it can be taken back."),
        ["brand", "undo_seconds"],
    ),
    Setting(
        "frames",
        Frame,
        MAIL,
        later("Frames of mail"),
        later("frame"),
        later(
            "What stands around the words of a mail, and how much of the conversation it quotes."
        ),
        ["kind", "brand", "language", "history"],
    ),
    Setting(
        "virus-scanners",
        VirusScanner,
        MAIL,
        later("Virus scanner"),
        later("scanner"),
        later("The ClamAV daemon that every file is shown to before anybody opens it."),
        ["address", "holds_back"],
    ),
    Setting(
        "mail-rules",
        MailRule,
        MAIL,
        later("Taking in mail"),
        later("rule"),
        later(
            "What joins a ticket, how often strangers are answered, and how many tickets one sender opens."
        ),
        ["joins_by_number", "answers_a_domain", "requests_an_hour"],
    ),
    Setting(
        "sender-checks",
        SenderCheck,
        MAIL,
        later("Proof of senders"),
        later("check"),
        later(
            "Who says whether a sender's own domain stands behind a mail, for rules and for joining tickets."
        ),
        ["way", "server", "hops"],
    ),
    Setting(
        "alert-rules",
        AlertRule,
        MAIL,
        later("Messages that say the same"),
        later("rule"),
        later(
            "How many identical alerts stand on one ticket before they are only counted. Without a rule: "
            "10, within 60 minutes."
        ),
        ["kept", "minutes"],
    ),
    Setting(
        "signing-keys",
        SigningKey,
        MAIL,
        later("Signing keys"),
        later("signing key"),
        later("Keys that sign what leaves (DKIM), so that it can be told from forgeries."),
        ["domain", "selector"],
    ),
    Setting(
        "mail-keys",
        MailKey,
        MAIL,
        later("Keys that open mail"),
        later("key"),
        later(
            "Private keys by which mail that was encrypted for the desk is read (S/MIME, OpenPGP)."
        ),
        ["name", "scheme", "addresses", "not_after"],
    ),
    Setting(
        "trusted-keys",
        TrustedKey,
        MAIL,
        later("Keys of others"),
        later("trusted key"),
        later("Whose signatures on mail are believed: people, firms and certificate authorities."),
        ["name", "scheme", "addresses", "not_after"],
    ),
)
