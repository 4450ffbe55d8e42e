"""Answers that are there already: searching, reading, and saying whether it helped."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.languages import later
from handrail.base.limits import within
from handrail.desk.models import Category
from handrail.knowledge import actions
from handrail.knowledge.answering import WORTH_SHOWING, Answer, answers
from handrail.knowledge.models import Article, ArticleFile
from handrail.knowledge.queries import faq as asked
from handrail.knowledge.queries import reading
from handrail.knowledge.rendering import render as as_html
from handrail.knowledge.words import NAMES
from handrail.portal.brands import brand_of
from handrail.portal.guard import visitor
from handrail.portal.readers import language, reader
from handrail.portal.views.finding import A_PAGE, NOTHING, own_requests
from handrail.portal.views.finding import SHOWN as OWN_SHOWN
from handrail.portal.views.following import BYTES, SAFE
from handrail.portal.views.frame import frame
from handrail.portal.views.trees import offered
from handrail.tickets.scanning import HeldBack, opened

A_MINUTE = timedelta(minutes=1)
MOST_A_MINUTE = 120
MOST_TYPED = 500
SHOWN, SUGGESTED = 10, 3
HEADINGS = {
    "issue": later("What happens"),
    "environment": later("Where"),
    "cause": later("Why"),
    "resolution": later("What to do"),
}
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def _is_allowed(request: HttpRequest) -> bool:
    """Only so many questions a minute from one place: each costs us work."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    return within(f"answers:{address}", at=now(), every=A_MINUTE, most=MOST_A_MINUTE)


def _answers(request: HttpRequest, question: str, most: int, least: float = 0.0) -> list[Answer]:
    return answers(
        question, person=visitor(request), brand=brand_of(request), language=language(request),
        most=most, least=least,
    )  # fmt: skip


