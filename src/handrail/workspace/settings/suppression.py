"""The page of addresses that get no mail: why, since when, and how to let them have it again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from handrail.base.by import By
from handrail.base.text import fold_case
from handrail.flow.outbox import suppressing
from handrail.flow.outbox.models import Suppressed
from handrail.workspace.guard import StaffRequest
from handrail.workspace.settings.guarding import administrators
from handrail.workspace.views.frame import frame

PAGE = 100


class SuppressForm(forms.Form):
    """An address that shall get no more mail."""

    address = forms.CharField(label=_l("Address"), max_length=320)
    note = forms.CharField(
        label=_l("Why"),
        max_length=300,
        required=False,
        help_text=_l("Agents read it when they write."),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"


@administrators
def suppressed(request: StaffRequest) -> HttpResponse:
    """The list, newest first, and a form to add to it."""
    form = SuppressForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _add(form, request):
        return redirect("settings:suppressed")
    words = fold_case(request.GET.get("q", ""))[:320]
    rows = Suppressed.objects.filter(address__contains=words) if words else Suppressed.objects.all()
    context = {"form": form, "q": words, "rows": rows[:PAGE], "count": rows.count(), "page": PAGE}
    status = 422 if form.errors else 200
    return render(
        request, "workspace/settings/suppressed.html", frame(request) | context, status=status
    )


def _add(form: SuppressForm, request: StaffRequest) -> bool:
    facts = form.cleaned_data
    try:
        suppressing.suppress(
            facts["address"], note=facts["note"], reason=suppressing.Reason.HAND,
            by=By.person(request.user),
        )  # fmt: skip
    except ValidationError as fault:
        form.add_error("address", " ".join(fault.messages))
        return False
    messages.success(request, _("%(address)s gets no more mail.") % {"address": facts["address"]})
    return True


@require_POST
@administrators
def allow(request: StaffRequest, pk: int) -> HttpResponse:
    """Let an address have mail again."""
    row = get_object_or_404(Suppressed, pk=pk)
    suppressing.release(row, by=By.person(request.user))
    messages.success(request, _("%(address)s gets mail again.") % {"address": row.address})
    return redirect("settings:suppressed")
