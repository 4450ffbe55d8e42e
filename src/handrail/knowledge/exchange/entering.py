"""Bringing files in: all of them, or none when anything is wrong with one.

A file is the article whose slug it has in its language, so bringing the same files in again changes
nothing. What a file does not say stays as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import transaction

from handrail.base.by import By
from handrail.desk.models import Tier
from handrail.knowledge import actions
from handrail.knowledge.actions import Facts
from handrail.knowledge.exchange.gathering import Source, gather
from handrail.knowledge.exchange.matching import Defaults, Wanted, match
from handrail.knowledge.exchange.page import BadPage, Fault
from handrail.knowledge.models import Article, Wording
from handrail.knowledge.rules import MayNot, Refused
from handrail.tickets.files import File
from handrail.tickets.rules import Refused as BadFile


@dataclass(slots=True)
class Outcome:
    """What came of it: "new" or "changed" by file; nothing at all where there are faults."""

    changes: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    read: int = 0


def bring_in(
    paths: Iterable[Path], *, by: By, defaults: Defaults | None = None, dry_run: bool = False
) -> Outcome:
    """Make these files articles. Faults are all named; then, as in a trial, nothing is changed."""
    sources, faults = gather(paths)
    outcome = Outcome(faults=faults, read=len(sources))
    with transaction.atomic():
        wanted = _matched(sources, defaults or Defaults(), outcome)
        _doubles(wanted, outcome)
        known: dict[tuple[Path, str], Article] = {}
        for one in sorted(wanted, key=lambda one: bool(one.main)):
            _enter_one(one, defaults or Defaults(), by, known, outcome)
        if outcome.faults or dry_run:
            transaction.set_rollback(True)
    if outcome.faults:
        outcome.changes.clear()
        outcome.faults.sort(key=lambda fault: (fault.file, fault.line))
    return outcome


def _matched(sources: list[Source], defaults: Defaults, outcome: Outcome) -> list[Wanted]:
    wanted = []
    for source in sources:
        try:
            wanted.append(match(source, defaults))
        except BadPage as fault:
            outcome.faults.append(Fault(source.name, fault.line, str(fault)))
    return wanted


def _doubles(wanted: list[Wanted], outcome: Outcome) -> None:
    met: dict[tuple[str, str], str] = {}
    for one in wanted:
        first = met.setdefault((one.language, one.slug), one.source.name)
        if first != one.source.name:
            said = f"{first} has the slug “{one.slug}” in “{one.language}” already."
            outcome.faults.append(one.source.fault("slug", said))


def _enter_one(
    one: Wanted, defaults: Defaults, by: By, known: dict[tuple[Path, str], Article],
    outcome: Outcome,
) -> None:  # fmt: skip
    """One file in a transaction of its own, so that the faults of the others are found too."""
    try:
        with transaction.atomic():
            before = _found(one)
            stamp = _stamp(before)
            article = _enter(one, defaults, by, known, before)
            known[one.source.path.parent, one.slug] = article
            if before is None:
                outcome.changes[one.source.name] = "new"
            elif stamp != _stamp(article):
                outcome.changes[one.source.name] = "changed"
    except (Refused, MayNot, BadFile, BadPage) as fault:
        outcome.faults.append(Fault(one.source.name, getattr(fault, "line", 1), str(fault)))


def _found(one: Wanted) -> Article | None:
    wording = Wording.objects.select_related("article__tier").filter(
        language=one.language, slug=one.slug
    )
    found = wording.first()
    return found.article if found else None


def _stamp(article: Article | None) -> object:
    """What is different after any change, whenever it was made."""
    if article is None:
        return None
    row = Article.objects.filter(pk=article.pk).values().get()
    wordings = list(article.wordings.order_by("pk").values())
    return row, wordings, list(article.files.order_by("pk").values())


def _enter(
    one: Wanted, defaults: Defaults, by: By, known: dict[tuple[Path, str], Article],
    before: Article | None,
) -> Article:  # fmt: skip
    article = before or (_main(one, known) if one.main else None)
    if article is None:
        facts = _facts(one, Facts(audience=defaults.audience, tier=_lowest_tier()))
        article = actions.create(
            words=one.source.words, facts=facts, language=one.language, slug=one.slug, by=by
        )
    elif article.state == "retired" and one.state != "retired":
        article = actions.revive(article, by=by)
    if article.state != "retired":
        note = "" if before is None else "Brought in again"
        actions.write(
            article, words=one.source.words, language=one.language, slug=one.slug, note=note, by=by,
        )  # fmt: skip
        actions.change(article, facts=_facts(one, Facts.of(article)), by=by)
    for name, path in sorted(one.source.beside.items()):
        actions.add_file(article, file=File(name=name, content=path.read_bytes()), by=by)
    return _settled(article, one, by)


def _lowest_tier() -> int:
    return Tier.objects.order_by("level").values_list("pk", flat=True)[0]


def _facts(one: Wanted, facts: Facts) -> Facts:
    named = {k: v for k, v in one.given.items() if k not in {"review_at", "expires_at"}}
    return replace(facts, **named)


def _main(one: Wanted, known: dict[tuple[Path, str], Article]) -> Article:
    """The article that a translation belongs to: of the same folder, else of this desk."""
    here = known.get((one.source.path.parent, one.main))
    if here is not None:
        return here
    wording = Wording.objects.select_related("article__tier").filter(slug=one.main).first()
    if wording is None:
        raise BadPage(
            one.source.page.line("article"), "There is no article “%(name)s”.", name=one.main
        )
    return wording.article


def _settled(article: Article, one: Wanted, by: By) -> Article:
    """Published or retired as the file says, and the dates last: publishing plans a look itself."""
    if one.state == "published":
        article = actions.publish(article, language=one.language, by=by)
    elif one.state == "retired":
        article = actions.retire(article, why="Brought in as retired", by=by)
    dates = {
        "review_at": one.given.get("review_at", article.review_at),
        "expires_at": one.given.get("expires_at", article.expires_at),
    }
    return actions.schedule(article, by=by, **dates)
