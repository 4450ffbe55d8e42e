"""Header fields: cutting them out of the bytes, and reading what they say in any encoding."""

import binascii
import quopri
import re
from urllib.parse import unquote_to_bytes

from handrail.base.text import LINE_BREAKS, clean
from handrail.channels.email.parsing.charsets import decode

MOST_BYTES_A_FIELD = 2**17
MOST_FIELDS = 2000
Fields = list[tuple[str, bytes]]

FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:(.*)", re.DOTALL)
# Its name is not one, but it is no text either: passed over.
BROKEN_FIELD = re.compile(rb"(?=[^:]*[\x80-\xff])[^\s:]{1,80}:[ \t].*", re.DOTALL)
END_OF_HEAD = re.compile(rb"\r?\n\r?\n|\r\r(?!\n)")
LINE_END = re.compile(rb"\r\n|\n|\r")
WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?\r\n]*)\?=")
WORDS = re.compile(
    r"=\?[^?\s]{1,80}\?[bBqQ]\?[^?\r\n]*\?=(?:[ \t\r\n]*=\?[^?\s]{1,80}\?[bBqQ]\?[^?\r\n]*\?=)*"
)
PARAMETER = re.compile(
    r";\s*([^\s=;\"]{1,80})\s*=\s*(?:\"((?:[^\"\\]|\\.)*)(?:\"|$)|([^;]*))", re.DOTALL
)
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def split_head(content: bytes) -> tuple[Fields, bytes]:
    """The header fields, names in lower case, values raw and still folded; and the body after.

    A line that is no field ends the head, as mail systems in the field do it.
    """
    if content.startswith((b"\n", b"\r")):
        return [], LINE_END.sub(b"", content, count=1)
    end = END_OF_HEAD.search(content)
    head = content[: end.start()] if end else content
    fields: Fields = []
    at = 0
    for match in _lines(head):
        line = head[match[0] : match[1]]
        if line[:1] in b" \t" and fields and line:
            _continue(fields, line)
        elif (field := FIELD.fullmatch(line)) is not None:
            if len(fields) < MOST_FIELDS:
                fields.append((field[1].decode("ascii").lower(), field[2][:MOST_BYTES_A_FIELD]))
        elif not _passed_over(line, first=at == 0, amid=bool(fields)):
            return _head_ends_early(content, match[0], match[1], fields)
        at = match[1]
    return fields, content[end.end() :] if end else b""


def _passed_over(line: bytes, *, first: bool, amid: bool) -> bool:
    """A mailbox's own mark, or a field whose name holds bytes that no name may."""
    marks = (first and line.startswith(b"From ")) or line.startswith(b">From ")
    return marks or (amid and BROKEN_FIELD.fullmatch(line) is not None)


def _lines(head: bytes) -> list[tuple[int, int]]:
    """Where each line of the head begins and ends."""
    spans, start = [], 0
    for match in LINE_END.finditer(head):
        spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, len(head))] if start < len(head) else spans


def _continue(fields: Fields, line: bytes) -> None:
    name, value = fields[-1]
    if len(value) < MOST_BYTES_A_FIELD:
        fields[-1] = (name, value + b"\n" + line)


def _head_ends_early(content: bytes, start: int, end: int, fields: Fields) -> tuple[Fields, bytes]:
    """A line that is no field: an almost blank one separates, any other already belongs to the text."""
    line = content[start:end]
    rest = LINE_END.sub(b"", content[end:], count=1) if not line.strip() else content[start:]
    return fields, rest


def all_of(fields: Fields, name: str) -> list[bytes]:
    """Every value under one name, in order."""
    return [value for key, value in fields if key == name]


def first(fields: Fields, name: str) -> bytes:
    """The first value under a name, or nothing."""
    return next((value for key, value in fields if key == name), b"")


def unfolded(value: bytes) -> str:
    """A raw value as one line, encoded words still as they are."""
    return LINE_BREAKS.sub(" ", decode(value.replace(b"\r\n", b"\n"))).strip()


def readable(value: bytes, *, most: int = 2000) -> str:
    """A value as people read it: decoded, on one line, fit to store."""
    return words_decoded(unfolded(value[: most * 16]))[:most]


def words_decoded(text: str) -> str:
    """Encoded words (RFC 2047) replaced by what they say; no break or control survives."""
    text = WORDS.sub(lambda run: _run_decoded(run[0]), text) if "=?" in text else text
    return re.sub(r"[ \t]{2,}", " ", LINE_BREAKS.sub(" ", clean(text))).strip()


def _run_decoded(run: str) -> str:
    """Neighbouring words of one charset are joined as bytes first: letters get cut in two."""
    out: list[str] = []
    pending, charset = b"", ""
    for match in WORD.finditer(run):
        named = match[1].partition("*")[0].lower()
        if named != charset:
            out.append(decode(pending, charset))
            pending, charset = b"", named
        pending += _word_bytes(match[2].lower(), match[3])
    return "".join([*out, decode(pending, charset)])


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding == "q":
        return quopri.decodestring(raw.replace(b"_", b" ").replace(b"=20", b" "), header=True)
    return base64_bytes(raw)


def base64_bytes(raw: bytes) -> bytes:
    """What base64 says, however broken: foreign bytes skipped, a cut end completed."""
    chunks = [NOT_BASE64.sub(b"", chunk) for chunk in raw.split(b"=") if chunk]
    return b"".join(_base64_chunk(chunk) for chunk in chunks)


def _base64_chunk(chunk: bytes) -> bytes:
    usable = chunk[: len(chunk) - 1] if len(chunk) % 4 == 1 else chunk
    return binascii.a2b_base64(usable + b"=" * (-len(usable) % 4))


def value_and_parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """`text/plain; charset=x` as the value in lower case and its parameters, RFC 2231 joined."""
    text = unfolded(value[:8192])
    main, semicolon, rest = text.partition(";")
    found: dict[str, str] = {}
    for match in PARAMETER.finditer(semicolon + rest):
        quoted = re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else None
        found.setdefault(match[1].lower(), quoted if quoted is not None else match[3].strip())
    return main.strip().lower(), _joined(found)


def _joined(found: dict[str, str]) -> dict[str, str]:
    """Continued and charset-marked parameters (`name*0*`) under their plain names."""
    plain = {name: words_decoded(text) for name, text in found.items() if "*" not in name}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for name, text in found.items():
        base, star, rest = name.partition("*")
        if star:
            number = rest.rstrip("*")
            order = int(number) if number.isdecimal() and len(number) < 4 else 0
            pieces.setdefault(base, {})[order] = (name.endswith("*"), text)
    return plain | {base: _pieces_decoded(parts) for base, parts in pieces.items()}


def _pieces_decoded(parts: dict[int, tuple[bool, str]]) -> str:
    charset, raw = "", b""
    for order in sorted(parts):
        encoded, text = parts[order]
        if encoded and order == min(parts) and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        raw += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    return words_decoded(decode(raw, charset))
