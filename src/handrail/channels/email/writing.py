"""Writing a message: headers that hold one line each, and never a second one."""

from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from handrail.base.clock import now
from handrail.base.languages import later, speaking
from handrail.base.text import clean, one_line
from handrail.channels.email.letter import Letter
from handrail.channels.email.parsing.addresses import valid
from handrail.channels.email.reading import NO_ID
from handrail.flow import kept
from handrail.flow.ports import Outgoing, PermanentFailure
from handrail.tickets.files import File, display_name

POLICY = SMTP.clone(max_line_length=78)
MOST_SUBJECT = 400
MOST_NAME = 150
QUESTION = later("How did we do?")
BREAKS_A_TYPE = frozenset("\r\n;\"' ")


def letter(outgoing: Outgoing) -> Letter:
    """The message with its envelope. Raises PermanentFailure when there is nobody to send it to."""
    mail, to = message(outgoing), recipients(outgoing)
    sender, back, *to = (
        _ascii_domain(address) for address in (outgoing.from_address, reply_address(outgoing), *to)
    )
    # Only where an address makes it necessary: not every mail server takes such mail (RFC 6531).
    needs_utf8 = not all(address.isascii() for address in (sender, *to))
    raw = mail.as_bytes(policy=POLICY.clone(utf8=needs_utf8))
    return Letter(
        raw=raw, message_id=outgoing.message_id, sender=sender, comes_back_to=back, recipients=to,
        needs_utf8=needs_utf8,
    )  # fmt: skip


def message(outgoing: Outgoing) -> EmailMessage:
    """The message as it is sent. Raises PermanentFailure when there is nobody to send it to."""
    mail = EmailMessage(policy=POLICY)
    mail["From"] = mailbox(outgoing.from_name, outgoing.from_address)
    mail["To"] = _mailboxes(outgoing.to) or _mailboxes(outgoing.cc)
    if copies := _mailboxes(outgoing.cc):
        mail["Cc"] = copies
    mail["Reply-To"] = mailbox(outgoing.from_name, reply_address(outgoing))
    mail["Subject"] = one_line(outgoing.subject, most=MOST_SUBJECT)
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = outgoing.message_id
    _thread(mail, outgoing)
    _automatic(mail, outgoing)
    _way_to_stop(mail, outgoing)
    _content(mail, outgoing)
    return mail


def recipients(outgoing: Outgoing) -> list[str]:
    """Whom the envelope names. Raises PermanentFailure for nobody."""
    found = [address for _, address in (*outgoing.to, *outgoing.cc)]
    usable = list(dict.fromkeys(address for address in found if _fit(address)))
    if not usable:
        raise PermanentFailure(kept.NO_ADDRESS)
    return usable


def reply_address(outgoing: Outgoing) -> str:
    """Our address with the conversation's token behind a plus."""
    local, _, domain = outgoing.from_address.rpartition("@")
    return (
        f"{local}+{outgoing.reply_token}@{domain}"
        if outgoing.reply_token
        else outgoing.from_address
    )


def mailbox(name: str, address: str) -> Address:
    """A mailbox for a header. Raises PermanentFailure for an address no mail can go to."""
    local, _, domain = address.rpartition("@")
    try:
        return Address(one_line(name, most=MOST_NAME), local.strip('"'), _ascii(domain))
    except (ValueError, IndexError) as fault:
        raise PermanentFailure(kept.BAD_ADDRESS, address=one_line(address, most=80)) from fault


def _ascii(domain: str) -> str:
    return domain.encode("idna").decode()


def _mailboxes(people: Sequence[tuple[str, str]]) -> list[Address]:
    return [mailbox(name, address) for name, address in people if _fit(address)]


def _fit(address: str) -> bool:
    """Whether it is an address; nothing in it can end a header."""
    return bool(valid(address))


def _ascii_domain(address: str) -> str:
    """The address for an envelope: its domain in the letters of the DNS."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{_ascii(domain)}"


def _thread(mail: EmailMessage, outgoing: Outgoing) -> None:
    """Only ids that are ids: foreign ones come from outside and may hold anything."""
    if parent := _id(outgoing.in_reply_to):
        mail["In-Reply-To"] = parent
    if known := [found for found in map(_id, outgoing.references) if found]:
        mail["References"] = " ".join(known)


def _id(text: str) -> str:
    whole = text.startswith("<") and text.endswith(">") and text.isascii() and text.isprintable()
    known_outside = len(text) < 900 and not text.endswith(f"{NO_ID}>")
    return text if whole and known_outside and not set(text[1:-1]) & set("<> ") else ""


def _automatic(mail: EmailMessage, outgoing: Outgoing) -> None:
    """What a machine wrote says so, and asks other machines not to answer."""
    if outgoing.automatic:
        kind = "auto-replied" if outgoing.in_reply_to else "auto-generated"
        mail["Auto-Submitted"] = kind
        mail["X-Auto-Response-Suppress"] = "All"
    else:
        mail["X-Auto-Response-Suppress"] = "OOF"


def _way_to_stop(mail: EmailMessage, outgoing: Outgoing) -> None:
    """One press in the mail program ends notices (RFC 2369, RFC 8058); answers have no such thing."""
    if outgoing.unsubscribe_link:
        mail["List-Unsubscribe"] = f"<{outgoing.unsubscribe_link}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _content(mail: EmailMessage, outgoing: Outgoing) -> None:
    mail.set_content(clean(_with_question(outgoing)), cte="quoted-printable")
    if outgoing.html:
        html = clean(outgoing.html) + _question_as_html(outgoing)
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
    for file in outgoing.files:
        _attach(mail, file)


def _with_question(outgoing: Outgoing) -> str:
    if not outgoing.rating_link:
        return outgoing.text
    with speaking(outgoing.language):
        return f"{outgoing.text}\n\n-- \n{QUESTION} {outgoing.rating_link}\n"


def _question_as_html(outgoing: Outgoing) -> str:
    if not outgoing.rating_link:
        return ""
    with speaking(outgoing.language):
        return f'<p><a href="{escape(outgoing.rating_link)}">{escape(str(QUESTION))}</a></p>'


def _attach(mail: EmailMessage, file: File) -> None:
    main, _, sub = file.content_type.partition("/")
    if not sub or set(file.content_type) & BREAKS_A_TYPE or not file.content_type.isascii():
        main, sub = "application", "octet-stream"
    if main in {"multipart", "message"}:
        main, sub = "application", "octet-stream"
    mail.add_attachment(file.content, maintype=main, subtype=sub, filename=display_name(file.name))
