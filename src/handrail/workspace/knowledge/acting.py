"""What is done with an article by one press, and flags."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from handrail.base.by import By
from handrail.base.languages import later
from handrail.knowledge import actions
from handrail.knowledge.models import Article, Flag
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.knowledge.coaching import draft_of
from handrail.workspace.knowledge.common import TROUBLE, article_for

Plain = Callable[[Article, By], object]
PLAIN: dict[str, tuple[Plain, str]] = {
    "review": (
        lambda a, by: actions.ask_review(a, by=by),
        later("Asked. The owning tier sees it."),
    ),
    "publication": (lambda a, by: actions.publish(a, by=by), "Published."),
    "confirmation": (lambda a, by: actions.confirm(a, by=by), later("Good for another half year.")),
    "revival": (lambda a, by: actions.revive(a, by=by), later("It is a draft again.")),
}
WITH_WORDS: dict[str, tuple[Callable[[Article, str, By], object], str]] = {
    "return": (
        lambda a, words, by: actions.send_back(a, missing=words, by=by),
        later("Sent back."),
    ),
    "retirement": (lambda a, words, by: actions.retire(a, why=words, by=by), "Retired."),
    "advice": (
        lambda a, words, by: actions.advise(a, version=draft_of(a), text=words, by=by),
        later("Its author finds it."),
    ),
    "flags": (lambda a, words, by: actions.flag(a, reason=words, by=by), "Flagged."),
}


@require_POST
@staff
def act(request: StaffRequest, pk: int, noun: str) -> HttpResponse:
    """One verb: done, or refused politely."""
    article, by = article_for(request, pk), By.person(request.user)
    words = request.POST.get("words", "").strip()[:4000]
    if noun not in PLAIN and noun not in WITH_WORDS:
        raise Http404
    try:
        if noun in PLAIN:
            PLAIN[noun][0](article, by)
        else:
            WITH_WORDS[noun][0](article, words, by)
        messages.success(request, (PLAIN.get(noun) or WITH_WORDS[noun])[1])
    except TROUBLE as refusal:
        messages.error(request, str(refusal))
    visible = Article.objects.visible_to(request.user, None).filter(pk=pk).exists()
    return redirect("workspace:article", pk) if visible else redirect("workspace:articles")


@require_POST
@staff
def settle(request: StaffRequest, pk: int, flag: int) -> HttpResponse:
    """A flag was right and is mended, or is dismissed with a word why."""
    found = get_object_or_404(Flag, pk=flag, article=article_for(request, pk))
    fixed = request.POST.get("fixed") == "yes"
    try:
        actions.settle_flag(
            found, fixed=fixed, answer=request.POST.get("answer", ""), by=By.person(request.user)
        )
        messages.success(request, "Settled.")
    except TROUBLE as refusal:
        messages.error(request, str(refusal))
    return redirect("workspace:article", pk)
