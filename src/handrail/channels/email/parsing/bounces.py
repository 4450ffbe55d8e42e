# ruff: noqa: E501 — patterns and word lists read better unbroken
"""Mail that came back: delivery reports by the standard, then by the habits of mail systems."""

import logging
import re
from email import message_from_bytes

import msgspec
from flufl.bounce import all_failures

from handrail.channels.email.parsing import headers
from handrail.channels.email.parsing.addresses import valid
from handrail.channels.email.parsing.mail import BounceFound
from handrail.channels.email.parsing.structure import Part, leaves

# It reports its own stumbling as an error; here that is just "no bounce".
logging.getLogger("flufl.bounce").disabled = True

DAEMON = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|post[-_.]?master|mdaemon|mailer|post_?office|mail[-_.]?(?:system|server|delivery)|"
    r"mailerdaemon|bounces?|administrator|mailadmin|no-?reply|mail-?er|smtp\w*|system|uucp|root|daemon|exchange|maildelivery\w*)$",
    re.IGNORECASE,
)
DAEMON_NAME = re.compile(
    r"mail(?:er)?[ -]?(?:delivery|daemon|system|server)|delivery (?:sub)?system|postmaster|administrator|メール",
    re.IGNORECASE,
)
FAILED = re.compile(
    r"undeliver(?:able|ed)|returned (?:mail|to sender|message)|(?:mail |message )?delivery (?:has )?(?:failed|failure|problem|error|status|notification|report|incomplete|delayed|subsystem)|"
    r"failure (?:notice|delivery)|fail(?:ed|ure) (?:to deliver|delivery|mail|notice)|(?:could|can) ?not be delivered|non[- ]?(?:delivery|deliverable|remis)|not delivered|unable to deliver|"
    r"deliver(?:y|ed)? (?:fail|error|delay)|delayed (?:mail|delivery)|warning: (?:could not|message)|user unknown|unknown user|"
    r"mail (?:system )?error|error sending|undeliverable|problem(?:s)? (?:delivering|with (?:your )?(?:mail|message|e-?mail))|"
    r"unzustellbar|zustellung|nicht zugestellt|rückläufer|non remis|échec|impossible de (?:remettre|distribuer)|"
    r"no se (?:pudo|ha podido|puede)|devuelto|não (?:foi )?(?:entregue|possível)|mancata consegna|non recapit|"
    r"niet bezorg|onbestelbaar|olevererat|недостав|не доставлено|nedoručen|退信|無法|エラー|配信|送信でき|returned",
    re.IGNORECASE,
)
SAID_SO = re.compile(
    r"(?:could|can)(?: ?not|n't) be (?:delivered|sent|reached)|undeliverable|(?:was|were|has) not (?:been )?(?:delivered|sent)|delivery (?:to|of|has|failed|error|attempt)|"
    r"(?:fail|unable|error|problem)\w*[^.\n]{0,60}(?:deliver|send|recipient|address|mail)|(?:user|recipient|address|mailbox|account)[^.\n]{0,40}(?:unknown|not found|reject|does(?: not|n't) exist|no longer|invalid|full|over quota|unavailable|disabled)|"
    r"(?:unknown|invalid|bad|no such|unrouteable)[^.\n]{0,20}(?:user|recipient|address|mailbox|local part)|returned to (?:the )?sender|permanent (?:fatal )?error|"
    r"\b[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}\b|message you sent|your (?:message|mail|e-?mail)[^.\n]{0,60}(?:reject|return|not|refus|block)|did not reach|rejected",
    re.IGNORECASE,
)
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
REPLY_CODE = re.compile(r"(?<![\d.])([45])(\d)(\d)[ -](?!\d{3})")
FIELD = re.compile(
    r"^(original-recipient|final-recipient|action|status|x-actual-recipient|diagnostic-code)[ \t]*:[ \t]*(.*(?:\n[ \t].*)*)",
    re.IGNORECASE | re.MULTILINE,
)
IN_BRACKETS = re.compile(
    r"<([^<>\s]{1,200}@[^<>\s]{1,200})>|(?<![\w.+-])([\w.+%=/'-]{1,120}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})"
)
DELAYED = re.compile(
    r"delay|(?:not yet|still) (?:been )?(?:deliver|try)|will (?:be |keep |continue )?(?:retr|try)|temporar|deferred|warning",
    re.IGNORECASE,
)
GIVEN_UP = re.compile(
    r"permanent|giving up|gave up|expired|could not be delivered within|failed|no longer",
    re.IGNORECASE,
)
NOTICE = re.compile(r'"bouncedRecipients"\s*:\s*\[\s*\{[^\]]*?"emailAddress"\s*:\s*"([^"]{1,320})"')
FULL = re.compile(
    r"(?:mailbox|quota|inbox)[^.\n]{0,30}(?:full|exceed)|over ?quota|out of (?:disk )?space|greylist|try again later",
    re.IGNORECASE,
)


