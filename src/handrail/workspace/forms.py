"""The forms of the workspace: what a verb needs, asked in plain words."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateformat import format as dated
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext

from handrail.base.choosing import in_words
from handrail.base.languages import later
from handrail.desk.models import Category, CustomField, Team
from handrail.people.models import Person
from handrail.people.rules import GRANTS
from handrail.tickets.models import Link, Message, Ticket

Form = forms.Form
WORKERS = sorted(role for role, verbs in GRANTS.items() if "take" in verbs)
HELPERS = sorted(role for role, verbs in GRANTS.items() if "note" in verbs)
LONG = 20_000
GRADE = [(1, later("High")), (2, later("Medium")), (3, later("Low"))]
MOMENT = "%Y-%m-%dT%H:%M"


def dress(form: Form) -> Form:
    """Our look on every field, and our words."""
    for field in map(in_words, form.fields.values()):
        if isinstance(field.widget, forms.CheckboxSelectMultiple):
            continue
        is_tick = isinstance(field.widget, forms.CheckboxInput)
        field.widget.attrs.setdefault("class", "check" if is_tick else "input")
    return form


def text(label: str, hint: str = "", *, required: bool = True, rows: int = 3) -> forms.CharField:
    """A field for sentences."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=LONG, widget=area
    )


def moment(label: str, hint: str = "", *, required: bool = True) -> forms.DateTimeField:
    """A field for a day and a time, in the reader's own time zone."""
    clock = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, help_text=hint, required=required, widget=clock)


class NothingForm(forms.Form):
    """A verb that needs no more than being said."""

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class TicketNumber(forms.CharField):
    """The number of another ticket, with or without its mark."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, max_length=20, help_text=_("Its number, such as 4182."))

    def clean(self, value: Any) -> int:
        """The number, or what is wrong with it."""
        digits = super().clean(value).strip().lstrip("#")
        if not (digits.isascii() and digits.isdigit()) or int(digits) >= 2**63:
            raise forms.ValidationError(_("A ticket's number, please, such as 4182."))
        return int(digits)


class TeamChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A team, named with its tier."""

    def label_from_instance(self, obj: Team) -> str:
        """The tier first: that is what people choose by."""
        return f"T{obj.tier.level} {obj.name}"


class TeamsChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Some teams, each named with its tier."""

    def label_from_instance(self, obj: Team) -> str:
        """The tier first: that is what people choose by."""
        return f"T{obj.tier.level} {obj.name}"


def _teams(but: int) -> Any:
    return Team.objects.select_related("tier").exclude(pk=but)


class OwnerForm(forms.Form):
    """Whose ticket it is."""

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Person.objects.filter(
            memberships__team=ticket.team_id, is_active=True, role__in=WORKERS
        )
        self.fields["owner"] = forms.ModelChoiceField(
            members.order_by("name"),
            required=False,
            label=_("Owner, of %(name)s") % {"name": ticket.team.name},
            empty_label=_("Nobody: back into the queue"),
            initial=ticket.owner_id,
        )


class TeamForm(forms.Form):
    """Another team, without a story: for what simply arrived in the wrong place."""

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"] = TeamChoice(_teams(ticket.team_id), label=_("Team"))


class HelperForm(forms.Form):
    """Somebody to work alongside."""

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Person.objects.filter(is_active=True, role__in=HELPERS, memberships__isnull=False)
        staff = staff.exclude(pk=ticket.owner_id or 0).distinct().order_by("name")
        self.fields["helper"] = forms.ModelChoiceField(staff, label=_("Who shall help"))


class ReasonForm(NothingForm):
    """Why somebody should look."""

    reason = text(later("Why"), later("They read this first."))


class HandoffForm(forms.Form):
    """What the other team needs, so that nobody asks the customer again."""

    wanted = text(later("Wanted"), later("What shall they do?"), rows=2)
    tried = text(later("Tried"), later("From the log; add what it does not show."), rows=4)
    found = text(later("Found"), required=False, rows=3)
    needed = text(later("Needed"), later("What may still be missing."), required=False, rows=2)
    by_when = moment(later("By when"), required=False)

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _teams(ticket.team_id)
        above = choices.filter(tier__level__gt=ticket.tier.level).order_by(
            "tier__level", "-is_default"
        )
        to = TeamChoice(choices, label=_("To"), initial=above.values_list("pk", flat=True).first())
        self.fields = {"to": to, **self.fields}


class ConsultForm(forms.Form):
    """A question; the ticket stays."""

    question = text(later("Question"), later("They may read the whole ticket."))

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"to": TeamChoice(_teams(ticket.team_id), label=_("Team")), **self.fields}


class ReturnForm(NothingForm):
    """Why a handoff goes back."""

    missing = text(later("What is missing"), later("So that the sender can complete it."))


class DescentForm(forms.Form):
    """Back down, with what was learnt."""

    answer = text(later("Answer"), later("What the tier below tells the customer, or does."))
    lesson = text(later("Lesson"), later("What would let them solve it alone next time."))

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lower = _teams(ticket.team_id).filter(tier__level__lt=ticket.tier.level)
        lower = lower.order_by("-tier__level", "-is_default")
        to = TeamChoice(lower, label=_("To"), initial=lower.values_list("pk", flat=True).first())
        self.fields = {"to": to, **self.fields}


class SwarmForm(forms.Form):
    """Who shall come together, on what, and for how long."""

    purpose = text(later("What it shall find out"), later("They read this first."), rows=2)
    minutes = forms.IntegerField(label=_l("For how many minutes"), initial=60, min_value=5)

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Person.objects.filter(is_active=True, role__in=HELPERS, memberships__isnull=False)
        staff = staff.exclude(pk=ticket.owner_id or 0).distinct().order_by("name")
        self.fields["teams"] = TeamsChoice(
            _teams(ticket.team_id), label=_("Teams"), required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.fields["people"] = forms.ModelMultipleChoiceField(
            staff, label=_("People"), required=False, widget=forms.CheckboxSelectMultiple
        )  # fmt: skip
        self.order_fields(["purpose", "teams", "people", "minutes"])


class SwarmEndForm(NothingForm):
    """What came of it."""

    found = text(
        later("What was found"), later("It is kept as a note, and goes into the next handoff.")
    )


class MergeForm(NothingForm):
    """Where the conversation goes on."""

    into = TicketNumber(later("Into ticket"))


class LinkForm(NothingForm):
    """A tie to another ticket."""

    to = TicketNumber(later("Ticket"))
    kind = forms.ChoiceField(label=_l("How"), choices=Link.Kind.choices, initial=Link.Kind.RELATED)


class SplitForm(forms.Form):
    """A message that is another request."""

    subject = forms.CharField(label=_l("Subject of the new ticket"), max_length=250)

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heard = ticket.messages.filter(direction=Message.Direction.IN).order_by("-id")
        field = MessageChoice(heard, label=_("Message"), empty_label=None)
        self.fields = {"message": field, **self.fields}


class MessageChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the customer's messages, by how it begins."""

    def label_from_instance(self, obj: Message) -> str:
        """Its day and its first words."""
        said = " ".join(obj.text.split())[:60] or _("no text")
        return f"{dated(timezone.localtime(obj.at), pgettext('Django date format', 'd M H:i'))}: {said}"


