"""What knowledge does and lacks: lessons nobody wrote, articles that spared work, groups of like tickets."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.base.clock import now
from handrail.desk.models import Category
from handrail.knowledge.models import Article
from handrail.knowledge.queries.deflection import by_article, deflection
from handrail.knowledge.queries.effects import turned
from handrail.knowledge.queries.flow_down import repeated
from handrail.knowledge.queries.reading import listed
from handrail.knowledge.search.clusters import clusters_for, dismiss
from handrail.knowledge.search.models import Cluster
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.views.frame import frame

PERIODS = (28, 90, 365)
MOST = 25


@staff
def report(request: StaffRequest) -> HttpResponse:
    """For whoever may read figures; each line leads to the tickets or the article it speaks of."""
    person, at = request.user, now()
    if not person.can("insight"):
        raise PermissionDenied(_("Your role does not include the figures. Ask an administrator."))
    days = next((n for n in PERIODS if str(n) == request.GET.get("days", "")), PERIODS[1])
    start = at - timedelta(days=days)
    effects = turned(Article.objects.visible_to(person, None, at=at), now=at)[:MOST]
    spared = by_article(start=start, end=at)[:MOST]
    context: dict[str, Any] = {
        "days": days, "periods": PERIODS,
        "repeated": _with_categories(repeated(person, start=start, end=at)[:MOST]),
        "effects": effects, "deflection": deflection(start=start, end=at), "spared": spared,
        "titles": _titles(request, {*(e.article for e in effects), *(s.article for s in spared)}),
    }  # fmt: skip
    return render(request, "workspace/knowledge/report.html", frame(request) | context)


def _with_categories(found: list[Any]) -> list[tuple[str, Any]]:
    paths = dict(
        Category.objects.filter(pk__in={one.category for one in found}).values_list("pk", "path")
    )
    return [(paths.get(one.category, "No category"), one) for one in found]


def _titles(request: StaffRequest, articles: set[int]) -> dict[int, str]:
    """Only of what this reader may open."""
    visible = Article.objects.visible_to(request.user, None).filter(pk__in=articles)
    return {row.pk: row.title for row in listed(visible, [request.user.language or "en"])}


@staff
def clusters(request: StaffRequest) -> HttpResponse:
    """Recent tickets that look alike and that nothing explains yet."""
    context = {"clusters": clusters_for(request.user)[:MOST]}
    return render(request, "workspace/knowledge/clusters.html", frame(request) | context)


@require_POST
@staff
def dismiss_cluster(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody has looked: there is nothing behind it."""
    shown = {one.pk for one in clusters_for(request.user)}
    found = get_object_or_404(Cluster, pk=pk, pk__in=shown)
    if not request.user.can("link_articles"):
        raise PermissionDenied(_("Your role does not include this. Ask an agent."))
    dismiss(found, now=now())
    messages.success(request, _("It is put aside. It comes back only as another group."))
    return redirect("workspace:clusters")
