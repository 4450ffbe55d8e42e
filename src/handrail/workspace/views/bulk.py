"""One act on the tickets that are ticked in a list, and its undoing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from handrail.base.by import By
from handrail.desk.models import Category, Team
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.actions.bulk import MOST, Outcome
from handrail.tickets.models import BulkChange, Ticket
from handrail.workspace.forms import GRADE, WORKERS, TeamChoice, dress, moment
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.views.frame import frame
from handrail.workspace.views.serving import back_to

# The verb each quick button needs; what the form asks needs its own.
NEEDS = {"take": "take", "solve": "solve", "spam": "spam", "change": "change"}
REASONS = 3


class BulkForm(forms.Form):
    """What is to become of all of them; what is left empty stays as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stays, people = _("As it is"), Person.objects.filter(role__in=WORKERS, is_active=True)
        owners = [("nobody", _("Nobody: back to the queue")), *people.values_list("pk", "name")]
        grades = [("", stays), *GRADE]
        self.fields |= {
            "owner": forms.ChoiceField(label=_("Owner"), choices=[("", stays), *owners], required=False),
            "team": TeamChoice(
                Team.objects.select_related("tier").order_by("tier__level", "name"),
                label=_("Team"), required=False, empty_label=stays,
            ),
            "category": forms.ModelChoiceField(
                Category.objects.all(), label=_("Category"), required=False, empty_label=stays
            ),
            "impact": forms.ChoiceField(label=_("Impact"), choices=grades, required=False),
            "urgency": forms.ChoiceField(label=_("Urgency"), choices=grades, required=False),
            "add_tags": forms.CharField(
                label=_("Add tags"), required=False, max_length=400, help_text=_("Commas between them.")
            ),
            "drop_tags": forms.CharField(label=_("Take tags away"), required=False, max_length=400),
            "until": moment(_("Snooze until"), required=False),
            "then": forms.ChoiceField(
                label=_("And then"), required=False,
                choices=[("", _("Leave them open")), ("solve", _("Solve, without a word to the customers")),
                         ("spam", _("Mark as spam"))],
            ),
        }  # fmt: skip

    def wanted(self) -> actions.Wanted:
        """As the verbs take it."""
        said = self.cleaned_data
        owner = said["owner"]
        person = Person.objects.filter(pk=owner).first() if owner.isdigit() else None
        return actions.Wanted(
            team=said["team"], owner=actions.NOBODY if owner == "nobody" else person,
            category=said["category"], impact=_grade(said["impact"]), urgency=_grade(said["urgency"]),
            add_tags=_tags(said["add_tags"]), drop_tags=_tags(said["drop_tags"]), until=said["until"],
            then=said["then"],
        )  # fmt: skip


def _grade(text: str) -> int | None:
    return int(text) if text else None


def _tags(text: str) -> list[str]:
    return [tag.strip() for tag in text.split(",") if tag.strip()]


@require_POST
@staff
def act(request: StaffRequest) -> HttpResponse:
    """Do it to all that are ticked, and offer to undo it."""
    chosen, back = _chosen(request), back_to(request)
    what = request.POST.get("act", "")
    if not chosen:
        messages.info(request, _("Tick some tickets first."))
        return redirect(back)
    if what == "ask":
        return _ask(request, chosen, BulkForm(auto_id="bulk-%s"), back)
    if what not in NEEDS or not request.user.can(NEEDS[what]):
        raise Http404
    wanted = _wanted(request, what)
    if isinstance(wanted, BulkForm):
        return _ask(request, chosen, wanted, back, status=422)
    _do(request, chosen, wanted)
    return redirect(back)


def _wanted(request: StaffRequest, what: str) -> "actions.Wanted | BulkForm":
    if what == "take":
        return actions.Wanted(taker=request.user)
    if what in {"solve", "spam"}:
        return actions.Wanted(then=what)
    form = BulkForm(request.POST, auto_id="bulk-%s")
    if not form.is_valid():
        return form
    wanted = form.wanted()
    if not wanted:
        form.add_error(None, _("Nothing was asked for. Choose what is to change."))
        return form
    return wanted


def _do(request: StaffRequest, chosen: list[Ticket], wanted: "actions.Wanted") -> None:
    try:
        outcome = actions.change_many(
            chosen, wanted, words=request.POST.get("act", ""), by=By.person(request.user)
        )
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return
    _say(request, outcome)


def _say(request: StaffRequest, outcome: Outcome) -> None:
    """How many it did, with the undo; and why not the others."""
    done = len(outcome.changed)
    if done:
        words = ngettext("%(n)s ticket changed.", "%(n)s tickets changed.", done) % {"n": done}
        messages.success(
            request, words, extra_tags=f"undo-{outcome.kept.pk}" if outcome.kept else ""
        )
    for number, why in list(outcome.refused.items())[:REASONS]:
        messages.error(request, f"#{number}: {why}")
    if len(outcome.refused) > REASONS:
        left = len(outcome.refused) - REASONS
        messages.error(request, ngettext("And %(n)s more.", "And %(n)s more.", left) % {"n": left})


def _chosen(request: StaffRequest) -> list[Ticket]:
    """The ticked tickets, as far as this person may see them, in the order of their numbers."""
    numbers = {
        int(n) for n in request.POST.getlist("ticket")[: MOST + 1] if n.isdigit() and len(n) < 18
    }
    return list(Ticket.objects.visible_to(request.user).filter(pk__in=numbers).order_by("pk"))


def _ask(
    request: StaffRequest, chosen: list[Ticket], form: BulkForm, back: str, status: int = 200
) -> HttpResponse:
    context = frame(request) | {"form": dress(form), "chosen": chosen, "back": back}
    return render(request, "workspace/bulk.html", context, status=status)


@require_POST
@staff
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Put back what one did to many."""
    kept = BulkChange.objects.filter(pk=pk, person=request.user).first()
    if kept is None:
        messages.error(request, _("That is too long ago to be undone."))
        return redirect(back_to(request))
    try:
        outcome = actions.undo_many(kept, by=By.person(request.user))
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        _tell_undone(request, outcome)
    return redirect(back_to(request))


def _tell_undone(request: StaffRequest, outcome: Outcome) -> None:
    done = len(outcome.changed)
    if done:
        messages.success(
            request,
            ngettext("Undone on %(n)s ticket.", "Undone on %(n)s tickets.", done) % {"n": done},
        )
    for number, why in outcome.refused.items():
        messages.error(request, f"#{number}: {why}")