def is_complaint(root: Part) -> bool:
    """Whether a provider forwards a reader's complaint (RFC 5965) or says so its own way."""
    if root.parameters.get("report-type", "").lower() == "feedback-report":
        return True
    if any(part.type == "message/feedback-report" for part in leaves(root)):
        return True
    if (
        headers.first(root.fields, "x-hmxmroriginalrecipient")
        or headers.first(root.fields, "x-loop").strip() == b"scomp"
    ):
        return True
    if headers.first(root.fields, "x-apple-unsubscribe").strip().lower() == b"true":
        return True
    subject = headers.readable(headers.first(root.fields, "subject")).lower()
    sender = headers.readable(headers.first(root.fields, "from")).lower()
    return subject.startswith(
        ("complaint about message from", "email feedback report", "fbl ")
    ) or sender.startswith(("feedbackloop@", "<staff@hotmail.com>", "staff@hotmail.com", "scomp@"))


def find(
    root: Part, raw: bytes, *, sender: tuple[str, str], subject: str, text: str
) -> BounceFound | None:
    """What came back, if this is a mail system's report; the first recipient where it names many."""
    reported = _reported(root) or _notified(text)
    if reported is not None:
        return reported if reported.recipient else _named_in_head(root, reported)
    if not _looks_like_report(root, sender, subject, text):
        return None
    return _by_library(raw, text) or _by_words(root, text, sender[1])


def _named_in_head(root: Part, found: BounceFound) -> BounceFound:
    """A report on a file or a program names no mailbox; the head of it may."""
    return msgspec.structs.replace(found, recipient=valid(_first_failed(root)))


def _first_failed(root: Part) -> str:
    value = headers.readable(headers.first(root.fields, "x-failed-recipients"))
    return value.partition(",")[0].strip()


def is_daemon(sender: tuple[str, str]) -> bool:
    """Whether a mail system writes, by its name or address."""
    name, address = sender
    return (
        DAEMON.match(address.partition("@")[0]) is not None or DAEMON_NAME.search(name) is not None
    )


def _reported(root: Part) -> BounceFound | None:
    """RFC 3464: fields in a message/delivery-status part."""
    for part in leaves(root):
        if "delivery-status" in part.type or "disposition-notification" in part.type:
            text = part.decoded()[:100_000].decode("utf-8", "replace").replace("\r\n", "\n")
            if (found := _from_fields(text)) is not None:
                return found
    return None


def _notified(text: str) -> BounceFound | None:
    """A sending service's notice in JSON: it names the kind, the addresses and the codes."""
    text = text[:50_000].replace('\\"', '"')
    found = NOTICE.search(text)
    if found is None:
        return None
    recipient = valid(found[1])
    status = _status(text)
    return BounceFound(recipient=recipient, status=status, temporary='"Transient"' in text)


