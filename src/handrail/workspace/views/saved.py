"""Views of tickets: what to filter by, and keeping a view under a name."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from handrail.base.text import one_line
from handrail.desk.models import Category
from handrail.desk.shape import shape
from handrail.people.models import Person
from handrail.tickets.models import SavedView, State
from handrail.tickets.ordering import ORDERS
from handrail.workspace.forms import WORKERS, dress
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.picking import CHANNELS, COLUMNS, DUE, OPENED, Picked
from handrail.workspace.queues import VIEW, views_of
from handrail.workspace.rail import teams_of
from handrail.workspace.rows import about, kept_as
from handrail.workspace.views.frame import frame
from handrail.workspace.views.queue import find
from handrail.workspace.words import CHANNELS as CHANNEL_NAMES

MOST_OWN = 20


def _ticks(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def _one_of(label: Any, choices: Any, nothing: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", nothing), *choices], required=False)


class FilterForm(forms.Form):
    """Every filter there is, as the address spells it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desk, any_ = shape(), _("Any")
        owners = Person.objects.filter(role__in=WORKERS, is_active=True).order_by("name")
        categories = Category.objects.values_list("pk", "path")
        self.fields |= {
            "state": _ticks(_("State"), State.choices),
            "priority": _ticks(_("Priority"), [(n, f"P{n}") for n in range(1, 5)]),
            "tier": _ticks(_("Tier"), [(level, f"T{level}") for level in desk.levels]),
            "due": _ticks(_("Due"), DUE.items()),
            "owner": _one_of(
                _("Owner"),
                [("me", _("Me")), ("nobody", _("Nobody")), *owners.values_list("pk", "name")[:500]], any_,
            ),
            "team": _one_of(_("Team"), [(t.slug, f"T{t.tier.level} {t.name}") for t in desk.teams], any_),
            "category": _one_of(_("Category"), categories, any_),
            "tag": forms.CharField(label=_("Tag"), required=False, max_length=40),
            "channel": _one_of(
                _("Channel"), [(one, CHANNEL_NAMES.get(one, one)) for one in CHANNELS], any_
            ),
            "opened": _one_of(_("Opened"), OPENED.items(), _("At any time")),
            "sort": _one_of(_("Order"), [(o.name, o.label) for o in ORDERS.values()], _("As usual")),
            "split": _one_of(_("Groups"), [("tier", _("Split by tier"))], _("One list")),
            "show": _ticks(_("Show also"), COLUMNS.items()),
        }  # fmt: skip


class ViewForm(forms.Form):
    """A view's name, and for whom it is."""

    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=60)
    is_shared = forms.BooleanField(
        label=gettext_lazy("For everybody who works here"), required=False
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not person.can("decide"):
            del self.fields["is_shared"]

    def clean_name(self) -> str:
        """One line."""
        return one_line(self.cleaned_data["name"], most=60)


@staff
def filters(request: StaffRequest, key: str) -> HttpResponse:
    """What the list can be narrowed down by, and the name to keep it under."""
    found = find(key, request.user, teams_of(request.user), request.GET)
    asked = QueryDict(found.picked.address())
    start = {name: asked.getlist(name) for name in asked}
    single = {name: values[0] for name, values in start.items()}
    form = dress(
        FilterForm(initial=single | {n: start.get(n, []) for n in TICKED}, auto_id="pick-%s")
    )
    context = {
        "filter_form": form, "queue": about(found), "kept_as": kept_as(found),
        "form": dress(ViewForm(person=request.user, auto_id="view-%s")),
        "is_own": found.view is not None and found.view.person_id == request.user.pk,
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "workspace/_filters.html", context)
    return render(request, "workspace/filters.html", frame(request) | context)


TICKED = ("state", "priority", "tier", "due", "show")


@require_POST
@staff
def keep(request: StaffRequest) -> HttpResponse:
    """Keep what an address asks for under a name."""
    form = ViewForm(request.POST, person=request.user)
    asked = _clean(request.POST.get("asked", ""))
    if not form.is_valid():
        messages.error(request, _("A view needs a name of at most 60 letters."))
        return redirect(
            f"{reverse('workspace:queue', args=['all'])}?{Picked.read_text(asked).address()}"
        )
    if request.user.saved_views.count() >= MOST_OWN:
        messages.error(request, _("You have 20 views already. Delete one first."))
        return redirect("workspace:queue", key="all")
    facts = {"asked": asked, "is_shared": bool(form.cleaned_data.get("is_shared"))}
    view, __ = SavedView.objects.update_or_create(
        person=request.user, name=form.cleaned_data["name"], defaults=facts
    )
    messages.success(request, _("Kept as “%(name)s”.") % {"name": view.name})
    return redirect("workspace:queue", key=f"{VIEW}{view.pk}")


def _clean(text: str) -> str:
    """Only what a view knows of."""
    asked = QueryDict(text[:2000])
    base, picked = asked.get("queue", "all")[:100], Picked.read(asked).address()
    return QueryDict(f"queue={base}&{picked}".rstrip("&")).urlencode()[:2000]


@require_POST
@staff
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a view of one's own another name or other filters, or throw it away."""
    view = views_of(request.user).get(pk)
    if view is None or view.person_id != request.user.pk:
        raise Http404
    if "delete" in request.POST:
        view.delete()
        messages.success(request, _("The view “%(name)s” is gone.") % {"name": view.name})
        return redirect("workspace:queue", key="all")
    _change(request, view)
    return redirect("workspace:queue", key=f"{VIEW}{view.pk}")


def _change(request: StaffRequest, view: SavedView) -> None:
    name = one_line(request.POST.get("name", ""), most=60)
    view.name = name or view.name
    view.asked = _clean(request.POST.get("asked", view.asked))
    if request.user.can("decide"):
        view.is_shared = bool(request.POST.get("is_shared"))
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        messages.error(request, _("You have another view of that name."))
    else:
        messages.success(request, _("Kept."))
