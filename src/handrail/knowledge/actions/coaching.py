"""Helping authors to write well, and reporting what is wrong."""

from django.db import transaction

from handrail.base.by import By
from handrail.base.store import record
from handrail.base.text import clean
from handrail.knowledge import rules
from handrail.knowledge.actions.locking import locked, reading_hand, standing
from handrail.knowledge.events import AdviceSeen, Advised, Flagged, FlagSettled
from handrail.knowledge.folding import fold_advice, fold_flag
from handrail.knowledge.models import Advice, Article, Flag, Version, hand_behind
from handrail.knowledge.rules import MayNot, Refused
from handrail.people.rules import require


@transaction.atomic
def advise(article: Article, *, version: Version, text: str, by: By) -> Advice:
    """Write to the author of a version. Coaches are those who could publish it. Raises MayNot."""
    article = locked(article)
    rules.check_publish(hand_behind(by), standing(article))
    text = clean(text, most=20_000).strip()
    if not text or version.article_id != article.pk:
        raise Refused("Write what would make it better.")
    return give_advice(article, version, text, by)


def give_advice(article: Article, version: Version, text: str, by: By) -> Advice:
    """Keep advice; the article is locked, and whoever gives it may."""
    advice = Advice(article=article)
    event = Advised(article=article.pk, version=version.pk, text=text)
    record(advice, event, fold=fold_advice, by=by)
    return advice


@transaction.atomic
def see_advice(advice: Advice, *, by: By) -> None:
    """The author has read it. Raises MayNot for anybody else."""
    advice = (
        Advice.objects.select_for_update(of=("self",)).select_related("version").get(pk=advice.pk)
    )
    if by.person_id != advice.version.author_id:
        raise MayNot("Only the author of the version can mark advice as read.")
    if advice.seen_at is None:
        record(advice, AdviceSeen(article=advice.article_id), fold=fold_advice, by=by)


@transaction.atomic
def flag(article: Article, *, reason: str, by: By) -> Flag:
    """Say what is wrong, when one cannot mend it oneself. Raises Refused without a reason."""
    require(by, "flag_articles")
    article = locked(article)
    reading_hand(article, by)
    reason = clean(reason, most=20_000).strip()
    if not reason:
        raise Refused("Say what is wrong with it.")
    own = article.flags.filter(state=Flag.State.OPEN, person=by.person_id, reason=reason).first()
    if own:
        return own
    raised = Flag(article=article)
    record(raised, Flagged(article=article.pk, reason=reason), fold=fold_flag, by=by)
    return raised


@transaction.atomic
def settle_flag(flag: Flag, *, fixed: bool, by: By, answer: str = "") -> Flag:
    """Fixed by somebody who writes; or dismissed, with a word why, by whoever could publish it."""
    article = locked(flag.article)
    flag = Flag.objects.select_for_update(of=("self",)).select_related("article").get(pk=flag.pk)
    rules.check_write(hand_behind(by), article.audience)
    if flag.state != Flag.State.OPEN:
        return flag
    answer = clean(answer, most=20_000).strip()
    if not fixed:
        rules.check_publish(hand_behind(by), standing(article))
        if not answer:
            raise Refused("Say why nothing has to change.")
    event = FlagSettled(article=article.pk, state="fixed" if fixed else "dismissed", answer=answer)
    record(flag, event, fold=fold_flag, by=by)
    return flag
