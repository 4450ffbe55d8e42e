"""The figures of a tier or a team, for whoever may read figures."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.base.clock import now
from handrail.desk.models import Team, Tier
from handrail.insight.queries import Figures, figures
from handrail.insight.rules import KPIS, PERIODS, last_days
from handrail.insight.scopes import Scope, of_team, of_tier
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.insight.chart import chart
from handrail.workspace.insight.words import shown
from handrail.workspace.views.frame import frame
from handrail.workspace.words import zone

USUAL_DAYS = 28
HEADLINES = ("opened", "received", "solved", "first_contact", "escalation", "backlog")


@staff
def home(request: StaffRequest) -> HttpResponse:
    """One's own team's figures, else the lowest tier's."""
    _require(request)
    own = request.user.teams.order_by("tier__level", "id").first()
    if own is not None:
        return redirect("insight:team", slug=own.slug)
    lowest = get_object_or_404(Tier.objects.order_by("level")[:1])
    return redirect("insight:tier", level=lowest.level)


@staff
def tier(request: StaffRequest, level: int) -> HttpResponse:
    """A tier's figures: all of its teams."""
    _require(request)
    found = get_object_or_404(Tier, level=level)
    return _page(
        request,
        of_tier(found),
        found,
        _("Tier %(level)s: %(name)s") % {"level": found.level, "name": found.name},
    )


@staff
def team(request: StaffRequest, slug: str) -> HttpResponse:
    """A team's figures, beside the targets of its tier."""
    _require(request)
    found = get_object_or_404(Team.objects.select_related("tier"), slug=slug)
    return _page(request, of_team(found), found.tier, found.name)


def _require(request: StaffRequest) -> None:
    if not request.user.can("insight"):
        raise PermissionDenied(_("Your role does not include the figures. Ask an administrator."))


def _page(request: StaffRequest, scope: Scope, tier: Tier, title: str) -> HttpResponse:
    days = _days(request.GET.get("days", ""))
    at = now()
    period = last_days(days, now=at, zone=zone(request.user.time_zone).key)
    found = figures(scope, period, now=at)
    context = frame(request) | _shown(found, tier) | {
        "title": title, "tier": tier, "is_team": scope.in_log == "team_id", "days": days,
        "periods": PERIODS, "period": period, "places": _places(request.path),
    }  # fmt: skip
    return render(request, "workspace/figures.html", context)


def _days(asked: str) -> int:
    return next((days for days in PERIODS if str(days) == asked), USUAL_DAYS)


def _shown(found: Figures, tier: Tier) -> dict[str, Any]:
    lines = [shown(kpi, found.values[kpi.key], tier.objectives) for kpi in KPIS]
    heads = [line for line in lines if line.kpi.key in HEADLINES]
    return {"lines": lines, "heads": heads, "by_day": found.days, "chart": chart(found.days)}


def _places(here: str) -> list[dict[str, Any]]:
    """Every page of figures there is, tier by tier."""
    places = []
    last = None
    for one in Team.objects.select_related("tier").order_by("tier__level", "-is_default", "name"):
        if one.tier != last:
            last = one.tier
            href = reverse("insight:tier", args=[one.tier.level])
            places.append({"href": href, "label": _("whole tier"), "level": one.tier.level})
        places.append(
            {"href": reverse("insight:team", args=[one.slug]), "label": one.name, "level": None}
        )
    return [place | {"is_here": place["href"] == here} for place in places]
