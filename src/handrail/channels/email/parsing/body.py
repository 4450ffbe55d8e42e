"""Which parts are the text, which are the files."""

import re

from handrail.base.text import clean
from handrail.channels.email.parsing import html as markup
from handrail.channels.email.parsing import tnef
from handrail.channels.email.parsing.charsets import decode
from handrail.channels.email.parsing.mail import AttachedFile
from handrail.channels.email.parsing.structure import Part, leaves

MOST_CHARACTERS = 2_000_000
NO_TEXT = re.compile(
    r"^.{0,200}(?:requires|view|supports?|read).{0,100}html.{0,100}$", re.IGNORECASE | re.DOTALL
)
FLOWED = re.compile(r" \n(?!>)")
EXTENSIONS = {
    "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "message/rfc822": ".eml",
    "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "application/pdf": ".pdf",
    "message/delivery-status": ".txt", "text/rfc822-headers": ".txt",
}  # fmt: skip


class Body:
    """The parts of a mail, sorted: texts to read, and files to keep."""

    def __init__(self, root: Part) -> None:
        self.plain: list[str] = []
        self.html: list[str] = []
        self.files: list[AttachedFile] = []
        for part in leaves(root):
            self._sort(part)

    def _sort(self, part: Part) -> None:
        wrapped = tnef.opened(part)
        if wrapped is not None:
            self._take(wrapped)
        elif not _is_text(part):
            self.files.append(_file(part, len(self.files) + 1))
        elif part.type == "text/html":
            self.html.append(_text_of(part))
        else:
            self.plain.append(_text_of(part))

    def _take(self, wrapped: tnef.Opened) -> None:
        """Its text only where the mail has none of its own: Outlook writes both alike."""
        self.files += wrapped.files
        if not any(piece.strip() for piece in (*self.plain, *self.html)):
            self.plain += [wrapped.text] if wrapped.text else []
            self.html += [wrapped.html] if wrapped.html else []

    @property
    def text(self) -> str:
        """What was written, as plain text, from the HTML where that is all there is."""
        plain = "\n\n".join(piece.strip("\n") for piece in self.plain if piece.strip())
        if self.html and (not plain.strip() or (len(plain) < 400 and NO_TEXT.match(plain.strip()))):
            return "\n\n".join(markup.as_text(piece) for piece in self.html)
        return plain

    @property
    def marked(self) -> str:
        """The same for reading replies: HTML's own marks of quotation kept."""
        if self.html and not any(piece.strip() for piece in self.plain):
            return "\n\n".join(markup.as_text(piece, marked=True) for piece in self.html)
        return self.text


def _is_text(part: Part) -> bool:
    """Whether a part is shown as text: not named, not said to be attached, and readable."""
    disposition, _ = part.disposition
    if disposition == "attachment" or (part.filename and disposition):
        return False
    if part.type.startswith("multipart/"):
        return True
    if part.type in {
        "text/plain",
        "text/html",
        "text/enriched",
        "text/richtext",
        "text/watch-html",
    }:
        return not part.filename or part.depth == 0
    return part.type.startswith("text/") and part.type != "text/calendar" and part.depth == 0


def _text_of(part: Part) -> str:
    text = clean(decode(part.decoded(), part.parameters.get("charset", "")), most=MOST_CHARACTERS)
    if part.parameters.get("format", "").lower() != "flowed":
        return text
    return _unflowed(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")


def _unflowed(text: str, *, delete_space: bool) -> str:
    """Soft breaks of RFC 3676 undone, outside quotations; `-- ` stays a signature mark."""
    out: list[str] = []
    open_line = False
    for line in text.split("\n"):
        line = line[1:] if line.startswith(" ") else line
        soft = line.endswith(" ") and line != "-- " and not line.startswith(">")
        piece = line[:-1] if soft and delete_space else line
        if open_line and line != "-- " and not line.startswith(">"):
            out[-1] += piece
        else:
            out.append(piece)
        open_line = soft
    return "\n".join(out)


def _file(part: Part, number: int) -> AttachedFile:
    disposition, _ = part.disposition
    inline = disposition == "inline" or (not disposition and bool(part.content_id))
    return AttachedFile(
        filename=part.filename or f"part-{number}{EXTENSIONS.get(part.type, '.bin')}",
        content_type=part.type, inline=inline, content_id=part.content_id, payload=part.decoded(),
    )  # fmt: skip