def _articles(found: list[Answer]) -> list[Article]:
    rows = Article.objects.in_bulk([one.article for one in found])
    return [rows[one.article] for one in found if one.article in rows]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What answers a question, and one's own requests about it; as one types only the lists."""
    question = " ".join(request.GET.get("q", "").split())[:MOST_TYPED]
    typing, is_further = request.headers.get("HX-Request"), "before" in request.GET
    is_allowed = _is_allowed(request)
    found = _answers(request, question, SHOWN) if is_allowed and not is_further else []
    most = A_PAGE if is_further else OWN_SHOWN
    own = own_requests(request, question, most=most) if is_allowed else NOTHING
    context = {"q": question, "answers": found, "is_further": is_further} | own
    if typing:
        return render(request, "portal/_answers.html", context)
    if found:
        _remember(request, found, question)
    return render(request, "portal/search.html", frame(request, "home") | context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What may answer somebody who is writing to us, before they send it."""
    typed = f"{request.GET.get('subject', '')} {request.GET.get('text', '')}"
    question = " ".join(typed.split())[:MOST_TYPED]
    is_asked = len(question) > 3 and _is_allowed(request)
    found = _answers(request, question, SUGGESTED, WORTH_SHOWING) if is_asked else []
    if found:
        _remember(request, found, question)
    return render(request, "portal/_suggestions.html", {"answers": found})


def _remember(request: HttpRequest, found: list[Answer], words: str) -> None:
    actions.suggest(
        _articles(found), visitor=reader(request, begin=True), person=visitor(request), at=now(),
        words=words,
    )  # fmt: skip


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article. An old address leads to the new one; what one may not read is not there."""
    person, brand = visitor(request), brand_of(request)
    found = reading.at_address(slug, language(request), person=person, brand=brand, published=True)
    if found is None or found.wording.shown is None:
        raise Http404
    if found.moved:
        return redirect("portal:article", found.wording.slug, permanent=True)
    _count(request, found)
    files = {
        file.name: reverse("portal:article_file", args=[file.pk])
        for file in found.article.files.filter(is_shown=True)
    }
    parts = [
        {"name": name, "heading": _(HEADINGS[name]) if name in HEADINGS else "",
         "html": as_html(getattr(found.wording.shown, name), files=files, article=_address,
                         below=2, anchor=f"{name}-")}
        for name in NAMES if name != "title" and getattr(found.wording.shown, name)
    ]  # fmt: skip
    context = frame(request, "home") | {
        "article": found.article, "version": found.wording.shown, "chapters": parts,
        "slug": found.wording.slug, "is_fallback": found.is_fallback, "article_lang": found.wording.language,
        "category": found.article.category, "is_wanting": request.GET.get("helped") == "no",
    }  # fmt: skip
    return render(request, "portal/article.html", context)


def _address(slug: str) -> str | None:
    """Where an article's link leads; whether the reader may open it is asked there."""
    return reverse("portal:article", args=[slug])


def _count(request: HttpRequest, found: reading.Page) -> None:
    who, person = reader(request), visitor(request)
    if not who or request.method != "GET":
        return
    by = By.person(person) if person else By.system()
    actions.opened(found.article, language=found.wording.language, reader=who, by=by)
    actions.open_suggestion(found.article, visitor=who, at=now())


@require_POST
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether it helped; who says no is asked what is missing."""
    person = visitor(request)
    found = reading.at_address(
        slug, language(request), person=person, brand=brand_of(request), published=True
    )
    if found is None:
        raise Http404
    said = request.POST.get("helpful", "")
    if said not in {"yes", "no"}:
        messages.error(request, _("Choose “Yes” or “No”."))
        return redirect("portal:article", found.wording.slug)
    comment = request.POST.get("comment", "")
    actions.rate(
        found.article, reader=reader(request, begin=True), helpful=said == "yes",
        comment=comment, language=found.wording.language,
        by=By.person(person) if person else By.system(),
    )  # fmt: skip
    if said == "no" and not comment.strip():
        return redirect(f"{reverse('portal:article', args=[found.wording.slug])}?helped=no#helped")
    messages.success(
        request, _("Thank you.") if said == "yes" else _("Thank you. We will make it better.")
    )
    return redirect("portal:article", found.wording.slug)


@require_safe
def category(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of one category, most asked first."""
    found = Category.objects.filter(pk=pk, is_public=True).first()
    sections = questions(request, [pk], each=100) if found else []
    trees = [one for one in offered(request, pk) if one.category_id == pk] if found else []
    if found is None or not (sections or trees):
        raise Http404
    rows = sections[0]["rows"] if sections else []
    context = frame(request, "home") | {"category": found, "rows": rows, "trees": trees}
    return render(request, "portal/category.html", context)


def questions(
    request: HttpRequest, categories: list[int] | None = None, *, each: int = 5, most: int = 8
) -> list[dict[str, Any]]:
    """What is really asked, by category; four queries however much there is."""
    person, brand = visitor(request), brand_of(request)
    visible = Article.objects.visible_to(person, brand).published()
    sections = asked.faq(visible, now=now(), categories=categories, each=each)[:most]
    wanted = [pk for section in sections for pk, _times in section.articles]
    rows = reading.listed(visible.filter(pk__in=wanted), [language(request)])
    by_number = {row.pk: row for row in rows}
    names = {one.pk: one for one in Category.objects.filter(
        pk__in=[s.category for s in sections if s.category], is_public=True)}  # fmt: skip
    return [
        {"category": names.get(section.category or 0),
         "rows": [by_number[pk] for pk, _times in section.articles if pk in by_number]}
        for section in sections
    ]  # fmt: skip


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of an article: pictures are shown, everything else is a download."""
    found: ArticleFile | None = reading.file_for(
        pk, person=visitor(request), brand=brand_of(request)
    )
    if found is None or not found.is_shown:
        raise Http404
    is_picture = found.content_type in PICTURES
    try:
        stored = opened(found.blob)
    except HeldBack:
        raise Http404 from None
    return FileResponse(
        stored, as_attachment=not is_picture,
        filename=found.name, content_type=found.content_type if is_picture else BYTES, headers=SAFE,
    )  # fmt: skip
