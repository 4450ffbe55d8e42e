"""How well foreign mail is read, against real mail with known answers: `python -m bench.mail_reading`.

Prints each figure with its bar, and every difference with what was found and what was wanted. The
mail is read from `HANDRAIL_DATA` (default `../shared/data`), which is no part of the project.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from handrail.channels.email.parsing import ParsedMail, Unparsable, parse
from handrail.channels.email.parsing.structure import Part, tree

HEAD = "From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/{}; charset=utf-8\n\n"
TALON_HTML = "Hi.Iamfine.Thanks,Alex"
NAMED_PART = re.compile(r"_decoded((?:_\d+)+)\.\w+$")


@dataclass(frozen=True)
class Compared:
    """One question about one file: right, or why not."""

    what: str
    right: bool
    reason: str = ""


def main() -> None:
    """Measure all sets, print the differences, then the figures."""
    mail = Path(os.environ.get("HANDRAIL_DATA", "../shared/data")) / "mail"
    for name, bar, measure in SETS:
        show(name, bar, list(measure(mail)))


def show(name: str, bar: float, results: list[Compared]) -> None:
    """The set's figure and each difference."""
    right = sum(one.right for one in results)
    share = right / max(1, len(results))
    word = "kept  " if results and share >= bar else "MISSED"
    print(f"{word} {name}: {right} of {len(results)} ({share:.1%}; at least {bar:.0%})")
    for one in results:
        if not one.right:
            print(f"    {one.what}: {one.reason}")


def every_file(mail: Path) -> Iterator[Compared]:
    """Read, or refused with a reason; an exception is a fault."""
    for file in sorted(path for path in mail.rglob("*") if path.is_file()):
        yield Compared(file.name, *_read_or_kept(file.read_bytes()))


def _read_or_kept(raw: bytes) -> tuple[bool, str]:
    try:
        parse(raw)
    except Unparsable:
        return True, ""
    except Exception as fault:
        return False, f"{type(fault).__name__}: {fault}"
    return True, ""


def parts(mail: Path) -> Iterator[Compared]:
    """Decoded parts of the MIME torture set, byte for byte, line ends as they stand."""
    for message in sorted((mail / "mime4j").rglob("*.msg")):
        wanted = {
            found[1]: file
            for file in message.parent.glob(f"{message.stem}_decoded_*")
            if (found := NAMED_PART.search(file.name))
        }
        ours = dict(_numbered(tree(message.read_bytes()), "_1"))
        for number, file in sorted(wanted.items()):
            yield _same_bytes(file.name, ours.get(number), file.read_bytes())


def _numbered(part: Part, number: str) -> Iterator[tuple[str, bytes]]:
    children = part.children
    if part.type == "message/rfc822":
        children = [tree(part.decoded())]
    if not children:
        yield number, part.decoded()
    for index, child in enumerate(children, start=1):
        yield from _numbered(child, f"{number}_{index}")


def _same_bytes(name: str, ours: bytes | None, wanted: bytes) -> Compared:
    if ours is None:
        return Compared(name, False, "we have no such part")
    if ours == wanted:
        return Compared(name, True)
    kind = "only line ends differ" if ours.split() == wanted.split() else "content differs"
    return Compared(name, False, f"{kind}: {ours[-40:]!r} for {wanted[-40:]!r}")


def talon(mail: Path) -> Iterator[Compared]:
    """Replies of common clients, white space aside."""
    for file in sorted((mail / "talon/standard_replies").glob("*.eml")):
        given = file.with_name(f"{file.stem}_reply_text")
        wanted = given.read_text() if given.exists() else "Hello"
        yield _same_words(file.name, parse(file.read_bytes()), wanted, bare)
    for file in sorted((mail / "talon/html_replies").iterdir()):
        raw = HEAD.format("html").encode() + file.read_bytes()
        yield _same_words(file.name, parse(raw), TALON_HTML, bare)


def bare(text: str) -> str:
    """Without white space."""
    return "".join(text.split())


def trimming(mail: Path) -> Iterator[Compared]:
    """New text of replies, exact but for white space at both ends."""
    folder = mail / "reply_trimming"
    for file in sorted((folder / "emails").iterdir()):
        raw = HEAD.format("plain").encode() + file.read_bytes()
        wanted = (folder / "trimmed" / file.name).read_text()
        yield _same_words(file.name, parse(raw), wanted, str.strip)


def _same_words(name: str, mail: ParsedMail, wanted: str, folded: Callable[[str], str]) -> Compared:
    ours, theirs = folded(mail.reply_text), folded(wanted)
    more = "too much kept" if len(ours) > len(theirs) else "too much folded"
    return Compared(name, ours == theirs, f"{more}: {ours[-70:]!r} for {theirs[-70:]!r}")


def bounces(mail: Path) -> Iterator[Compared]:
    """The class by the file's name; of a bounce, the recipient must be named too."""
    for file in sorted((mail / "bounces").glob("*.eml")):
        wanted = {"arf": "complaint", "rfc3834": "away"}.get(file.name.rpartition("-")[0], "bounce")
        read = parse(file.read_bytes())
        found = _class_of(read)
        named = read.bounce is None or bool(read.bounce.recipient)
        reason = f"{found} for {wanted}" if found != wanted else "names no recipient"
        yield Compared(file.name, found == wanted and named, reason)


def _class_of(read: ParsedMail) -> str:
    if read.complaint:
        return "complaint"
    return "bounce" if read.bounce else "away" if read.auto_submitted else "mail"


SETS: list[tuple[str, float, Callable[[Path], Iterator[Compared]]]] = [
    ("every file read or kept", 1.0, every_file),
    ("mime4j, parts byte-equal", 0.95, parts),
    ("talon, replies", 1.0, talon),
    ("reply_trimming, exact", 0.70, trimming),
    ("bounces, class and recipient", 0.98, bounces),
]

if __name__ == "__main__":
    main()
