"""One article in one language as a Markdown file: front matter, then a section for each part. Pure.

A line that looks like a section's heading inside a part is written with ` ##` behind it, which Markdown
shows just the same, and read back without; so what is written reads back equal, whatever it says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from handrail.base.saying import Saying
from handrail.knowledge.rules import PARTS
from handrail.knowledge.words import Words, given

FENCE = "---"
HEADING = re.compile(
    rf"^## ({'|'.join(part.capitalize() for part in PARTS)})((?:[ \t]+##)*)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
FRONT = re.compile(
    r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
TITLE = re.compile(r"\A\s*# +(.+?)[ #]*(?:\n|\Z)")
KEYS = (
    "title", "slug", "article", "language", "state", "audience", "tier", "brand", "category", "tags",
    "review_at", "expires_at", "files", "summary",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and on which line of the file."""

    file: str
    line: int
    said: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.said}"


class BadPage(Saying, ValueError):
    """A file that cannot be read as an article."""

    def __init__(self, line: int, sentence: str, /, **facts: object) -> None:
        super().__init__(sentence, **facts)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file as read: its facts as texts or lists of texts, with the line of each; its words."""

    facts: Mapping[str, Any]
    words: Words
    lines: Mapping[str, int] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """A fact in one line. Raises BadPage for a list or a mapping."""
        value = self.facts.get(name, default)
        if not isinstance(value, str):
            raise BadPage(self.line(name), "%(name)s is one value, not several.", name=name)
        return value.strip()

    def texts(self, name: str) -> list[str]:
        """A fact that is a list. Raises BadPage for anything else."""
        value = self.facts.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise BadPage(self.line(name), "%(name)s is a list of words.", name=name)
        return value

    def line(self, name: str) -> int:
        """Where a fact stands, the first line for one that is missing."""
        return self.lines.get(name, 1)


def read(text: str) -> Page:
    """A file's text as a page. Raises BadPage with the line of the fault.

    Without section headings all of it is the resolution. Without a title in front the first heading
    of the first level is the title.
    """
    text = text.replace("\r\n", "\n")
    front = FRONT.match(text)
    facts, lines = _facts(front[1]) if front else ({}, {})
    unknown = next((name for name in facts if name not in KEYS), None)
    if unknown is not None:
        raise BadPage(
            lines[unknown],
            "“%(unknown)s” is no fact of an article: %(keys)s.",
            unknown=unknown,
            keys=KEYS,
        )
    body = text[front.end() :] if front else text.lstrip("\ufeff")
    parts = {name: str(facts.get(name, "")) for name in ("title", "summary")}
    if not parts["title"] and (heading := TITLE.match(body)):
        parts["title"], body = heading[1].strip(), body[heading.end() :]
    return Page(facts=facts, words=given(parts | _parts(body)).tidy(), lines=lines)


def _facts(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Values as texts (09:00, no and 2026-12-24 are no numbers here), and the line of each key."""
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
        facts = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts and lists only
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        raise BadPage(
            mark.line + 2 if mark else 1, "no good YAML: %(fault)s", fault=fault.problem
        ) from fault
    except yaml.YAMLError as fault:
        raise BadPage(1, "no good YAML: %(fault)s", fault=fault) from fault
    if facts is None or facts == "":
        return {}, {}
    if not isinstance(facts, dict) or not isinstance(node, yaml.MappingNode):
        raise BadPage(2, "The front matter is a list of names and values.")
    return facts, {key.value: key.start_mark.line + 2 for key, _ in node.value}


def _parts(body: str) -> dict[str, str]:
    marks = [found for found in HEADING.finditer(body) if not found[2]]
    if not marks:
        return {"resolution": _read_back(body)}
    parts: dict[str, str] = {}
    if lead := body[: marks[0].start()].strip():
        parts["issue"] = lead
    ends = [mark.start() for mark in marks[1:]] + [len(body)]
    for mark, end in zip(marks, ends, strict=True):
        name, text = mark[1].lower(), _read_back(body[mark.end() : end])
        parts[name] = f"{parts[name]}\n\n{text.strip()}" if name in parts else text
    return parts


def _read_back(text: str) -> str:
    return HEADING.sub(lambda m: m[0].removesuffix(" ##"), text)


def written(facts: Mapping[str, Any], words: Words) -> str:
    """The file: what `read` reads back equal. Facts come in the order they are given."""
    plain = {k: value for k, value in facts.items() if value not in (None, "", []) or k == "files"}
    front = yaml.dump(
        {"title": words.title} | plain | ({"summary": words.summary} if words.summary else {}),
        Dumper=Texts, sort_keys=False, allow_unicode=True, width=100,
    )  # fmt: skip
    sections = [
        f"\n## {name.capitalize()}\n\n{HEADING.sub(lambda m: m[0] + ' ##', text)}\n"
        for name in PARTS
        if (text := getattr(words, name))
    ]
    return f"{FENCE}\n{front}{FENCE}\n{''.join(sections)}"


class Texts(yaml.SafeDumper):
    """Long texts stand as they are read, in lines."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


Texts.add_representer(str, _text)
