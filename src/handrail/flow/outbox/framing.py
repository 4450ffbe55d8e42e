"""A mail's words in their frame: plain text always, and HTML that says the same."""

from html import escape

import msgspec
import nh3

from handrail.automation import filling, placeholders
from handrail.base.rich_text import as_html
from handrail.base.text import one_line
from handrail.desk.shape import shape
from handrail.flow.outbox import placing, quoting
from handrail.flow.outbox.choosing import address_for, frame_for
from handrail.flow.outbox.models import Frame
from handrail.flow.outbox.models.addresses import BY_A_PERSON, BY_THE_DESK
from handrail.people.models import Person
from handrail.tickets.models import Message, Ticket

# What mail programs show alike. No script, no form, nothing that is fetched unasked but pictures.
TAGS = nh3.ALLOWED_TAGS | {"center", "font"}
STYLES = frozenset({
    "background", "background-color", "border", "border-collapse", "border-left", "border-radius",
    "color", "display", "font", "font-family", "font-size", "font-style", "font-weight", "height",
    "line-height", "margin", "max-width", "padding", "text-align", "text-decoration",
    "vertical-align", "width",
})  # fmt: skip
ATTRIBUTES = {tag: set(known) for tag, known in nh3.ALLOWED_ATTRIBUTES.items()}
ATTRIBUTES["*"] = {"style", "align", "dir", "lang", "width", "height"}
ATTRIBUTES["blockquote"] = ATTRIBUTES.get("blockquote", set()) | {"type"}
PLAIN = "{{message}}\n"
SIGNED = "{{message}}\n\n-- \n{{brand.signature}}\n"


class Framed(msgspec.Struct, frozen=True, kw_only=True):
    """A mail's subject and its two bodies."""

    subject: str
    text: str
    html: str
    asks_rating: bool


def framed(message: Message, *, kind: str, rating_link: str = "") -> Framed:
    """The mail of a message, in the frame that fits its ticket."""
    frame = frame_for(message.ticket, kind)
    return written(message, frame or plain(message.ticket, kind), rating_link=rating_link)


def written(message: Message, frame: Frame, *, rating_link: str = "") -> Framed:
    """The mail of a message in a given frame, which need not be stored."""
    ticket = message.ticket
    quoted = quoting.earlier(message, frame.history)
    facts = _facts(frame, ticket, message.author)
    own = {"brand.signature": _signature(ticket), "rating.link": rating_link}
    text = facts | own | {"message": message.text.rstrip("\n"),
                          "history": quoting.as_text(quoted, ticket.language)}  # fmt: skip
    html = {name: quoting.lines(value) for name, value in (facts | own).items()}
    html |= {"message": _body(message), "history": quoting.as_html(quoted, ticket.language)}
    template, page = _with_history(frame.text), _with_history(frame.html or _as_html(frame.text))
    return Framed(
        subject=one_line(placing.put(frame.subject, facts), most=400) or subject_of(ticket),
        text=placing.put(template, text).rstrip() + "\n", html=cleaned(placing.put(page, html)),
        asks_rating="rating.link" in placeholders.named(frame.text),
    )  # fmt: skip


def plain(ticket: Ticket, kind: str) -> Frame:
    """The frame of a desk that has set none."""
    return Frame(kind=kind, text=SIGNED if _signature(ticket) else PLAIN)


def name_and_address(ticket: Ticket, author: Person | None) -> tuple[str, str, str]:
    """Whom a mail comes from: name, address, and the address's own mail server, sealed."""
    chosen, brand = address_for(ticket), ticket.brand or shape().brand
    by_hand, by_itself = (
        (chosen.from_name, chosen.notice_name) if chosen else (BY_A_PERSON, BY_THE_DESK)
    )
    values = _values(by_hand if author else by_itself, ticket, author)
    if brand is None:
        values = {**values, "brand.name": "Support"}
    name = one_line(placing.put(by_hand if author else by_itself, values), most=150)
    address = chosen.address if chosen else brand.address if brand else ""
    return name, address, chosen.server if chosen else ""


def subject_of(ticket: Ticket) -> str:
    """The subject of an answer."""
    return ticket.subject if ticket.subject.lower().startswith("re:") else f"Re: {ticket.subject}"


def cleaned(html: str) -> str:
    """HTML that runs nothing, whatever a frame or a message held."""
    return nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, filter_style_properties=set(STYLES),
        url_schemes={"http", "https", "mailto", "tel", "cid"}, link_rel=None,
    )  # fmt: skip


def _facts(frame: Frame, ticket: Ticket, author: Person | None) -> dict[str, str]:
    whole = f"{frame.subject} {frame.text} {frame.html}"
    return _values(whole, ticket, author)


def _values(text: str, ticket: Ticket, author: Person | None) -> dict[str, str]:
    """What the ticket puts in; only what is asked for is read."""
    asked = {name for name in placeholders.named(text) if name in filling.VALUES}
    writer = author or ticket.owner
    return {name: one_line(filling.VALUES[name](ticket, writer)) for name in asked}


def _signature(ticket: Ticket) -> str:
    brand = ticket.brand or shape().brand
    return brand.signature.strip() if brand else ""


def _body(message: Message) -> str:
    return message.html or as_html(message.text)


def _with_history(frame: str) -> str:
    """History that has no place of its own stands at the end."""
    if not frame or "history" in placeholders.named(frame):
        return frame
    return f"{frame.rstrip()}\n\n{{{{history}}}}"


def _as_html(text: str) -> str:
    """A frame's text as HTML; its placeholders stay, to be filled with HTML."""
    return f"<div>{escape(text, quote=False).rstrip().replace(chr(10), f'<br>{chr(10)}')}</div>"
