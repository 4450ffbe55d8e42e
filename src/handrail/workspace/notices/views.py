"""What is new for somebody, and how they wish to hear of it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from handrail.base.clock import now
from handrail.flow.notices import pushing
from handrail.flow.notices.digest import words
from handrail.flow.notices.kinds import KINDS
from handrail.flow.notices.models import Digest, Wish
from handrail.flow.notices.seeing import listed, see, unseen
from handrail.people.models import Person
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.views.frame import quick_frame
from handrail.workspace.words import capped, when, zone

WAYS = ("in_app", "by_mail", "by_push")
RHYTHMS = [(0, gettext_lazy("Never")), (1, gettext_lazy("At once")), (15, gettext_lazy("After 15 minutes")),
           (60, gettext_lazy("After an hour")), (1440, gettext_lazy("After a day"))]  # fmt: skip


@staff
def index(request: StaffRequest) -> HttpResponse:
    """Everything, newest first."""
    typed = request.GET.get("before", "")
    rows, further = listed(
        request.user, int(typed) if typed.isdigit() and len(typed) < 18 else None
    )
    told = partial(when, now=now(), tz=zone(request.user.time_zone))
    news = [{"words": words(one), "when": told(one.at), "iso": one.at.isoformat(),
             "is_new": one.seen_at is None, "ticket": one.ticket} for one in rows]  # fmt: skip
    more = f"{reverse('workspace:notifications')}?before={further}" if further else ""
    context = quick_frame(request) | {"news": news, "more_url": more}
    return render(request, "workspace/notices/index.html", context)


@staff
def count(request: StaffRequest) -> HttpResponse:
    """The bell's number alone."""
    return render(request, "workspace/notices/_count.html", {"count": capped(unseen(request.user))})


@require_POST
@staff
def read_all(request: StaffRequest) -> HttpResponse:
    """Everything has been seen."""
    see(request.user, at=now())
    return redirect("workspace:notifications")


@staff
def choices(request: StaffRequest) -> HttpResponse:
    """Which kinds, by which ways, and how soon by mail."""
    if request.method == "POST":
        _keep(request)
        messages.success(request, _("Kept."))
        return redirect("workspace:notification_choices")
    wishes = {wish.kind: wish for wish in request.user.wishes.all()}
    digest = Digest.objects.filter(person=request.user).first()
    rows: list[dict[str, Any]] = [
        {"name": name, "label": kind.label,
         "ways": [(way, bool(getattr(wishes.get(name) or kind, way))) for way in WAYS]}
        for name, kind in KINDS.items()
    ]  # fmt: skip
    context = quick_frame(request) | {
        "kinds": rows, "rhythms": RHYTHMS, "minutes": digest.minutes if digest else 60,
        "public_key": pushing.public_key(), "places": request.user.push_places.count(),
    }  # fmt: skip
    return render(request, "workspace/notices/choices.html", context)


def _keep(request: StaffRequest) -> None:
    for name in KINDS:
        ways = {way: f"{name}:{way}" in request.POST for way in WAYS}
        Wish.objects.update_or_create(person=request.user, kind=name, defaults=ways)
    _keep_rhythm(request.user, request.POST.get("minutes", ""))


def _keep_rhythm(person: Person, typed: str) -> None:
    known = {str(minutes): minutes for minutes, _words in RHYTHMS}
    if typed in known:
        Digest.objects.update_or_create(person=person, defaults={"minutes": known[typed]})
