"""What a coach tells an author, on the article's page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from handrail.base.by import By
from handrail.knowledge import actions, rules
from handrail.knowledge.actions.locking import standing
from handrail.knowledge.models import Advice, Article, Version
from handrail.knowledge.rules import Hand
from handrail.people.models import Person
from handrail.people.rules import NotAllowed
from handrail.workspace.guard import StaffRequest, staff

LATEST = 20


def advice_around(article: Article, person: Person, hand: Hand) -> dict[str, Any]:
    """The advice for whoever writes, newest first; and whether this person could give some."""
    if not hand.writes:
        return {"advice": [], "may_coach": False}
    said = article.advice.select_related("coach", "version").order_by("-id")[:LATEST]
    lines = [(one, one.seen_at is None and one.version.author_id == person.pk) for one in said]
    return {"advice": lines, "may_coach": rules.may_publish(hand, standing(article))}


def draft_of(article: Article) -> Version:
    """The version a coach speaks of: one that waits for a coach, else the main language's newest."""
    wordings = article.wordings.select_related("newest").order_by("-needs_coach", "language")
    rows = list(wordings)
    main = [one for one in rows if one.needs_coach or one.language == article.language]
    return (main or rows)[0].newest


@require_POST
@staff
def see(request: StaffRequest, pk: int, advice: int) -> HttpResponse:
    """The author has read it."""
    if not Article.objects.visible_to(request.user, None).filter(pk=pk).exists():
        raise Http404
    try:
        actions.see_advice(
            get_object_or_404(Advice, pk=advice, article=pk), by=By.person(request.user)
        )
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("workspace:article", pk)