def _from_fields(text: str) -> BounceFound | None:
    said = {name.lower(): value.strip() for name, value in reversed(FIELD.findall(text))}
    action = said.get("action", "").lower()
    if action.startswith(("delivered", "relayed", "expanded", "displayed")) or not said:
        return None
    named = [
        said.get(key, "").rpartition(";")[2]
        for key in ("final-recipient", "original-recipient", "x-actual-recipient")
    ]
    recipient = next((found for name in named if (found := valid(name.strip().strip("<>")))), "")
    diagnosis = said.get("diagnostic-code", "")
    status = _status(said.get("status", ""), specific=False) or _status(diagnosis)
    exact = _status(diagnosis)
    if exact and status.endswith(".0.0"):
        status = exact
    if not recipient and not status:
        return None
    return BounceFound(
        recipient=recipient,
        status=status,
        temporary=action.startswith("delayed") or status.startswith("4"),
    )


def _status(text: str, *, specific: bool = True) -> str:
    found = [code for code in STATUS.findall(text) if not specific or not code.endswith(".0.0")]
    return found[0] if found else ""


def _looks_like_report(root: Part, sender: tuple[str, str], subject: str, text: str) -> bool:
    if root.parameters.get("report-type", "").lower() == "delivery-status":
        return True
    if headers.first(root.fields, "x-failed-recipients"):
        return True
    daemon = is_daemon(sender)
    empty_path = headers.first(root.fields, "return-path").strip() == b"<>"
    signs = daemon + empty_path + (FAILED.search(subject) is not None)
    return signs >= 2 or (
        signs == 1
        and SAID_SO.search(text[:4000]) is not None
        and (daemon or empty_path or bool(IN_BRACKETS.search(text[:4000])))
    )


def _by_library(raw: bytes, text: str) -> BounceFound | None:
    try:
        temporary, permanent = all_failures(message_from_bytes(raw))
    except Exception:
        # Its detectors were written for honest reports; a hostile one just is none to them.
        return None
    found = sorted(permanent) or sorted(temporary)
    if not found:
        return None
    status = _status(text) or _from_reply_code(text)
    recipient = valid(found[0].decode("utf-8", "replace"))
    return BounceFound(
        recipient=recipient, status=status, temporary=not permanent or status.startswith("4")
    )


def _by_words(root: Part, text: str, sender: str) -> BounceFound | None:
    failed = _first_failed(root)
    # Only what the system says itself: the copy of our own mail below names ourselves.
    own = re.split(
        r"^(?:received|return-path|message-id):",
        text[:20_000],
        maxsplit=1,
        flags=re.IGNORECASE | re.MULTILINE,
    )[0]
    named = (a or b for a, b in IN_BRACKETS.findall(own))
    recipient = valid(failed) or next(
        (a for name in named if (a := valid(name)) and a.lower() != sender.lower()), ""
    )
    status = _status(own) or _from_reply_code(own)
    if not status and FULL.search(own):
        status = "4.2.2" if "full" in own.lower() or "quota" in own.lower() else "4.0.0"
    delayed = DELAYED.search(own[:3000]) is not None and not GIVEN_UP.search(own[:3000])
    if not recipient and not status:
        return None
    temporary = status.startswith("4") or (delayed and not status)
    return BounceFound(recipient=recipient, status=status, temporary=temporary)


def _from_reply_code(text: str) -> str:
    found = REPLY_CODE.search(text[:20_000])
    return f"{found[1]}.0.0" if found else ""


ORIGINAL_ID = re.compile(r"^[ >]*message-id:\s*(<[^<>\s]{1,990}>)", re.IGNORECASE | re.MULTILINE)


def original_ids(root: Part) -> list[str]:
    """The ids of the mail that came back, from the copy the report carries."""
    found: list[str] = []
    for part in leaves(root):
        if part.type.startswith(("message/", "text/")):
            found += ORIGINAL_ID.findall(part.decoded()[:200_000].decode("latin-1"))
    return list(dict.fromkeys(found))[:20]
