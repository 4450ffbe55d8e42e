"""Protected mail: checked and opened with the desk's keys, then read like any other.

The kept raw mail stays the encrypted original; only what the conversation shows is in the clear.
"""

from datetime import datetime
from typing import Any

import msgspec

from handrail.base.sealed import CannotOpen, opened
from handrail.base.text import clean, fold_case
from handrail.channels.email import opening, sandbox
from handrail.channels.email.opening.values import Opened, OwnKey, Signature, Task, Trusted
from handrail.channels.email.parsing.mail import ParsedMail, Unparsable
from handrail.flow.outbox.models import MailKey, TrustedKey

LOCKED = "Encrypted for a key this desk does not have."
UNOPENED = "This encrypted mail could not be opened."
MOST_KEYS, MOST_TRUSTED = 50, 2000


class Unlocked(msgspec.Struct, frozen=True):
    """The mail to place, and what was found out about it for people to see."""

    mail: ParsedMail
    found: dict[str, Any]


def read(raw: bytes, mail: ParsedMail, *, at: datetime) -> Unlocked:
    """The mail itself where nothing protects it; otherwise what is inside."""
    if mail.protection is None:
        return Unlocked(mail, told(mail))
    result = opening.opened(_task(raw, at))
    inside = _inside(mail, result)
    return Unlocked(inside, told(inside) | {"protection": protection_told(mail, result)})


def told(mail: ParsedMail) -> dict[str, Any]:
    """What the mail says besides its words, as the ticket's page shows it."""
    about: dict[str, Any] = {}
    if mail.invitation is not None:
        about["invitation"] = msgspec.to_builtins(mail.invitation)
    if mail.language:
        about["language"] = mail.language
    if mail.list_id:
        about["list"] = mail.list_id
    return about


def protection_told(mail: ParsedMail, result: Opened) -> dict[str, Any]:
    """How it was protected, and what the check of each protection said."""
    said: dict[str, Any] = {}
    if result.encrypted:
        said["encrypted"] = result.encrypted
        said["is_locked"] = result.is_locked
    elif mail.protection is not None and mail.protection.encrypted:
        said |= {"encrypted": mail.protection.scheme, "is_locked": True}
    if result.signature is not None:
        said["signature"] = _signature_told(result.signature, mail)
    elif mail.protection is not None and mail.protection.signed:
        said["signature"] = {"scheme": mail.protection.scheme, "state": "unread"}
    return said


def _signature_told(signature: Signature, mail: ParsedMail) -> dict[str, Any]:
    """A valid signature by somebody other than the sender says nothing about the sender."""
    state: str = signature.state
    if state == "valid" and fold_case(mail.sender.address) not in map(
        fold_case, signature.addresses
    ):
        state = "another"
    return {
        "scheme": signature.scheme, "state": state, "signer": clean(signature.signer, most=300),
        "address": clean(next(iter(signature.addresses), ""), most=300),
        "issuer": clean(signature.issuer, most=300),
    }  # fmt: skip


def _inside(mail: ParsedMail, result: Opened) -> ParsedMail:
    """What is read in place of the mail. Identity stays that of the mail as it came."""
    if result.plain is None:
        # Where only a part of it is encrypted, such as a file, the rest is read as ever.
        failed = bool(result.problem) and mail.protection is not None and mail.protection.encrypted
        if result.encrypted or failed:
            return _closed(mail, UNOPENED if failed else LOCKED)
        return mail
    try:
        inner = sandbox.parse(result.plain)
    except Unparsable:
        return _closed(mail, UNOPENED)
    # A subject that was encrypted stands above the words, not on the ticket: answers carry that
    # one in the clear.
    hidden = f"{inner.subject}\n\n" if inner.subject != mail.subject else ""
    return msgspec.structs.replace(
        inner, content_hash=mail.content_hash, message_id=mail.message_id, subject=mail.subject,
        reply_text=hidden + inner.reply_text,
    )  # fmt: skip


def _closed(mail: ParsedMail, line: str) -> ParsedMail:
    """Kept with a clear line; what came stays beside it as a file. No word of the frame around is
    shown as if it had been protected."""
    return msgspec.structs.replace(
        mail, text=line, reply_text=line, quoted_text="", html="", language="", invitation=None
    )


def _task(raw: bytes, at: datetime) -> Task:
    trusted = TrustedKey.objects.filter(is_active=True).order_by("pk")[:MOST_TRUSTED]
    return Task(
        raw=raw, keys=_keys(), trusted=[Trusted(one.scheme, one.key) for one in trusted], at=at
    )


def _keys() -> list[OwnKey]:
    found = []
    for key in (
        MailKey.objects.filter(is_active=True).exclude(private_key="").order_by("pk")[:MOST_KEYS]
    ):
        try:
            found.append(OwnKey(key.scheme, opened(key.private_key), key.certificate))
        except CannotOpen:
            # Sealed with a secret key that is gone: the settings' page says so, mail goes on.
            continue
    return found
