"""Writing: a new article or the next version; and for whom it is, and until when."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from handrail.base.by import By
from handrail.knowledge import actions
from handrail.knowledge.actions import Facts
from handrail.knowledge.models import Article
from handrail.knowledge.words import Words
from handrail.workspace.forms import dress
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.knowledge.common import TROUBLE, article_for, chapters, pictures
from handrail.workspace.knowledge.filing import NO_FILE, bring, files_beside, take_away
from handrail.workspace.knowledge.forms import PARTS, FactsForm, WordsForm, facts_now
from handrail.workspace.views.frame import frame


@staff
def edit(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """Write: a new article, or the next version. What was refused stays typed."""
    article = article_for(request, pk) if pk else None
    if not request.user.can("write_articles"):
        raise Http404
    if request.method != "POST":
        return _page(request, article, WordsForm(initial=_now_so(request, article)))
    if article is not None and {"add", "remove"} & set(request.POST):
        return _with_files(request, article)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, article, form, status=422)
    if "preview" in request.POST:
        shown = chapters(_words(form), pictures(article) if article else None)
        return _page(request, article, form, shown=shown)
    try:
        kept = _write(form, article, By.person(request.user))
    except TROUBLE as refusal:
        return _page(request, article, _refused(form, article, str(refusal)), status=422)
    if not bring(request, kept):
        return redirect("workspace:article_edit", kept.pk)
    messages.success(request, _("Kept. Readers get it once it is published."))
    return redirect("workspace:article", kept.pk)


def _page(
    request: StaffRequest, article: Article | None, form: WordsForm, *,
    shown: list[dict[str, str]] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {"article": article, "form": dress(form), "shown": shown,
               "most": settings.HANDRAIL_MAX_UPLOAD_BYTES,
               "files": files_beside(article) if article else []}  # fmt: skip
    return render(request, "workspace/knowledge/edit.html", frame(request) | context, status=status)


def _with_files(request: StaffRequest, article: Article) -> HttpResponse:
    """A file comes or goes, and what is typed stays typed."""
    if "remove" in request.POST:
        take_away(request, article, request.POST["remove"])
    elif request.FILES:
        bring(request, article)
    else:
        messages.error(request, NO_FILE)
    typed = {name: request.POST.get(name, "") for name in WordsForm.base_fields}
    return _page(request, article, WordsForm(initial=typed))


def _now_so(request: StaffRequest, article: Article | None) -> dict[str, Any]:
    if article is None:
        return {"language": request.user.language or "en"}
    wanted = request.GET.get("language", "") or article.language
    wording = article.wordings.select_related("newest").filter(language=wanted).first()
    if wording is None:
        return {"language": wanted}
    words = {name: getattr(wording.newest, name) for name in PARTS}
    return words | {"language": wording.language, "since": wording.newest.number}


def _refused(form: WordsForm, article: Article | None, why: str) -> WordsForm:
    """The same words with the reason, going on from the newest version: saved again, they are kept."""
    typed = dict(form.data.items())
    if article is not None:
        known = article.wordings.select_related("newest")
        newest = known.filter(language=form.cleaned_data["language"]).first()
        typed["since"] = str(newest.newest.number) if newest else ""
    again = WordsForm(typed)
    again.full_clean()
    again.add_error(None, why)
    return again


def _words(form: WordsForm) -> Words:
    return Words(**{name: form.cleaned_data[name] for name in PARTS})


def _write(form: WordsForm, article: Article | None, by: By) -> Article:
    facts = form.cleaned_data
    if article is None:
        return actions.create(
            words=_words(form), language=facts["language"], note=facts["note"], by=by
        )
    return actions.write(
        article, words=_words(form), language=facts["language"], note=facts["note"],
        since=facts["since"], by=by,
    )  # fmt: skip


@staff
def facts(request: StaffRequest, pk: int) -> HttpResponse:
    """For whom it is, whose, and until when."""
    article = article_for(request, pk)
    if not request.user.can("write_articles"):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = FactsForm(request.user, data, initial=facts_now(article))
    if data is not None and form.is_valid():
        try:
            _change(article, form.cleaned_data, By.person(request.user))
        except TROUBLE as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Kept.")
            return redirect("workspace:article", pk)
    context = frame(request) | {"article": article, "form": dress(form)}
    status = 422 if data is not None else 200
    return render(request, "workspace/knowledge/facts.html", context, status=status)


@transaction.atomic
def _change(article: Article, given: dict[str, Any], by: By) -> None:
    numbers = {n: given[n].pk if given[n] else None for n in ("category", "brand")}
    tags = tuple(tag.strip() for tag in given["tags"].split(",") if tag.strip())
    wanted = Facts(
        audience=given["audience"],
        tier=given["tier"].pk,
        owner=article.owner_id,
        tags=tags,
        **numbers,
    )
    actions.change(article, facts=wanted, by=by)
    dates = (given["review_at"], given["expires_at"])
    if dates != (article.review_at, article.expires_at):
        actions.schedule(article, review_at=dates[0], expires_at=dates[1], by=by)
