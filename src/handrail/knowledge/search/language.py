"""The language of the search line. Pure: text goes in, what is asked comes out, nothing is refused.

    printer tier:2 status:open "stays cold" -radiator created:>2026-01-01 prin…

Words must all be found, and the last one may be the beginning of a word. What cannot be understood
is searched as words where that makes sense, and said in a sentence.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from handrail.base.languages import later
from handrail.base.saying import Sentence, either, said
from handrail.base.text import clean

MOST_CHARACTERS = 400
MOST_PARTS = 24
# A shorter beginning would match half of the dictionary.
SHORTEST_PREFIX = 2

FILTERS: Mapping[str, str] = {
    "tier": later("a tier's number, such as tier:2"),
    "status": later("open, waiting, done, solved, closed or spam, such as status:open"),
    "category": later("a category's name or path, such as category:billing"),
    "owner": later("me, none, an address or a name, such as owner:me"),
    "team": later("a team's name, such as team:tier-2"),
    "requester": later("an address or a name, such as requester:ada@example.org"),
    "organisation": later("an organisation's name, such as organisation:birch"),
    "tag": later("a tag, such as tag:vip"),
    "priority": later("1 (highest) to 4, such as priority:1"),
    "channel": later("email, portal, form, api, chat or phone, such as channel:email"),
    "created": later("a day, a month or a year, such as created:>2026-01-01"),
    "changed": later("a day, a month or a year, such as changed:2026-03"),
    "has": later("attachment or note, such as has:attachment"),
}
OTHER_NAMES: Mapping[str, str] = {
    "state": "status", "is": "status", "assignee": "owner", "agent": "owner", "from": "requester",
    "customer": "requester", "org": "organisation", "organization": "organisation",
    "company": "organisation", "label": "tag", "tags": "tag", "prio": "priority",
    "date": "created", "opened": "created", "updated": "changed", "level": "tier",
}  # fmt: skip

PART = re.compile(
    r"""
    (?P<minus>-)?
    (?:
        (?P<key>[A-Za-z_]{2,30}):(?P<compare>>=|<=|>|<|=)?(?:"(?P<quoted>[^"]*)"?|(?P<value>[^\s"]+))
      | "(?P<phrase>[^"]*)(?:"|$)
      | (?P<word>[^\s"]+)
    )
    """,
    re.VERBOSE,
)
# "https://…" and "12:30" are words, whatever stands before their colon.
AN_ADDRESS = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://|^mailto:", re.IGNORECASE)
SAYS_SOMETHING = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Filter:
    """One `name:value`; `compare` is one of = > >= < <=, and `is_not` for a minus before it."""

    name: str
    value: str
    compare: str = "="
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search line asks for; `faults` are sentences for whoever typed it."""

    words: tuple[str, ...] = ()
    prefix: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def has_words(self) -> bool:
        """Whether something must be found in the text."""
        return bool(self.words or self.prefix or self.phrases)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked at all."""
        return not (self.has_words or self.excluded or self.filters)

    @property
    def all_words(self) -> tuple[str, ...]:
        """The words that are looked for one by one, in the order they were typed."""
        return (*self.words, self.prefix) if self.prefix else self.words


@dataclass(slots=True)
class _Draft:
    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    ends_in_word: bool = False


def parse(line: str) -> Asked:
    """What a line asks for. Never raises, whatever is typed."""
    line, draft = clean(line), _Draft()
    for taken, match in enumerate(_parts(line[:MOST_CHARACTERS]), 1):
        draft.ends_in_word = False
        if taken > MOST_PARTS:
            draft.faults.append(
                said("Only the first %(most)s words were used. Search for fewer.", most=MOST_PARTS)
            )
            break
        _take(match, draft)
    if len(line) > MOST_CHARACTERS:
        draft.faults.append(
            said("Only the first %(most)s characters were used.", most=MOST_CHARACTERS)
        )
    is_typing = draft.ends_in_word and not line[-1:].isspace()
    return _finish(draft, is_typing=is_typing)


def _parts(line: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(line):
        found = PART.search(line, at)
        if found is None:
            return
        address = AN_ADDRESS.match(line, found.start())
        if address and found["key"]:
            # Read again as one word, up to the next space.
            found = WORD.match(line, found.start()) or found
        yield found
        at = max(found.end(), at + 1)


WORD = re.compile(r"(?P<minus>(?!))?(?P<key>(?!))?(?P<phrase>(?!))?(?P<word>[^\s\"]+)", re.VERBOSE)


def _take(match: re.Match[str], draft: _Draft) -> None:
    if match["key"]:
        _take_filter(match, draft)
    elif match["phrase"] is not None:
        _say(match["phrase"], draft.excluded if match["minus"] else draft.phrases)
    elif match["minus"]:
        _say(match["word"], draft.excluded)
    else:
        draft.ends_in_word = _say(match["word"], draft.words)


def _say(text: str, into: list[str]) -> bool:
    said = " ".join(text.split())
    if SAYS_SOMETHING.search(said):
        into.append(said)
        return True
    return False


def _take_filter(match: re.Match[str], draft: _Draft) -> None:
    key = match["key"].lower()
    name = OTHER_NAMES.get(key, key)
    value = match["quoted"] if match["quoted"] is not None else match["value"]
    if name in FILTERS:
        values = [part for part in value.split(",") if part.strip()]
        if not values:
            draft.faults.append(
                said("“%(key)s:” needs a value: %(help)s.", key=key, help=FILTERS[name])
            )
            return
        draft.filters.append(
            Filter(name, ",".join(values), match["compare"] or "=", bool(match["minus"]))
        )
        return
    draft.faults.append(_no_filter(key))
    _say(match[0].lstrip("-"), draft.excluded if match["minus"] else draft.words)


def _no_filter(key: str) -> Sentence:
    near = difflib.get_close_matches(key, [*FILTERS, *OTHER_NAMES], n=1, cutoff=0.6)
    known = list(FILTERS)
    if not near:
        return said(
            "There is no filter “%(key)s:”, so it was searched as words. Filters are %(known)s.",
            key=key, known=known,
        )  # fmt: skip
    return said(
        "There is no filter “%(key)s:”, so it was searched as words. Did you mean “%(meant)s:”? "
        "Filters are %(known)s.",
        key=key, meant=OTHER_NAMES.get(near[0], near[0]), known=known,
    )  # fmt: skip


def _finish(draft: _Draft, *, is_typing: bool) -> Asked:
    words, prefix = draft.words, ""
    if is_typing and words and len(words[-1]) >= SHORTEST_PREFIX:
        *words, prefix = words
    return Asked(
        tuple(words), prefix.removesuffix("…").removesuffix("*"), tuple(draft.phrases),
        tuple(draft.excluded), tuple(draft.filters), tuple(dict.fromkeys(draft.faults)),
    )  # fmt: skip


def spell(asked: Asked, instead: Mapping[str, str]) -> str:
    """The line that asks the same with some words replaced."""
    parts = [
        f"{'-' if f.is_not else ''}{f.name}:{'' if f.compare == '=' else f.compare}{_quoted(f.value)}"
        for f in asked.filters
    ]
    parts += [f'"{phrase}"' for phrase in asked.phrases]
    parts += [f"-{_quoted(word)}" for word in asked.excluded]
    return " ".join([*parts, *(instead.get(word, word) for word in asked.all_words)])


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


COMPARED: Mapping[str, str] = {
    ">": later("%(name)s after %(value)s"), ">=": later("%(name)s since %(value)s"),
    "<": later("%(name)s before %(value)s"), "<=": later("%(name)s until %(value)s"),
}  # fmt: skip


def explain(one: Filter) -> Sentence:
    """A filter as a person would say it."""
    pattern = COMPARED.get(one.compare, "%(name)s %(value)s")
    words = said(pattern, name=one.name, value=either(one.value.split(",")))
    return said("not %(filter)s", filter=words) if one.is_not else words
