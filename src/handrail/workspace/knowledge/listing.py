"""Which articles there are, what waits for somebody, and what answers a question."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from handrail.base.clock import now
from handrail.base.configuration import settled
from handrail.knowledge.answering import answers
from handrail.knowledge.models import Article
from handrail.knowledge.models.scope import ArticleQuerySet
from handrail.knowledge.queries import desk
from handrail.knowledge.queries.reading import listed
from handrail.workspace.forms import dress
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.knowledge.common import STATES
from handrail.workspace.knowledge.forms import FilterForm
from handrail.workspace.views.frame import frame
from handrail.workspace.words import audience_words

PAGE = 50


@staff
def index(request: StaffRequest) -> HttpResponse:
    """Every article somebody may see, and what waits for them; or what answers a question."""
    with settled():
        context = frame(request) | _listed(request) | _waiting(request)
    return render(request, "workspace/knowledge/index.html", context)


def _listed(request: StaffRequest) -> dict[str, Any]:
    person, at = request.user, now()
    question = request.GET.get("q", "").strip()[:500]
    form = FilterForm(person, request.GET)
    rows = _filtered(Article.objects.visible_to(person, None, at=at), form)
    found = listed(_older(request, rows).order_by("-pk"), [person.language or "en"], most=PAGE + 1)
    wanted = {name: form[name].value() for name in form.fields if form[name].value()}
    further = found[PAGE - 1].pk if len(found) > PAGE else None
    return {
        "question": question, "states": STATES, "audience": audience_words, "filters": dress(form),
        "is_filtered": bool(wanted), "articles": found[:PAGE],
        "found": answers(question, person=person, brand=None, most=20) if question else [],
        "further": urlencode(wanted | {"before": further}) if further else "",
        "can_write": person.can("write_articles"),
    }  # fmt: skip


def _filtered(rows: ArticleQuerySet, form: FilterForm) -> ArticleQuerySet:
    """Those that were asked for; what cannot be asked for is no filter."""
    form.is_valid()
    asked = form.cleaned_data
    if asked.get("state"):
        rows = rows.filter(state=asked["state"])
    if asked.get("audience"):
        rows = rows.filter(audience=int(asked["audience"]))
    if category := asked.get("category"):
        rows = rows.filter(
            Q(category=category) | Q(category__path__startswith=f"{category.path} /")
            | Q(category__path__startswith=f"{category.path}/")
        )  # fmt: skip
    return rows


def _older(request: StaffRequest, rows: ArticleQuerySet) -> ArticleQuerySet:
    """From where the page before ended."""
    before = request.GET.get("before", "")
    is_number = before.isascii() and before.isdigit() and len(before) < 18
    return rows.filter(pk__lt=int(before)) if is_number else rows


def _waiting(request: StaffRequest) -> dict[str, Any]:
    """What asks for this person's work."""
    person = request.user
    if not person.can("write_articles"):
        return {"waiting": []}
    lists = {
        _("Asked to be reviewed"): desk.to_review(person),
        _("To be looked at again"): desk.to_confirm(person, now=now()),
        _("Drafts to coach"): [one.article for one in desk.to_coach(person)],
        _("Flagged"): [one.article for one in desk.open_flags(person)],
        _("Ends soon"): desk.ending(person, now=now()),
        _("Has ended by itself"): list(
            Article.objects.filter(pk__in=[one.article for one in desk.told(person, now=now())])
        ),
        _("Advice for you"): [one.article for one in desk.advice_for(person)],
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
