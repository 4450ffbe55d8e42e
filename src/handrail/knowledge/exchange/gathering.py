"""Which files there are to bring in, each read as a page with the pictures that lie beside it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from handrail.knowledge.exchange.foreign import from_html
from handrail.knowledge.exchange.page import BadPage, Fault, Page, read
from handrail.knowledge.rendering import links
from handrail.knowledge.words import NAMES, Words
from handrail.tickets.files import display_name

MARKDOWN, HTML = {".md", ".markdown"}, {".html", ".htm"}
LARGEST = 2_000_000
REMOTE = re.compile(r"[a-z][a-z0-9+.-]*:|//|/|#", re.IGNORECASE)


@dataclass(slots=True)
class Source:
    """A file and what was read from it. `beside` are the article's own files by their names."""

    path: Path
    name: str
    page: Page
    words: Words
    beside: dict[str, Path] = field(default_factory=dict)

    def fault(self, name: str, said: str) -> Fault:
        """What is wrong with one of its facts."""
        return Fault(self.name, self.page.line(name), said)


def gather(paths: Iterable[Path]) -> tuple[list[Source], list[Fault]]:
    """Everything readable in these files and folders, in order of names; and what is not."""
    sources: list[Source] = []
    faults: list[Fault] = []
    for root, path in _files(paths):
        name = path.relative_to(root.parent if root.is_file() else root).as_posix()
        try:
            sources.append(_source(root if root.is_dir() else root.parent, path, name, faults))
        except BadPage as fault:
            faults.append(Fault(name, fault.line, str(fault)))
    return sources, faults


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    for root in paths:
        found = sorted(root.rglob("*")) if root.is_dir() else [root]
        for path in found:
            if path.is_file() and path.suffix.lower() in MARKDOWN | HTML:
                yield root, path


def _source(root: Path, path: Path, name: str, faults: list[Fault]) -> Source:
    text = _text(path)
    page = from_html(text) if path.suffix.lower() in HTML else read(text)
    source = Source(path, name, page, page.words)
    for wanted in page.texts("files"):
        _beside(source, root, wanted, page.line("files"), faults)
    for part in NAMES[1:]:
        for picture in links(getattr(source.words, part))[1]:
            if picture and not REMOTE.match(picture) and _wanted(source, picture):
                line = _line(text, picture)
                if kept := _beside(source, root, picture, line, faults):
                    _point(source, part, picture, kept)
    return source


def _wanted(source: Source, picture: str) -> bool:
    """A page that lists its files is taken at its word: what it does not list is known to be gone."""
    return "files" not in source.page.facts or (source.path.parent / picture).is_file()


def _text(path: Path) -> str:
    raw = path.read_bytes()
    if len(raw) > LARGEST:
        raise BadPage(1, "The file is larger than %(most)s MB.", most=LARGEST // 10**6)
    try:
        return raw.decode()
    except UnicodeDecodeError as fault:
        raise BadPage(raw[: fault.start].count(b"\n") + 1, "This is not in UTF-8.") from fault


def _beside(source: Source, root: Path, wanted: str, line: int, faults: list[Fault]) -> str | None:
    """The name under which a file beside the page is kept; None, and a fault, where there is none."""
    path = source.path.parent / wanted
    if not path.resolve().is_relative_to(root.resolve()) or not path.is_file():
        faults.append(Fault(source.name, line, f"“{wanted}” does not lie beside the file."))
        return None
    name = display_name(path.name)
    known = source.beside.setdefault(name, path)
    if known.resolve() != path.resolve() and known.read_bytes() != path.read_bytes():
        faults.append(Fault(source.name, line, f"Two different files are called “{name}”."))
        return None
    return name


def _point(source: Source, part: str, picture: str, kept: str) -> None:
    """Name the article's own file in the text instead of the way to it."""
    if picture == kept:
        return
    forms = {picture, picture.replace(" ", "%20")}
    old = "|".join(re.escape(form) for form in sorted(forms))
    new = kept.replace(" ", "%20")
    text = re.sub(
        rf"(!\[[^\]\n]*\]\()<?(?:{old})>?(?=[\s)])", rf"\g<1>{new}", getattr(source.words, part)
    )
    source.words = source.words.changed(**{part: text})


def _line(text: str, words: str) -> int:
    at = max(text.find(words), text.find(words.replace(" ", "%20")))
    return text.count("\n", 0, at) + 1 if at >= 0 else 1
