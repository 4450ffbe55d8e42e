"""The tree of MIME parts, cut without recursion and with a limit on everything."""

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from handrail.channels.email.parsing import headers, words
from handrail.channels.email.parsing.mail import Unparsable

DEEPEST = 110
MOST_PARTS = 1000
CONTENT_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,100}")
# In quoted-printable a line end always means CR LF (RFC 2045, 6.7), whatever the way here made of it.
BARE_END = re.compile(rb"\r?\n|\r(?!\n)")
UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} .*\r?\n", re.MULTILINE)


@dataclass(slots=True)
class Part:
    """One part: its header fields, its bytes still encoded, and how deep it lies."""

    fields: headers.Fields
    body: bytes
    depth: int
    parent: "Part | None" = None
    fallback: str = "text/plain"
    type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    children: list["Part"] = field(default_factory=list)

    def __post_init__(self) -> None:
        kind, self.parameters = headers.value_and_parameters(
            headers.first(self.fields, "content-type")
        )
        kind = kind.replace(" ", "")
        self.type = kind if CONTENT_TYPE.fullmatch(kind) else self.fallback

    @property
    def disposition(self) -> tuple[str, dict[str, str]]:
        """`attachment` or `inline`, or nothing, and its parameters."""
        return headers.value_and_parameters(headers.first(self.fields, "content-disposition"))

    @property
    def filename(self) -> str:
        """The name the sender gave, untrusted."""
        named = self.disposition[1].get("filename") or self.parameters.get("name") or ""
        return named[:400]

    @property
    def content_id(self) -> str:
        """Without its brackets."""
        return headers.unfolded(headers.first(self.fields, "content-id")[:2000]).strip("<> ")[:250]

    def decoded(self) -> bytes:
        """The body without its transfer encoding; broken encodings give what can be read."""
        raw = headers.first(self.fields, "content-transfer-encoding")[:200]
        encoding = headers.unfolded(raw).partition(";")[0].strip().lower()
        if encoding in {"base64", "b"}:
            return headers.base64_bytes(self.body)
        if encoding == "quoted-printable":
            return quopri.decodestring(BARE_END.sub(b"\r\n", self.body))
        if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
            return _uudecoded(self.body)
        return self.body


def _uudecoded(body: bytes) -> bytes:
    begin = UU_BEGIN.search(body)
    out: list[bytes] = []
    for line in body[begin.end() if begin else 0 :].splitlines():
        if line.strip() == b"end":
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(out)


def tree(raw: bytes) -> Part:
    """The parts of a message. Raises Unparsable where it is deeper or wider than any honest mail."""
    root = Part(*headers.split_head(raw), depth=0)
    todo, count = [root], 1
    while todo:
        part = todo.pop()
        part.children = _children(part)
        count += len(part.children)
        if count > MOST_PARTS:
            raise Unparsable(words.TOO_MANY_PARTS % {"most": MOST_PARTS})
        if part.children and part.depth >= DEEPEST:
            raise Unparsable(words.TOO_DEEP % {"most": DEEPEST})
        todo.extend(part.children)
    return root


def leaves(root: Part) -> Iterator[Part]:
    """Parts without parts, in the order they stand."""
    todo = [root]
    while todo:
        part = todo.pop()
        if part.children:
            todo.extend(reversed(part.children))
        else:
            yield part


def _children(part: Part) -> list[Part]:
    if not part.type.startswith("multipart/"):
        return []
    boundary = part.parameters.get("boundary", "").strip() or _guessed_boundary(part.body)
    if not boundary:
        return []
    fallback = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    return [
        Part(*headers.split_head(piece), depth=part.depth + 1, parent=part, fallback=fallback)
        for piece in _split(part.body, boundary.encode("utf-8", "replace"))
    ]


def pieces(part: Part) -> list[bytes]:
    """The parts of a part as their bytes stand, heads and all: what signatures are made over."""
    boundary = part.parameters.get("boundary", "").strip() or _guessed_boundary(part.body)
    return _split(part.body, boundary.encode("utf-8", "replace")) if boundary else []


def _guessed_boundary(body: bytes) -> str:
    """The boundary a header forgot to name: the first line that looks like one and is followed
    by a field."""
    found = re.search(rb"^--([^\s].{0,68}?)[ \t]*\r?\nContent-", body, re.MULTILINE | re.IGNORECASE)
    return found[1].decode("latin-1") if found else ""


def _split(body: bytes, boundary: bytes) -> list[bytes]:
    """What lies between the delimiters; a missing end delimiter ends with the body."""
    delimiter = re.compile(
        rb"(?:^|\r\n|\n|\r)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r\n|\n|\r|\Z)"
    )
    pieces: list[bytes] = []
    start: int | None = None
    for match in delimiter.finditer(body):
        if start is not None:
            pieces.append(_after_line_end(body[start : match.start()]))
        start = None if match[1] else match.end()
        if match[1] or len(pieces) > MOST_PARTS:
            break
    if start is not None:
        pieces.append(_after_line_end(body[start:]))
    return pieces


def _after_line_end(piece: bytes) -> bytes:
    return headers.LINE_END.sub(b"", piece, count=1) if piece[:1] in b"\r\n" else piece
