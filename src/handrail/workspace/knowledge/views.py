"""Articles: which there are, one of them, and writing."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.configuration import settled
from handrail.knowledge import actions
from handrail.knowledge.actions import Facts
from handrail.knowledge.answering import answers
from handrail.knowledge.models import Article, Flag, Version, hand_of
from handrail.knowledge.queries import desk
from handrail.knowledge.queries.measure import qualities
from handrail.knowledge.queries.reading import in_language, listed
from handrail.knowledge.rendering import render as as_html
from handrail.knowledge.rules import Refused
from handrail.knowledge.words import NAMES, Words, differences, words_of
from handrail.people.rules import NotAllowed
from handrail.tickets.rules import Refused as TicketRefused
from handrail.workspace.forms import dress
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.knowledge.coaching import advice_around, draft_of
from handrail.workspace.knowledge.forms import (
    PARTS,
    FactsForm,
    WordForm,
    WordsForm,
    audience_words,
    facts_now,
)
from handrail.workspace.views.frame import frame

TROUBLE = (Refused, NotAllowed, TicketRefused)
PAGE = 50
STATES = {
    "draft": "Draft",
    "in_review": "In review",
    "published": "Published",
    "retired": "Retired",
}
HEADINGS = {
    "issue": "Issue",
    "environment": "Environment",
    "cause": "Cause",
    "resolution": "Resolution",
}


@staff
def index(request: StaffRequest) -> HttpResponse:
    """Every article somebody may see, and what waits for them; or what answers a question."""
    with settled():
        context = frame(request) | _listed(request) | _waiting(request)
    return render(request, "workspace/knowledge/index.html", context)


def _listed(request: StaffRequest) -> dict[str, Any]:
    person, at = request.user, now()
    visible = Article.objects.visible_to(person, None, at=at)
    question, state = request.GET.get("q", "").strip()[:500], request.GET.get("state", "")
    before = request.GET.get("before", "")
    rows = visible.filter(state=state) if state in STATES else visible
    rows = (
        rows.filter(pk__lt=int(before))
        if before.isascii() and before.isdigit() and len(before) < 18
        else rows
    )
    found = listed(rows.order_by("-pk"), [person.language or "en"], most=PAGE + 1)
    return {
        "question": question, "state": state, "states": STATES, "audience": audience_words,
        "found": answers(question, person=person, brand=None, most=20) if question else [],
        "articles": found[:PAGE], "further": found[PAGE - 1].pk if len(found) > PAGE else None,
        "can_write": person.can("write_articles"),
    }  # fmt: skip


def _waiting(request: StaffRequest) -> dict[str, Any]:
    """What asks for this person's work."""
    person = request.user
    if not person.can("write_articles"):
        return {"waiting": []}
    lists = {
        "Asked to be reviewed": desk.to_review(person),
        "To be looked at again": desk.to_confirm(person, now=now()),
        "Drafts to coach": [one.article for one in desk.to_coach(person)],
        "Flagged": [one.article for one in desk.open_flags(person)],
        "Advice for you": [one.article for one in desk.advice_for(person)],
    }
    numbers = {article.pk for rows in lists.values() for article in rows}
    # Advice stays with its author, though the article may have gone to a tier above.
    visible = Article.objects.visible_to(person, None).filter(pk__in=numbers)
    titles = {row.pk: row.title for row in listed(visible, [person.language or "en"])}
    named = [
        (name, list({one.pk: titles[one.pk] for one in rows if one.pk in titles}.items()))
        for name, rows in lists.items()
    ]
    return {"waiting": [(name, rows) for name, rows in named if rows]}


