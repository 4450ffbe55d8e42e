"""The pages of the settings: every kind, every row, every change."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.base import settings_log
from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.models import EventRecord
from handrail.desk.actions import place
from handrail.desk.models import Category
from handrail.flow.catalogue import CATALOGUE, Setting, setting
from handrail.flow.outbox.models import Frame
from handrail.workspace.guard import StaffRequest
from handrail.workspace.settings import forms, told
from handrail.workspace.settings.guarding import administrators
from handrail.workspace.settings.previews import preview
from handrail.workspace.settings.trials import can_be_tried, trial
from handrail.workspace.views.frame import frame


@administrators
def index(request: StaffRequest) -> HttpResponse:
    """Every kind of setting, by section."""
    sections: dict[str, list[Setting]] = {}
    for one in CATALOGUE:
        sections.setdefault(one.section, []).append(one)
    return render(request, "workspace/settings/index.html", frame(request) | {"sections": sections})


@administrators
def kind(request: StaffRequest, slug: str) -> HttpResponse:
    """All rows of one kind."""
    found = _kind(slug)
    rows = found.model._default_manager.select_related(*told.joined(found))[:1000]
    context = {
        "kind": found,
        "columns": told.headings(found),
        "rows": [told.line(found, row) for row in rows],
    }
    return render(request, "workspace/settings/kind.html", frame(request) | context)


@administrators
def edit(request: StaffRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """One row: make it or change it. What was refused stays typed."""
    found = _kind(slug)
    row = get_object_or_404(found.model, pk=pk) if pk else found.model()
    data = request.POST if request.method == "POST" else None
    form, parts = forms.form_of(found, row, data), forms.parts_of(found, row, data)
    is_good = data is not None and form.is_valid() and forms.are_good(parts)
    tried = data.get("try", "") if data is not None else ""
    is_trial = bool(tried) and (can_be_tried(found.model) or found.model is Frame)
    if is_good and not is_trial:
        try:
            _keep(form, parts, By.person(request.user))
        except ValidationError as fault:
            form.add_error(None, fault)
        else:
            messages.success(
                request,
                _("%(kind)s “%(name)s” is kept.")
                % {"kind": capfirst(str(found.one)), "name": form.instance},
            )
            if found.is_published:
                return redirect("settings:edit", slug=slug, pk=form.instance.pk)
            return redirect("settings:kind", slug=slug)
    context = {"kind": found, "form": form, "parts_of_it": parts, "row": row if pk else None,
               "name": told.name_before(found, row), "can_be_tried": can_be_tried(found.model),
               "can_be_previewed": found.model is Frame,
               **_tried(request, form, is_good and is_trial)}  # fmt: skip
    status = 200 if data is None or (is_good and is_trial) else 422
    return render(request, "workspace/settings/edit.html", frame(request) | context, status=status)


def _tried(request: StaffRequest, form: Any, is_asked: bool) -> dict[str, Any]:
    """What the row would do, if that was asked."""
    if not is_asked:
        return {}
    if isinstance(form.instance, Frame):
        wanted = request.POST.get("preview_ticket", "")
        return {"preview": preview(form.instance, request.user, wanted=wanted), "wanted": wanted}
    return {"trial": trial(form.instance, request.user, at=now())}


@transaction.atomic
def _keep(form: Any, parts: Any, by: By) -> None:
    row: Model = form.instance
    if isinstance(row, Category):
        row.path = f"{row.parent.path} / {row.name}" if row.parent else row.name
    lists = {f.name: [one.pk for one in form.cleaned_data[f.name]]
             for f in row._meta.many_to_many if f.name in form.cleaned_data}  # fmt: skip
    settings_log.keep(row, by=by, many=lists)
    for part, formset in parts:
        formset.save(commit=False)
        for gone in formset.deleted_objects:
            settings_log.remove(gone, by=by)
        for one in [*formset.new_objects, *(changed for changed, __ in formset.changed_objects)]:
            setattr(one, part.parent, row)
            settings_log.keep(one, by=by)
    if isinstance(row, Category):
        _place(row)


def _place(row: Category) -> None:
    try:
        place(row)
    except ValueError as fault:
        raise ValidationError(str(fault)) from fault


@require_POST
@administrators
def remove(request: StaffRequest, slug: str, pk: int) -> HttpResponse:
    """Take a row away; the history can bring it back."""
    found = _kind(slug)
    row = get_object_or_404(found.model, pk=pk)
    name = str(row)
    try:
        settings_log.remove(row, by=By.person(request.user))
    except ProtectedError:
        messages.error(
            request,
            _("“%(name)s” is still in use. Let nothing refer to it, then remove it.")
            % {"name": name},
        )
        return redirect("settings:edit", slug=slug, pk=pk)
    messages.success(
        request, _("“%(name)s” is removed. The history can bring it back.") % {"name": name}
    )
    return redirect("settings:kind", slug=slug)


@require_POST
@administrators
def switch(request: StaffRequest, slug: str, pk: int) -> HttpResponse:
    """Switch a rule on or off."""
    found = _kind(slug)
    row: Any = get_object_or_404(found.model, pk=pk)
    if not found.has_switch:
        raise Http404
    row.is_active = not row.is_active
    _say(request, lambda: settings_log.keep(row, by=By.person(request.user)),
         (_("“%(row)s” is on.") if row.is_active else _("“%(row)s” is off.")) % {"row": row})  # fmt: skip
    return redirect("settings:kind", slug=slug)


@require_POST
@administrators
def move(request: StaffRequest, slug: str, pk: int, way: str) -> HttpResponse:
    """Put a rule one place up or down."""
    found = _kind(slug)
    if not found.has_order:
        raise Http404
    get_object_or_404(found.model, pk=pk)
    with transaction.atomic():
        rows: list[Any] = list(found.model._default_manager.order_by("position", "pk"))
        at = next(n for n, row in enumerate(rows) if row.pk == pk)
        other = at - 1 if way == "up" else at + 1
        if 0 <= other < len(rows):
            rows[at], rows[other] = rows[other], rows[at]
        for number, row in enumerate(rows, start=1):
            row.position = number * 10
            settings_log.keep(row, by=By.person(request.user))
    return redirect("settings:kind", slug=slug)


@administrators
def history(request: StaffRequest, slug: str = "", pk: int | None = None) -> HttpResponse:
    """Who changed what: of the whole desk, of one kind, or of one row."""
    found = _kind(slug) if slug else None
    lines = settings_log.history(found.model if found else None, pk=pk)
    context = {"kind": found, "changes": told.changes(lines)}
    return render(request, "workspace/settings/history.html", frame(request) | context)


@require_POST
@administrators
def undo(request: StaffRequest, line: int) -> HttpResponse:
    """Take one change back."""
    change = get_object_or_404(EventRecord, pk=line, kind=settings_log.SettingChanged.kind)
    _say(
        request,
        lambda: settings_log.undo(change, by=By.person(request.user)),
        _("It is as it was before."),
    )
    return redirect("settings:history")


def _say(request: StaffRequest, act: Callable[[], object], done: str) -> None:
    try:
        act()
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    except settings_log.CannotUndo as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, done)


def _kind(slug: str) -> Setting:
    found = setting(slug)
    if found is None:
        raise Http404
    return found
