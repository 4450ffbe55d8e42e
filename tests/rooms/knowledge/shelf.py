"""Articles for the tests, and the log's own account of them."""

from datetime import UTC, datetime
from typing import Any

from django.db import models

from handrail.base.by import By
from handrail.base.reading import of_subject
from handrail.desk.models import Tier
from handrail.knowledge import actions
from handrail.knowledge.actions import Facts
from handrail.knowledge.folding import (
    fold,
    fold_advice,
    fold_feedback,
    fold_flag,
    fold_tie,
    fold_wording,
)
from handrail.knowledge.models import Advice, Article, Feedback, Flag, Tie, Wording
from handrail.knowledge.words import Words

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DESK = By.system(AT)
SIGN_IN = Words(
    title="I cannot sign in",
    summary="When the password is right and the page still says no.",
    issue="The sign-in page says *wrong password*.",
    environment="Any browser.",
    cause="The caps lock key.",
    resolution="1. Look at the keyboard.\n2. Try again.",
)


def tier(level: int) -> int:
    return Tier.objects.get(level=level).pk


def draft(
    title: str = "", *, by: By = DESK, audience: int = 1, owner: int = 1, **facts: Any
) -> Article:
    """A draft of the article about signing in, owned by a tier."""
    words = SIGN_IN.changed(title=title) if title else SIGN_IN
    language = facts.pop("language", "en")
    known = Facts(audience=audience, tier=tier(owner), **facts)
    return actions.create(words=words, facts=known, language=language, by=by)


def published(title: str = "", **facts: Any) -> Article:
    """The same, read by its readers."""
    article = draft(title, **facts)
    return actions.publish(article, by=facts.get("by", DESK))


def same_as_log(article: Article) -> None:
    """Fold the article, its wordings and all that was said of it from empty; compare with the rows."""
    lines = of_subject("article", article.pk)
    again = Article(pk=article.pk)
    wordings = {w.pk: Wording(pk=w.pk, article_id=article.pk, language=w.language)
                for w in Wording.objects.filter(article=article.pk)}  # fmt: skip
    for line in lines:
        if line.kind != "article.opened":
            fold(again, line.event, line.at, line.person_id)
        for wording in wordings.values():
            fold_wording(wording, line.event)
    _equal(again, Article.objects.get(pk=article.pk))
    for pk, wording in wordings.items():
        _equal(wording, Wording.objects.get(pk=pk))
    for model, noun, how in (
        (Feedback, "feedback", fold_feedback), (Flag, "flag", fold_flag),
        (Advice, "advice", fold_advice), (Tie, "tie", fold_tie),
    ):  # fmt: skip
        for row in model._default_manager.filter(article=article.pk):
            told = model(pk=row.pk)
            for line in of_subject(noun, row.pk):
                how(told, line.event, line.at, line.person_id)
            _equal(told, row)


def _equal(again: models.Model, row: models.Model) -> None:
    names = [f.attname for f in row._meta.concrete_fields]
    assert {n: getattr(again, n) for n in names} == {n: getattr(row, n) for n in names}
