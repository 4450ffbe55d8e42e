"""Triage: from what is known of a request to what it is and where it goes. Pure.

Strongest first: what the caller named; the ordered rules, of which the first to set a fact wins;
a sure word of the learned model; words that speak for a category; defaults. Once the category is
known, the rules are asked a second time, because a rule may wait for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handrail.base.languages import later
from handrail.base.saying import said
from handrail.desk.rules import tier_for
from handrail.routing.rules.explaining import Ground, Reason, Said
from handrail.tickets.conditions.facts import Facts
from handrail.tickets.conditions.language import BadCondition, Conditions
from handrail.tickets.conditions.matching import Labels, holds_phrase, matches, words

CALLER = Reason(Ground.CALLER)
# Reasons are kept in English and translated for whoever asks why.
USUAL = later("Usual for the category")
BY_ADDRESS = later("It came by an address of this team")
OWN_TEAM = later("The category's own team")
FIRST_TIER = later("The first tier, until somebody has confirmed the category")
PASSED_OVER = later('Rule "%(name)s" was passed over: %(fault)s')
LOWEST_TIER = later("The lowest tier that fits")


@dataclass(frozen=True, slots=True)
class Ordered:
    """A rule as the decision needs it; `broken` says why it cannot be asked."""

    pk: int
    name: str
    conditions: Conditions
    sets: Mapping[str, Any]
    stop: bool = False
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that triage decides by, read once.

    `teams`: their tier's level, lowest tier and its default team first. `categories`: complexity
    and team of its own. `lines`: each category with those above it.
    """

    rules: Sequence[Ordered]
    starters: Mapping[int, Sequence[str]]
    teams: Mapping[int, int]
    categories: Mapping[int, tuple[int, int | None]]
    lines: Mapping[int, frozenset[int]]
    names: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller named; it stays. `usual_team` has it only where no rule names a team or a tier."""

    category: int | None = None
    team: int | None = None
    impact: int | None = None
    urgency: int | None = None
    language: str = ""
    usual_team: int | None = None

    def named(self) -> dict[str, Any]:
        """Only what was named."""
        every = {name: getattr(self, name) for name in self.__slots__ if name != "usual_team"}
        return {name: value for name, value in every.items() if value not in (None, "")}


@dataclass(slots=True)
class Decision:
    """What was decided, why, and what did not go as the rules' authors meant it."""

    values: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, Reason] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def set(self, name: str, value: Any, reason: Reason) -> None:
        """The first to set a fact wins."""
        if name not in self.values:
            self.values[name], self.reasons[name] = value, reason


def decide(
    facts: Facts, book: Book, said: Said | None = None, given: Given | None = None
) -> Decision:
    """Decide every fact that something speaks for; the team always, unless there is none."""
    made, given = Decision(), given or Given()
    for name, value in given.named().items():
        made.set(name, value, CALLER)
    asked = _ask_rules(book.rules, facts, made, book)
    before = made.values.get("category")
    _ask_model(said, book, made)
    _ask_words(str(facts.get("words", "")), book, made)
    found = made.values.get("category")
    if found is not None and found != before and asked is not None:
        _ask_rules(asked, {**facts, "category": book.lines.get(found, frozenset())}, made, book)
    _place(made, book, given.usual_team)
    return made


def _ask_rules(
    rules: Iterable[Ordered], facts: Facts, made: Decision, book: Book
) -> list[Ordered] | None:
    """Apply the rules that fit; those that did not fit, or None when one of them ended it."""
    facts, left = dict(facts), []
    for rule in rules:
        fitted = _fitting(rule, facts, made)
        if fitted is None:
            left.append(rule)
            continue
        _apply(rule, [words(test, book.names)[:] for test in fitted], made, book)
        facts |= _as_facts(made.values, book)
        if rule.stop:
            return None
    return left


def _fitting(rule: Ordered, facts: Facts, made: Decision) -> list[Any] | None:
    if not rule.broken:
        try:
            return matches(rule.conditions, facts)
        except BadCondition as fault:
            _mark(made, said(PASSED_OVER, name=rule.name, fault=fault.english)[:])
            return None
    _mark(made, said(PASSED_OVER, name=rule.name, fault=rule.broken)[:])
    return None


def _mark(made: Decision, problem: str) -> None:
    if problem not in made.problems:
        made.problems.append(problem)


