# ruff: noqa: E501 — patterns and word lists read better unbroken
"""What is new in a reply, and what is history or signature: read line by line, lost never.

Each line gets one letter, and the decisions are taken on the word those letters form:
`e` empty, `q` quoted, `b` begins a quotation, `h` field of a quoted head, `d` delimiter,
`s` signature of a device, `t` text.
"""

import re
from itertools import islice

from handrail.channels.email.parsing import phrases
from handrail.channels.email.parsing.html import MARK

MOST_LINES = 10_000
LONGEST_BEGINNING = 6
# So few lines after a quotation are a foot, not an answer below it.
FEW = 7
MOST_QUOTATIONS = 100

QUOTED = re.compile(r"[ \t]*(?:>|[A-Za-z]{1,12}>(?:[ \t>]|$))")
BARRED = re.compile(r"[ \t]*\|")
DELIMITER = re.compile(
    r"[ \t]*(?:-{2,}|_{3,}|—+|–+|ᐧ|={3,}|\*{3,}|#{4,}|~{3,}|\+{4,}|(?:[-_*=] ){3,}[-_*=]?)[ \t]*"
)
WROTE = re.compile(rf"(?:{phrases.WROTE})[\s\u200e\u200f\xa0]*[:：]?[\s*_]*$", re.IGNORECASE)
WROTE_WITHIN = re.compile(rf"(?:\b|\s)(?:{phrases.WROTE})(?:\b|\s)", re.IGNORECASE)
ENDS = re.compile(r"(?:[:：]|写道|寫道)[\s*_>\u200e\u200f]*$")
ADDRESS = re.compile(r"<?[^\s<>@]{1,80}@[^\s<>@]{2,80}>?")
CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\d{1,2}時|\d{1,2}点|[上下]午\d")
DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\d{4}年")
ON_A_DAY = re.compile(
    r"[ \t>*_]*(?:on|at|le|am|el|em|il|op|den|dne|w dniu|dana|la|på|vào|pada|στις|в|у|tarihinde|de|dnia|a|van|le)\b.*\d",
    re.IGNORECASE,
)
ISO_FIRST = re.compile(r"[ \t]*\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b.*(?:@|GMT|UTC|[+-]\d\d:?\d\d)")
BETWEEN_DASHES = re.compile(r"[\s*_>]*[-=_]{2,}[ *]*[^\W\d_][^-=_]{3,60}?[ *]*[-=_]{2,}[\s*]*")
BEGIN_FORWARD = re.compile(
    r"[\s>*]*(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|début du message (?:réexpédié|transféré)|"
    r"inicio del mensaje reenviado|inizio messaggio inoltrato|begin doorgestuurd bericht)\s*:?\s*", re.IGNORECASE
)  # fmt: skip
HEAD = re.compile(
    rf"[\s*_>|]*(?P<name>{phrases.FROM}|{phrases.OTHERS})\s*[*_]*\s*[:：][*_\s]*(?P<rest>.*)",
    re.IGNORECASE,
)
HEAD_FROM = re.compile(rf"[\s*_>|]*(?:{phrases.FROM})\s*[*_]*\s*[:：]", re.IGNORECASE)
DEVICE = re.compile(
    rf"[\s*_(\[]*(?:{phrases.SENT_FROM})(?:\b|\s|(?<=[^\x00-\x7f])).{{0,80}}", re.IGNORECASE
)
EMPTY_SIGNED = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\s*(?:Hash:[^\n]*\n)?\s*\n?")
SIGNATURE_BLOCK = re.compile(
    r"-----BEGIN PGP SIGNATURE-----.*?(?:-----END PGP SIGNATURE-----|\Z)", re.DOTALL
)
UNSUBSCRIBE = re.compile(r"^\s*(?:to )?unsubscribe\b.{0,120}(?:@|https?:).*", re.IGNORECASE)


def split_reply(text: str) -> tuple[str, str]:
    """The new words, and the rest in its order. A mail of nothing but history is all new words."""
    lines = _without_pgp(text).split("\n")
    if len(lines) > MOST_LINES:
        return text, ""
    word = kinds(lines)
    kept = _kept(lines, word)
    reply = _joined(lines, kept)
    if not reply:
        return _joined(lines, [line != MARK for line in lines]), ""
    return reply, _joined(lines, [not keep for keep in kept])


def _joined(lines: list[str], wanted: list[bool]) -> str:
    chosen = (line for line, want in zip(lines, wanted, strict=True) if want and line != MARK)
    return "\n".join(chosen).strip("\n").rstrip()


def _without_pgp(text: str) -> str:
    if "-----BEGIN PGP" not in text:
        return text
    text = SIGNATURE_BLOCK.sub("", EMPTY_SIGNED.sub("", text))
    return re.sub(r"^- (?=-)", "", text, flags=re.MULTILINE)


def kinds(lines: list[str]) -> str:
    """The word of the mail: one letter a line."""
    word: list[str] = []
    while len(word) < len(lines):
        at = len(word)
        span = _beginning(lines, at)
        word += "b" * span if span else [_kind(lines[at], word[-1] if word else "e")]
    return "".join(word)


