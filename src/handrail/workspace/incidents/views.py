"""Major incidents: which there are, one of them, and everything its manager does."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from handrail.base.by import By
from handrail.base.clock import now
from handrail.escalation import actions as escalation
from handrail.escalation.models import Affected, Incident
from handrail.escalation.models.incidents import Stage
from handrail.people.models import Person
from handrail.tickets.models import Ticket
from handrail.workspace.forms import dress
from handrail.workspace.guard import StaffRequest, staff, ticket_for
from handrail.workspace.incidents.drafts import draft
from handrail.workspace.incidents.forms import RunForm, SpeakForm
from handrail.workspace.incidents.reading import candidates, parts_of, updates_of
from handrail.workspace.views.doing import REFUSALS
from handrail.workspace.views.frame import STAGES, frame
from handrail.workspace.words import Due, next_word

RUN = ("title", "manager", "every_minutes", "on_portal", "holds", "conditions")
LATEST = 50


@staff
def index(request: StaffRequest) -> HttpResponse:
    """Those under way, then the latest that are over."""
    rows = Incident.objects.select_related("manager", "ticket")
    context = {
        "open": [(row, _due(row)) for row in rows.filter(resolved_at=None).order_by("id")],
        "over": list(rows.exclude(resolved_at=None).order_by("-id")[:LATEST]), "stages": STAGES,
        "can_declare": request.user.can("declare"),
    }  # fmt: skip
    return render(request, "workspace/incidents/index.html", frame(request) | context)


def _due(incident: Incident) -> Due:
    return next_word(incident.next_update_at, now=now())


@staff
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """One incident."""
    return _page(request, _found(pk))


def _found(pk: int) -> Incident:
    found = Incident.objects.select_related("manager", "ticket").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _runs(incident: Incident, person: Person) -> bool:
    return not incident.is_over and (
        person.pk == incident.manager_id or bool(person.can("declare"))
    )


def _page(
    request: StaffRequest, incident: Incident, form: SpeakForm | None = None, status: int = 200
) -> HttpResponse:
    behind = request.GET.get("after", "")
    rows, further = parts_of(
        incident,
        request.user,
        int(behind) if behind.isascii() and behind.isdigit() and len(behind) < 18 else 0,
    )
    stage = request.GET.get("stage", "")
    stage = stage if stage in Stage.values else _next_stage(incident)
    words = draft(stage, title=incident.title, at=now(), minutes=incident.every_minutes)
    parent = Ticket.objects.visible_to(request.user).filter(pk=incident.ticket_id).first()
    context = {
        "incident": incident, "stages": STAGES, "due": _due(incident), "parent": parent,
        "runs": _runs(incident, request.user), "said": updates_of(incident),
        "part_rows": rows, "further": further,
        "count": Affected.objects.filter(incident=incident).count(),
        "fitting": candidates(incident, request.user, at=now()),
        "can_attach": request.user.can("attach") and not incident.is_over,
        "form": dress(form or SpeakForm(initial={"stage": stage, "text": words})),
    }  # fmt: skip
    return render(request, "workspace/incidents/show.html", frame(request) | context, status=status)


def _next_stage(incident: Incident) -> str:
    """Before the first word the stage it is in, else the next one."""
    if not incident.updates.exists():
        return str(incident.stage)
    values = list(Stage.values)
    return str(values[min(values.index(incident.stage) + 1, len(values) - 1)])


@staff
def speak(request: StaffRequest, pk: int) -> HttpResponse:
    """A word to everybody who is part of it."""
    incident = _found(pk)
    if request.method != "POST":
        return redirect("workspace:incident", pk)
    form = SpeakForm(request.POST)
    if form.is_valid():
        try:
            escalation.speak(incident, by=By.person(request.user), **form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Said. Everybody who is part of it hears it now."))
            return redirect("workspace:incident", pk)
    return _page(request, incident, form, status=422)


@require_POST
@staff
def attach(request: StaffRequest, pk: int) -> HttpResponse:
    """Make the chosen tickets part of it; each that cannot be is named."""
    incident, done = _found(pk), 0
    chosen = [int(n) for n in request.POST.getlist("ticket")[:200] if n.isascii() and n.isdigit()]
    for ticket in Ticket.objects.visible_to(request.user).filter(pk__in=chosen).order_by("pk"):
        try:
            escalation.attach(ticket, to=incident, by=By.person(request.user))
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        else:
            done += 1
    if done:
        messages.success(
            request,
            ngettext("%(n)s more is part of it.", "%(n)s more are part of it.", done) % {"n": done},
        )
    elif not chosen:
        messages.error(request, _("Choose at least one ticket."))
    return redirect("workspace:incident", pk)


@require_POST
@staff
def detach(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Take a ticket out of it again."""
    incident, ticket = _found(pk), ticket_for(request.user, number)
    try:
        escalation.detach(ticket, of=incident, by=By.person(request.user))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("#%(number)s is a request of its own again.") % {"number": number}
        )
    return redirect("workspace:incident", pk)


@staff
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """How it is run."""
    incident = _found(pk)
    if not _runs(incident, request.user):
        raise Http404
    now_so = {name: getattr(incident, name) for name in RUN}
    form = RunForm(request.POST if request.method == "POST" else None, initial=now_so)
    if request.method == "POST" and form.is_valid():
        try:
            escalation.change_incident(
                incident, facts=form.cleaned_data, by=By.person(request.user)
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Kept.")
            return redirect("workspace:incident", pk)
    context = frame(request) | {"incident": incident, "form": dress(form)}
    status = 422 if request.method == "POST" else 200
    return render(request, "workspace/incidents/settings.html", context, status=status)
