"""The conversation so far, as mail programs quote it. Notes live in another table and never get here."""

from collections.abc import Sequence
from html import escape

from django.db.models import Q

from handrail.base.text import one_line
from handrail.flow.outbox.models import Frame
from handrail.tickets.models import Message

# Most messages have no such key at all, and a plain exclude would leave those out too.
IN_THE_CLEAR = Q(found__protection__isnull=True) | ~Q(found__protection__has_key="encrypted")
MOST_MESSAGES = 30
MOST_CHARACTERS = 60_000
# Each names the day, the time and who wrote, as programs of that language do.
HEADS = {
    "en": "On {day} at {time}, {who} wrote:", "de": "Am {day} um {time} schrieb {who}:",
    "fr": "Le {day} à {time}, {who} a écrit :", "es": "El {day} a las {time}, {who} escribió:",
    "pt": "Em {day} às {time}, {who} escreveu:", "it": "Il {day} alle {time}, {who} ha scritto:",
    "nl": "Op {day} om {time} schreef {who}:", "ja": "{day} {time}、{who} のメール:",
    "zh": "{day} {time}，{who} 写道：",
}  # fmt: skip


def earlier(message: Message, policy: str) -> list[Message]:
    """What is quoted below a message, newest first: nothing, the last one, or all of it.

    What was taken out is gone, and what machines wrote nobody misses.
    """
    if policy == Frame.History.NONE:
        return []
    most = 1 if policy == Frame.History.LAST else MOST_MESSAGES
    said = Message.objects.filter(ticket_id=message.ticket_id, redacted_at=None, is_automatic=False)
    # What came encrypted never leaves in the clear.
    said = said.filter(IN_THE_CLEAR)
    before = said.filter(pk__lt=message.pk) if message.pk else said
    return list(before.select_related("author").order_by("-pk")[:most])


def as_text(messages: Sequence[Message], language: str) -> str:
    """Each with a line that says who wrote when, and a mark before every line."""
    told = []
    left = MOST_CHARACTERS
    for message in messages:
        words = message.text.strip()[:left]
        left -= len(words)
        if words:
            lines = "\n".join(f"> {line}".rstrip() for line in words.splitlines())
            told.append(f"{head(message, language)}\n{lines}")
    return "\n\n".join(told)


def as_html(messages: Sequence[Message], language: str) -> str:
    """The same in the element that mail programs fold away."""
    return "".join(
        f"<p>{escape(head(message, language))}</p>"
        f'<blockquote type="cite">{lines(message.text.strip()[:MOST_CHARACTERS])}</blockquote>'
        for message in messages
    )


def lines(text: str) -> str:
    """Plain text as HTML, line by line."""
    return escape(text).replace("\n", "<br>\n")


def head(message: Message, language: str) -> str:
    """Who wrote when, in the ticket's language if we speak it."""
    form = HEADS.get(language.lower().partition("-")[0], HEADS["en"])
    who = one_line(message.author.name, most=80) if message.author else "–"
    return form.format(day=f"{message.at:%Y-%m-%d}", time=f"{message.at:%H:%M}", who=who)