def _kind(line: str, before: str) -> str:
    if not line.strip():
        return "e"
    if line == MARK or _asks_above(line):
        return "b"
    if QUOTED.match(line) or (BARRED.match(line) and before in "bq"):
        return "q"
    if DELIMITER.fullmatch(line):
        return "d"
    if len(line) < 100 and DEVICE.fullmatch(line) and phrases.DEVICES.search(line):
        return "s"
    if len(line) < 200 and phrases.PROGRAM_OFFERED.fullmatch(line):
        return "s"
    return "h" if HEAD.match(line) and len(line) < 400 else "t"


def _asks_above(line: str) -> bool:
    """Whether a desk asks to write above this line."""
    return len(line) < 120 and phrases.ABOVE_THIS_LINE.search(line) is not None


def _beginning(lines: list[str], at: int) -> int:
    """How many lines from here introduce a quotation ("On …, … wrote:"); 0 for none."""
    line = lines[at]
    if not line.strip() or (QUOTED.match(line) and not ENDS.search(line)):
        return 0
    if len(line) < 120 and (BETWEEN_DASHES.fullmatch(line) or BEGIN_FORWARD.fullmatch(line)):
        return 1
    joined = ""
    for span, piece in enumerate(_window(lines, at), start=1):
        joined = f"{joined} {piece.strip()}".strip()
        if len(joined) > 350:
            return 0
        ends = ENDS.search(piece) is not None
        if (ends or span == 1) and _introduces(joined, first=line):
            return 0 if span > 1 and _begins_later(lines, at, span) else span
        if ends:
            return 0
        if HEAD_FROM.match(piece) and span == 1:
            return 0
    return 0


def _begins_later(lines: list[str], at: int, span: int) -> bool:
    """Whether the first line is still the writer's own and the introduction starts below it."""
    line = lines[at]
    if ON_A_DAY.match(line) or DATE.search(line) or ADDRESS.search(line):
        return False
    rest = " ".join(piece.strip() for piece in lines[at + 1 : at + span])
    return _introduces(rest, first=lines[at + 1])


def _window(lines: list[str], at: int) -> list[str]:
    """The lines a client may have broken one introduction into."""
    out: list[str] = []
    for index in range(at, min(len(lines), at + LONGEST_BEGINNING)):
        line = lines[index]
        # A blank within only where the broken piece goes on with an address.
        goes_on = index + 1 < len(lines) and lines[index + 1].lstrip().startswith("<")
        if index > at and not line.strip() and not goes_on:
            break
        if index > at and line.lstrip().startswith(("> ", ">>")) and not ENDS.search(line):
            break
        out.append(line)
    return out


def _introduces(joined: str, *, first: str) -> bool:
    when = CLOCK.search(joined) is not None or DATE.search(joined) is not None
    who = ADDRESS.search(joined) is not None
    if not when and not who:
        return False
    if WROTE.search(joined) and ENDS.search(joined):
        return who or when
    if ENDS.search(joined) and when and WROTE_WITHIN.search(joined):
        return who or ON_A_DAY.match(first) is not None
    if when and who and ENDS.search(joined) and CLOCK.search(joined):
        return not HEAD.match(first)
    return len(joined) < 160 and ISO_FIRST.match(joined) is not None and joined == first.strip()


def _kept(lines: list[str], word: str) -> list[bool]:
    """Which lines are the new words."""
    start, end = 0, len(word)
    end = _before_signature(lines, word, end)
    end = _before_head(lines, word, end)
    below = re.fullmatch(r"(e*b[bqeh]*)(t[test]*)", word[:end])
    if below and ("q" in below[1]):
        start = len(below[1])
    elif (cut := _before_history(word[:end])) is not None:
        end = cut
    end = start + len(word[start:end].rstrip("eqs")) if "t" in word[start:end] else end
    return [start <= index < end and letter not in "bs" for index, letter in enumerate(word)]


def _before_signature(lines: list[str], word: str, end: int) -> int:
    """Where the first delimiter after some text cuts the rest off."""
    for match in re.finditer("d", word[:end]):
        at = match.start()
        sure = lines[at].strip()[:1] in {"-", "_", "—", "–", "ᐧ"}
        if re.search("[th]", word[:at]) and (sure or word[at:].count("t") < FEW + 3):
            return at
    return end


def _before_head(lines: list[str], word: str, end: int) -> int:
    """Where three or more fields of a quoted head stand together after some text."""
    for match in re.finditer(r"h(?:[e]?[ht]?h){2,}|hhh+", word[:end]):
        names = lines[match.start() : match.end()]
        if re.search("t", word[: match.start()]) and any(HEAD_FROM.match(line) for line in names):
            return match.start()
    return end


def _before_history(word: str) -> int | None:
    """Where a quotation begins that nothing but a foot follows."""
    first = _first_after_words(word)
    if first is None:
        return None
    if re.match(r"b+e*[th]", word[first:]):
        return first
    for match in islice(re.finditer(r"b+", word), MOST_QUOTATIONS):
        if not re.search("[th]", word[: match.start()]):
            continue
        rest = word[match.start() :].lstrip("eqbh")
        if not set(rest) - set("tes") and rest.count("t") < FEW:
            return match.start()
    return None


def _first_after_words(word: str) -> int | None:
    """The first beginning of a quotation that follows words, with nothing quoted between."""
    words = False
    for index, letter in enumerate(word):
        if letter == "b" and words:
            return index
        words = letter != "q" and (words or letter in "ths")
    return None
