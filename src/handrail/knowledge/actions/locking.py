"""The lock every verb takes first, and the one way an article changes."""

from handrail.base.by import By
from handrail.base.events import Event
from handrail.base.store import Recorded, record
from handrail.knowledge.folding import fold, fold_wording
from handrail.knowledge.models import Article, Wording, hand_behind
from handrail.knowledge.rules import Hand, MayNot, Standing


def locked(article: Article) -> Article:
    """The article as it is now, ours until the transaction ends."""
    return (
        Article.objects.select_for_update(of=("self",), no_key=True)
        .select_related("tier")
        .get(pk=article.pk)
    )


def happen(article: Article, event: Event, by: By) -> Recorded:
    """Record an event of an article, its languages first: reactions find everything in place."""
    for wording in Wording.objects.filter(article=article.pk):
        before = (wording.slug, wording.shown_id, wording.newest_id, wording.needs_coach)
        fold_wording(wording, event)
        if before != (wording.slug, wording.shown_id, wording.newest_id, wording.needs_coach):
            wording.save()
    return record(article, event, fold=fold, by=by)


def standing(article: Article) -> Standing:
    """The article as the rules see it."""
    return Standing(article.state, article.audience, article.tier.level)


def reading_hand(article: Article, by: By) -> Hand:
    """Whoever acts. Raises MayNot when the article is above their level."""
    hand = hand_behind(by)
    if article.audience > hand.level:
        raise MayNot("This article is for a tier above yours.")
    return hand
