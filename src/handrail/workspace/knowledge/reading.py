"""One article, for those who read it and those who write it; its versions, beside one another."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.base.by import By
from handrail.base.clock import now
from handrail.desk.shape import shape
from handrail.knowledge import actions
from handrail.knowledge.actions.locking import standing
from handrail.knowledge.models import Article, Flag, Version, hand_of
from handrail.knowledge.queries.measure import qualities
from handrail.knowledge.queries.reading import at_address, file_for, in_language
from handrail.knowledge.rules import verbs_of
from handrail.knowledge.words import Words, differences, words_of
from handrail.tickets.files import SHOWN_INLINE
from handrail.tickets.scanning import HeldBack, opened
from handrail.workspace.forms import dress
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.knowledge.coaching import advice_around
from handrail.workspace.knowledge.common import (
    PARTS,
    STATES,
    TROUBLE,
    article_for,
    chapters,
    pictures,
)
from handrail.workspace.knowledge.forms import WordForm
from handrail.workspace.views.files import BYTES, SAFE
from handrail.workspace.views.frame import frame
from handrail.workspace.words import audience_words


@staff
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One article as its readers get it, with everything around it."""
    article, person = article_for(request, pk), request.user
    hand = hand_of(person)
    page = in_language(article, [request.GET.get("language", ""), person.language], hand=hand)
    if page is None:
        raise Http404
    versions = article.versions.filter(language=page.wording.language).select_related("author")
    quality = qualities([article], now=now()).get(article.pk)
    context = {
        "article": article, "page": page, "chapters": chapters(page.version, pictures(article)),
        "audience": audience_words(article.audience), "state": STATES[article.state],
        "improvement": page.wording.shown and page.wording.newest_id != page.wording.shown_id,
        "versions": list(versions.order_by("-number")[:100]) if hand.writes else [],
        "languages": list(article.wordings.values_list("language", flat=True)),
        "quality": quality, "flags": _flags(article) if hand.writes else [],
        "feedback": list(article.feedback.order_by("-at")[:20]) if hand.writes else [],
        "writes": hand.writes, "form": dress(WordForm(auto_id="word-%s")),
        "may_flag": person.can("flag_articles"), **advice_around(article, person, hand),
        "public_url": _public(article, page.wording.slug),
        "verbs": verbs_of(hand, standing(article)),
        "files": list(article.files.all()) if hand.writes else [],
    }  # fmt: skip
    return render(request, "workspace/knowledge/show.html", frame(request) | context)


def _flags(article: Article) -> list[Flag]:
    return list(article.flags.filter(state="open").select_related("person").order_by("id"))


def _public(article: Article, slug: str) -> str:
    """The portal's page, of what customers of this portal read; else nothing."""
    everyone = Article.objects.visible_to(None, shape().brand)
    is_out = article.audience == 0 and everyone.filter(pk=article.pk).exists()
    return reverse("portal:article", args=[slug]) if is_out else ""


@staff
def by_name(request: StaffRequest, slug: str) -> HttpResponse:
    """Where a link in a text leads inside the desk; what this person may not read is not there."""
    person = request.user
    found = at_address(slug, person.language or "en", person=person, brand=None)
    if found is None:
        raise Http404
    return redirect("workspace:article", found.article.pk)


@staff
def file(request: StaffRequest, pk: int) -> HttpResponseBase:
    """A file of an article: pictures are shown, everything else is a download."""
    found = file_for(pk, person=request.user, brand=None)
    if found is None:
        raise Http404
    is_picture = found.content_type in SHOWN_INLINE
    try:
        stored = opened(found.blob)
    except HeldBack:
        raise Http404 from None
    return FileResponse(
        stored, as_attachment=not is_picture,
        filename=found.name, content_type=found.content_type if is_picture else BYTES, headers=SAFE,
    )  # fmt: skip


@staff
def version(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """One version beside the one before, line by line; and bringing it back."""
    article = article_for(request, pk)
    if not hand_of(request.user).writes:
        raise Http404
    language = request.GET.get("language", "") or article.language
    of_language = article.versions.filter(language=language).select_related("author")
    found = get_object_or_404(of_language, number=number)
    if request.method == "POST":
        return _restore(request, article, found)
    before = of_language.filter(number__lt=number).order_by("-number").first()
    lines = differences(words_of(before) if before else Words(), words_of(found))
    verbs = verbs_of(hand_of(request.user), standing(article))
    context = {"article": article, "version": found, "before": before, "lines": lines, "verbs": verbs,
               "names": PARTS, "chapters": chapters(found, pictures(article))}  # fmt: skip
    return render(request, "workspace/knowledge/version.html", frame(request) | context)


def _restore(request: StaffRequest, article: Article, found: Version) -> HttpResponse:
    try:
        actions.restore(article, version=found, by=By.person(request.user))
        messages.success(
            request, _("Version %(number)s is the newest again.") % {"number": found.number}
        )
    except TROUBLE as refusal:
        messages.error(request, str(refusal))
    return redirect("workspace:article", article.pk)