def _apply(rule: Ordered, because: list[str], made: Decision, book: Book) -> None:
    reason = Reason(Ground.RULE, rule=rule.pk, name=rule.name, because=because)
    for name, value in rule.sets.items():
        if (gone := _gone(name, value, book)) is not None:
            _mark(made, f'Rule "{rule.name}" names {gone} that is gone; the rest of it holds.')
        elif name == "tags":
            _add_tags(made, value, reason)
        elif name in made.values and made.values[name] != value:
            _note_overruled(made, name, rule.name)
        else:
            made.set(name, value, reason)


def _gone(name: str, value: Any, book: Book) -> str | None:
    if name == "team" and value not in book.teams:
        return "a team"
    if name == "category" and value not in book.categories:
        return "a category"
    if name == "tier" and value not in book.teams.values():
        return "a tier"
    return None


def _add_tags(made: Decision, tags: Sequence[str], reason: Reason) -> None:
    have = made.values.get("tags", [])
    made.values["tags"] = [*have, *(tag for tag in tags if tag not in have)]
    made.reasons.setdefault("tags", reason)


def _note_overruled(made: Decision, name: str, rule: str) -> None:
    reason = made.reasons[name]
    made.reasons[name] = replace_overruled(reason, rule)


def replace_overruled(reason: Reason, rule: str) -> Reason:
    """The same reason, against one rule more."""
    if rule in reason.overruled:
        return reason
    return Reason(
        reason.ground, reason.rule, reason.name, reason.because, reason.confidence,
        reason.version, [*reason.overruled, rule],
    )  # fmt: skip


def _as_facts(values: Mapping[str, Any], book: Book) -> dict[str, Any]:
    """What later rules see of what earlier ones have set."""
    seen = {n: v for n, v in values.items() if n in {"impact", "urgency", "complexity", "language"}}
    if "category" in values:
        seen["category"] = book.lines.get(values["category"], frozenset())
    if "tags" in values:
        seen["tags"] = frozenset(tag.casefold() for tag in values["tags"])
    return seen


def _ask_model(said: Said | None, book: Book, made: Decision) -> None:
    if said is None or not said.is_sure or said.category not in book.categories:
        return
    reason = Reason(
        Ground.MODEL, confidence=said.confidence, version=said.version, because=list(said.words)
    )
    made.set("category", said.category, reason)


def _ask_words(text: str, book: Book, made: Decision) -> None:
    """The category with the most of its words in the text; a draw says nothing."""
    if "category" in made.values:
        return
    found = {
        category: [word for word in listed if holds_phrase(text, word)]
        for category, listed in book.starters.items()
        if category in book.categories
    }
    ranked = sorted(found.items(), key=lambda pair: -len(pair[1]))
    most = len(ranked[0][1]) if ranked else 0
    if most and (len(ranked) == 1 or len(ranked[1][1]) < most):
        category, because = ranked[0]
        made.set("category", category, Reason(Ground.WORDS, because=because))


def _place(made: Decision, book: Book, usual_team: int | None) -> None:
    """Complexity, then the team: named, of the named tier, of the category, or the lowest that fits."""
    category = made.values.get("category")
    usual, own_team = book.categories.get(category, (1, None)) if category else (1, None)
    made.set("complexity", usual, Reason(Ground.DEFAULT, name=USUAL[:]))
    if "team" in made.values or not book.teams:
        return
    if "tier" in made.values:
        made.set("team", _first_in(made.values["tier"], book), made.reasons["tier"])
    elif usual_team in book.teams:
        made.set("team", usual_team, Reason(Ground.DEFAULT, name=BY_ADDRESS[:]))
    elif own_team in book.teams:
        made.set("team", own_team, Reason(Ground.DEFAULT, name=OWN_TEAM[:]))
    else:
        level, why = _entry_level(made, book)
        made.set("team", _first_in(level, book), Reason(Ground.DEFAULT, name=why))


def _entry_level(made: Decision, book: Book) -> tuple[int, str]:
    """The lowest tier that fits. Mere words are too little to pass the front line by."""
    levels = list(book.teams.values())
    by_words = "category" in made.reasons and made.reasons["category"].ground is Ground.WORDS
    if by_words and made.reasons["complexity"].ground is Ground.DEFAULT:
        return tier_for(1, levels), FIRST_TIER[:]
    return tier_for(made.values["complexity"], levels), LOWEST_TIER[:]


def _first_in(level: int, book: Book) -> int:
    return next(team for team, at in book.teams.items() if at == level)
