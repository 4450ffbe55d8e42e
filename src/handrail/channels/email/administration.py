"""The administrators' pages of mailboxes, and the log of every mail."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.settings_log import keep, remove
from handrail.channels.email import jobs, providers, queries
from handrail.channels.email.mailboxes import Mailbox
from handrail.channels.email.models import RawMail
from handrail.channels.email.views import administrators, frame
from handrail.channels.email.wizard import PROVIDERS, MailboxForm, begun, tried
from handrail.people.models import Person

AT_ONCE = 200


def _by(request: HttpRequest) -> By:
    assert isinstance(request.user, Person)
    return By.person(request.user)


@require_GET
@administrators
def mailboxes(request: HttpRequest) -> HttpResponse:
    """Every mailbox that is read, and how each folder of it is doing."""
    context = {
        "rows": queries.with_health(), "providers": PROVIDERS, "hooks": queries.webhooks(),
        "hook_providers": providers.PROVIDERS,
    }  # fmt: skip
    return render(request, "email/mailboxes.html", frame(request) | context)


@administrators
def mailbox(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One mailbox: tried before it is kept, and kept all the same when one insists."""
    box = get_object_or_404(Mailbox, pk=pk) if pk else Mailbox()
    data = request.POST if request.method == "POST" else None
    form = MailboxForm(data, instance=box, initial=begun(request.GET.get("provider", "")))
    wrong: list[str] | None = None
    if data is not None and form.is_valid():
        wrong = tried(form.instance) if "anyway" not in data else []
        if "test" not in data and not wrong:
            keep(form.instance, by=_by(request))
            messages.success(request, _("Kept. It is read within ten seconds."))
            return redirect("email:mailboxes")
    context = frame(request) | {"form": form, "box": box if pk else None, "wrong": wrong}
    status = 422 if data is not None and (wrong or form.errors) else 200
    return render(request, "email/mailbox.html", context, status=status)


@require_POST
@administrators
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it no more. What came from it stays."""
    remove(get_object_or_404(Mailbox, pk=pk), by=_by(request))
    messages.success(request, _("Removed. What came from it stays."))
    return redirect("email:mailboxes")


@require_GET
@administrators
def log(request: HttpRequest) -> HttpResponse:
    """Every mail that came, newest first: what was decided, and why."""
    state, before = request.GET.get("state", ""), request.GET.get("before", "")
    chosen = state if state in RawMail.State.values else ""
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    rows, older = queries.logged(state=chosen, before=number)
    context: dict[str, Any] = {
        "rows": rows, "older": older, "state": chosen, "states": RawMail.State.choices,
    }  # fmt: skip
    return render(request, "email/log.html", frame(request) | context)


@require_POST
@administrators
def tries(request: HttpRequest) -> HttpResponse:
    """After a fault is mended: everything that has no place is tried again, so many at a time."""
    numbers = list(queries.aside().values_list("pk", flat=True)[:AT_ONCE])
    again = sum(jobs.replay(number, at=now()) for number in numbers)
    messages.success(request, _("Mails that are being tried again: %(n)s.") % {"n": again})
    return redirect("email:kept")