def _found(request: StaffRequest, pk: int) -> Article:
    visible = Article.objects.visible_to(request.user, None)
    found = visible.select_related("tier", "category", "brand", "owner").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@staff
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One article as its readers get it, with everything around it."""
    article, person = _found(request, pk), request.user
    hand = hand_of(person)
    page = in_language(article, [request.GET.get("language", ""), person.language], hand=hand)
    if page is None:
        raise Http404
    versions = article.versions.filter(language=page.wording.language).select_related("author")
    quality = qualities([article], now=now()).get(article.pk)
    context = {
        "article": article, "page": page, "chapters": _chapters(page.version, _pictures(article)),
        "audience": audience_words(article.audience), "state": STATES[article.state],
        "improvement": page.wording.shown and page.wording.newest_id != page.wording.shown_id,
        "versions": list(versions.order_by("-number")[:100]) if hand.writes else [],
        "languages": list(article.wordings.values_list("language", flat=True)),
        "quality": quality, "flags": _flags(article) if hand.writes else [],
        "feedback": list(article.feedback.order_by("-at")[:20]) if hand.writes else [],
        "writes": hand.writes, "form": dress(WordForm(auto_id="word-%s")),
        "may_flag": person.can("flag_articles"), **advice_around(article, person, hand),
        "public_url": _public(article, page.wording.slug),
    }  # fmt: skip
    return render(request, "workspace/knowledge/show.html", frame(request) | context)


def _flags(article: Article) -> list[Flag]:
    return list(article.flags.filter(state="open").select_related("person").order_by("id"))


def _public(article: Article, slug: str) -> str:
    is_out = article.state == "published" and article.audience == 0
    return reverse("portal:article", args=[slug]) if is_out else ""


def _pictures(article: Article) -> dict[str, str]:
    """Where the files of a text lie that its readers have."""
    rows = article.files.filter(is_shown=True).values_list("name", "pk")
    return {name: reverse("portal:article_file", args=[pk]) for name, pk in rows}


def _chapters(words: Any, files: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    return [
        {"heading": HEADINGS.get(name, ""), "html": as_html(
            getattr(words, name), files=files, article=_link, below=2, anchor=f"{name}-")}
        for name in NAMES if name != "title" and getattr(words, name)
    ]  # fmt: skip


def _link(slug: str) -> str:
    return reverse("portal:article", args=[slug])


@staff
def edit(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """Write: a new article, or the next version. What was refused stays typed."""
    article = _found(request, pk) if pk else None
    if not request.user.can("write_articles"):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = WordsForm(data, initial=_now_so(request, article))
    shown = None
    if data is not None and form.is_valid():
        if "preview" in data:
            shown = _chapters(_words(form))
        else:
            try:
                kept = _write(form, article, By.person(request.user))
            except TROUBLE as refusal:
                form = _refused(form, article, str(refusal))
            else:
                messages.success(request, "Kept. Readers get it once it is published.")
                return redirect("workspace:article", kept.pk)
    context = {"article": article, "form": dress(form), "shown": shown}
    status = 422 if data is not None and shown is None else 200
    return render(request, "workspace/knowledge/edit.html", frame(request) | context, status=status)


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
    article = _found(request, pk)
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


Plain = Callable[[Article, By], object]
PLAIN: dict[str, tuple[Plain, str]] = {
    "review": (lambda a, by: actions.ask_review(a, by=by), "Asked. The owning tier sees it."),
    "publication": (lambda a, by: actions.publish(a, by=by), "Published."),
    "confirmation": (lambda a, by: actions.confirm(a, by=by), "Good for another half year."),
    "revival": (lambda a, by: actions.revive(a, by=by), "It is a draft again."),
}
WITH_WORDS: dict[str, tuple[Callable[[Article, str, By], object], str]] = {
    "return": (lambda a, words, by: actions.send_back(a, missing=words, by=by), "Sent back."),
    "retirement": (lambda a, words, by: actions.retire(a, why=words, by=by), "Retired."),
    "advice": (
        lambda a, words, by: actions.advise(a, version=draft_of(a), text=words, by=by),
        "Its author finds it.",
    ),
    "flags": (lambda a, words, by: actions.flag(a, reason=words, by=by), "Flagged."),
}


@require_POST
@staff
def act(request: StaffRequest, pk: int, noun: str) -> HttpResponse:
    """One verb: done, or refused politely."""
    article, by = _found(request, pk), By.person(request.user)
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
    found = get_object_or_404(Flag, pk=flag, article=_found(request, pk))
    fixed = request.POST.get("fixed") == "yes"
    try:
        actions.settle_flag(
            found, fixed=fixed, answer=request.POST.get("answer", ""), by=By.person(request.user)
        )
        messages.success(request, "Settled.")
    except TROUBLE as refusal:
        messages.error(request, str(refusal))
    return redirect("workspace:article", pk)


@staff
def version(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """One version beside the one before, line by line; and bringing it back."""
    article = _found(request, pk)
    if not hand_of(request.user).writes:
        raise Http404
    language = request.GET.get("language", "") or article.language
    of_language = article.versions.filter(language=language).select_related("author")
    found = get_object_or_404(of_language, number=number)
    if request.method == "POST":
        return _restore(request, article, found)
    before = of_language.filter(number__lt=number).order_by("-number").first()
    lines = differences(words_of(before) if before else Words(), words_of(found))
    context = {"article": article, "version": found, "before": before, "lines": lines,
               "chapters": _chapters(found, _pictures(article))}  # fmt: skip
    return render(request, "workspace/knowledge/version.html", frame(request) | context)


def _restore(request: StaffRequest, article: Article, found: Version) -> HttpResponse:
    try:
        actions.restore(article, version=found, by=By.person(request.user))
        messages.success(request, f"Version {found.number} is the newest again.")
    except TROUBLE as refusal:
        messages.error(request, str(refusal))
    return redirect("workspace:article", article.pk)
