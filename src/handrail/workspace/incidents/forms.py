"""What the pages of major incidents ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from handrail.base.languages import later
from handrail.desk.models import Team
from handrail.escalation.incidents import under_way
from handrail.escalation.models import Incident
from handrail.escalation.models.incidents import Stage
from handrail.people.models import Person
from handrail.tickets.models import Ticket
from handrail.workspace.forms import WORKERS, TeamChoice, text
from handrail.workspace.settings.rows import ConditionsField


def _managers() -> Any:
    return Person.objects.filter(is_active=True, role__in=WORKERS).order_by("name")


class DeclareForm(forms.Form):
    """A trouble, who deals with it, and the first word to everybody who has it."""

    title = forms.CharField(
        label=_l("Title"), max_length=120,
        help_text=_l("As customers would say it: No calls come through."),
    )  # fmt: skip
    words = forms.CharField(
        label=_l("Words of tickets that belong to it"), required=False, max_length=500,
        help_text=_l("With commas between. New tickets with one of them become part of it."),
    )  # fmt: skip
    notice = text(
        later("First word to customers"), later("Empty: they hear nothing yet."), required=False
    )
    every_minutes = forms.IntegerField(
        label=_l("They hear again within, in minutes"), initial=60, min_value=5, max_value=10_080
    )
    on_portal = forms.BooleanField(label=_l("Show it on the portal"), required=False, initial=True)
    holds = forms.BooleanField(
        label=_l("Its tickets wait while it lasts"), required=False, initial=True
    )

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.select_related("tier").order_by("-tier__level", "-is_default", "pk")
        self.fields["to"] = TeamChoice(
            teams, label=_("Goes straight to"), required=False, empty_label=_("Stays where it is"),
            initial=teams.values_list("pk", flat=True).first(),
        )  # fmt: skip
        self.fields["manager"] = forms.ModelChoiceField(
            _managers(), label=_("Who manages it"), empty_label=_("Choose somebody")
        )
        self.order_fields(["title", "to", "manager", "words", "notice"])


class AttachForm(forms.Form):
    """Which incident a ticket is part of."""

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [one.incident.pk for one in under_way()]
        self.fields["incident"] = forms.ModelChoiceField(
            Incident.objects.filter(pk__in=ids), label=_("Major incident"), initial=ids[:1] or None
        )


class SpeakForm(forms.Form):
    """A word to everybody who is part of it."""

    stage = forms.ChoiceField(label=_l("Stage"), choices=Stage.choices)
    text = text(later("What customers read"), rows=5)


class RunForm(forms.Form):
    """How an incident is run."""

    title = forms.CharField(label=_l("Title"), max_length=120)
    manager = forms.ModelChoiceField(Person.objects.none(), label=_l("Who manages it"))
    every_minutes = forms.IntegerField(
        label=_l("Customers hear within, in minutes"), min_value=5, max_value=10_080
    )
    on_portal = forms.BooleanField(label=_l("Show it on the portal"), required=False)
    holds = forms.BooleanField(label=_l("Its tickets wait while it lasts"), required=False)
    conditions = ConditionsField(
        label=_l("New tickets that become part of it"), required=False,
        help_text=_l("No rows: only people attach. Several values are separated by commas."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = _managers()  # type: ignore[attr-defined]
