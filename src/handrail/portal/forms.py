"""What customers fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from handrail.desk.models import Category, CustomField
from handrail.people.models import Person
from handrail.tickets.models.ticket import Rating

MOST = 100_000


class ManyFiles(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, none included."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


def files() -> FilesField:
    """Attachments."""
    field = FilesField(label=_l("Files"), required=False, max_length=400)
    field.widget = ManyFiles(attrs={"multiple": True, "class": "input"})
    return field


def _words(label: Any, **how: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 6, "class": "input"})
    return forms.CharField(label=label, max_length=MOST, widget=area, **how)


class NewForm(forms.Form):
    """A new request."""

    name = forms.CharField(max_length=200, label=_l("Your name"))
    email = forms.EmailField(
        max_length=254, label=_l("Your email address"), help_text=_l("We answer to it.")
    )
    subject = forms.CharField(max_length=250, label=_l("In one line"))
    category = forms.ModelChoiceField(
        Category.objects.filter(is_public=True), required=False, label=_l("What is it about?"),
        empty_label=_l("I am not sure"),
    )  # fmt: skip
    text = _words(_l("What happens?"))
    uploads = files()
    asked = forms.CharField(required=False, widget=forms.HiddenInput, max_length=10_000)
    walk = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, person: Person | None, fields: list[CustomField], *args: Any, walked: bool = False,
        **kw: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kw)
        if walked:
            self.fields["text"].required = False
            self.fields["text"].label = _("Is there more to say?")
        if person is not None:
            del self.fields["name"], self.fields["email"]
        for field in fields:
            self.fields[f"field:{field.key}"] = custom(field)
        self.order_fields(
            [n for n in self.fields if n not in {"text", "uploads"}] + ["text", "uploads"]
        )
        for one in self.fields.values():
            is_check = isinstance(one.widget, forms.CheckboxInput)
            one.widget.attrs.setdefault("class", "check" if is_check else "input")
        for name, token in (("name", "name"), ("email", "email")):
            if name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = token


class RatingForm(forms.Form):
    """How the help was."""

    rating = forms.ChoiceField(label=_l("How did we do?"), choices=Rating.choices)
    comment = forms.CharField(
        label=_l("What should we know?"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
    )  # fmt: skip


class ReplyForm(forms.Form):
    """A further word."""

    text = _words(_l("Your message"))
    uploads = files()


def asked_in(category_id: int | None) -> list[CustomField]:
    """The questions a customer is asked about a category: its own, and those of every category."""
    asked = CustomField.objects.filter(is_public=True).prefetch_related("categories")
    return [f for f in asked if _belongs({c.pk for c in f.categories.all()}, category_id)]


def _belongs(categories: set[int], category_id: int | None) -> bool:
    return not categories or category_id in categories


def custom(field: CustomField) -> forms.Field:
    """A form field for a custom field; its kind is checked once more by the verb."""
    label, required = field.label, field.is_required
    if field.kind == CustomField.Kind.CHOICE:
        options = [("", _("Choose")), *((option, option) for option in field.options)]
        return forms.ChoiceField(label=label, required=required, choices=options)
    if field.kind == CustomField.Kind.YES_NO:
        return forms.BooleanField(label=label, required=False)
    hint = {"date": {"type": "date"}, "number": {"inputmode": "decimal"}}.get(field.kind, {})
    return forms.CharField(
        label=label, required=required, max_length=2000, widget=forms.TextInput(hint)
    )