class AboutForm(forms.Form):
    """The facts of a ticket, those of its category included."""

    subject = forms.CharField(label=_l("Subject"), max_length=250)
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_l("Category"), required=False, empty_label=_l("None")
    )
    impact = forms.TypedChoiceField(label=_l("Impact"), choices=GRADE, coerce=int)
    urgency = forms.TypedChoiceField(label=_l("Urgency"), choices=GRADE, coerce=int)
    tags = forms.CharField(
        label=_l("Tags"), required=False, max_length=900, help_text=_l("With commas between.")
    )

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        now = {name: getattr(ticket, name) for name in ("subject", "impact", "urgency")}
        now |= {"category": ticket.category_id, "tags": ", ".join(ticket.tags)}
        now |= {f"field:{key}": value for key, value in ticket.fields.items()}
        super().__init__(*args, **{"initial": now, **kwargs})
        for field in asked_in(ticket.category_id):
            self.fields[f"field:{field.key}"] = custom(field)


def asked_in(category_id: int | None, *, public: bool = False) -> list[CustomField]:
    """The custom fields of a category: its own, and those of every category."""
    fields = CustomField.objects.prefetch_related("categories")
    fields = fields.filter(is_public=True) if public else fields
    return [f for f in fields if _belongs({c.pk for c in f.categories.all()}, category_id)]


def _belongs(categories: set[int], category_id: int | None) -> bool:
    return not categories or category_id in categories


def custom(field: CustomField, *, required: bool = False) -> forms.Field:
    """A form field for a custom field."""
    return MAKERS[field.kind](field, required)


def _choice(field: CustomField, required: bool) -> forms.Field:
    choices = [("", _("Choose")), *((option, option) for option in field.options)]
    return forms.ChoiceField(label=field.label, required=required, choices=choices)


MAKERS: dict[str, Callable[[CustomField, bool], forms.Field]] = {
    "text": lambda f, r: forms.CharField(label=f.label, required=r, max_length=2000),
    "number": lambda f, r: forms.CharField(
        label=f.label, required=r, max_length=40, widget=forms.TextInput({"inputmode": "decimal"})
    ),
    "date": lambda f, r: forms.CharField(
        label=f.label, required=r, max_length=10, widget=forms.TextInput({"type": "date"})
    ),
    "choice": _choice,
    "yes_no": lambda f, r: forms.BooleanField(label=f.label, required=False),
}


class PreferencesForm(forms.Form):
    """How pages look in this browser."""

    theme = forms.ChoiceField(
        required=False,
        label=_l("Theme"),
        choices=[
            ("", later("As the system says")),
            ("light", later("Light")),
            ("dark", later("Dark")),
        ],
    )
    density = forms.ChoiceField(
        required=False,
        label=_l("Density"),
        choices=[("", later("Dense")), ("roomy", later("Roomy"))],
    )
    keys = forms.ChoiceField(
        required=False,
        label=_l("Single-letter keys"),
        choices=[("", later("On")), ("off", later("Off"))],
    )
