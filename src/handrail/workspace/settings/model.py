"""The learned model: its versions, how well each did, and which one answers."""

from contextlib import suppress

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from handrail.base.by import By
from handrail.routing import learner, training
from handrail.routing.models import TriageModel
from handrail.workspace.guard import StaffRequest
from handrail.workspace.settings.guarding import administrators
from handrail.workspace.views.frame import frame

LATEST = 50


@administrators
def versions(request: StaffRequest) -> HttpResponse:
    """Every version, newest first, and what there is to learn from."""
    context = {
        "versions": list(TriageModel.objects.order_by("-version")[:LATEST]),
        "can_learn": learner.is_there(), "is_enough": training.is_enough(),
        "fewest": training.FEWEST + training.FEWEST_HELD_BACK,
    }  # fmt: skip
    return render(request, "workspace/settings/model.html", frame(request) | context)


@require_POST
@administrators
def train(request: StaffRequest) -> HttpResponse:
    """A job trains a new version now, instead of tonight."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task("handrail.retrain", queueing_lock="retrain").defer()
    messages.success(
        request, _("A new version is being trained. It answers if it measures better.")
    )
    return redirect("settings:model")


@require_POST
@administrators
def choose(request: StaffRequest, version: int) -> HttpResponse:
    """Let this version answer."""
    try:
        training.choose(version, by=By.person(request.user))
        messages.success(
            request, _("Version %(version)s answers from now on.") % {"version": version}
        )
    except LookupError as fault:
        messages.error(request, str(fault))
    return redirect("settings:model")
