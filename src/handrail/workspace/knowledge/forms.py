"""What the pages of articles ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from handrail.base.languages import later
from handrail.desk.models import Brand, Category, Tier
from handrail.knowledge.models import Article, hand_of
from handrail.knowledge.models.article import State
from handrail.people.models import Person
from handrail.workspace.forms import moment, text
from handrail.workspace.words import audience_words

LONG = 200_000
PARTS = ("title", "summary", "issue", "environment", "cause", "resolution")
NAMES = {
    "title": _l("Title"), "summary": _l("Summary"), "issue": _l("Issue"),
    "environment": _l("Environment"), "cause": _l("Cause"), "resolution": _l("Resolution"),
}  # fmt: skip
HINTS = {
    "summary": later("One or two sentences, for lists and search."), "issue": later("In the customer's words."),
    "environment": later("Where it happens: product, version, device."), "cause": later("Why it happens."),
    "resolution": later("What to do, step by step. Markdown: # heading, - list, **bold**, [words](address)."),
}  # fmt: skip


def _part(name: str, rows: int) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=NAMES[name], required=False, max_length=LONG, widget=area, help_text=HINTS[name],
        strip=False,
    )  # fmt: skip


class WordsForm(forms.Form):
    """The words of one version."""

    title = forms.CharField(
        label=NAMES["title"], max_length=250, help_text=_l("The words somebody would ask with.")
    )
    summary = _part("summary", 2)
    issue = _part("issue", 4)
    environment = _part("environment", 2)
    cause = _part("cause", 4)
    resolution = _part("resolution", 12)
    language = forms.CharField(
        label=_l("Language"), max_length=12, help_text=_l("Its code, such as en or de.")
    )
    note = forms.CharField(
        max_length=250,
        required=False,
        label=_l("What you changed"),
        help_text=_l("For the history."),
    )
    since = forms.IntegerField(required=False, widget=forms.HiddenInput)


class FactsForm(forms.Form):
    """For whom, whose, and until when."""

    audience = forms.TypedChoiceField(coerce=int, label=_l("Who may read it"))
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_l("Category"), required=False, empty_label=_l("None")
    )
    brand = forms.ModelChoiceField(
        Brand.objects.all(), label=_l("Brand"), required=False, empty_label=_l("Every brand")
    )
    tier = forms.ModelChoiceField(Tier.objects.all(), label=_l("Tier that owns and reviews it"))
    tags = forms.CharField(
        label=_l("Tags"), required=False, max_length=400, help_text=_l("With commas between.")
    )
    review_at = moment(
        later("Look again on"), later("Empty: half a year after each look."), required=False
    )
    expires_at = moment(
        later("Ends on"), later("Empty: never. Then readers have it no more."), required=False
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = audiences(person)  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """Which articles of the list."""

    state = forms.ChoiceField(
        label=_l("State"), required=False, choices=[("", later("Any state")), *State.choices]
    )
    audience = forms.ChoiceField(required=False, label=_l("Who may read it"))
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_l("Category"), required=False,
        empty_label=_l("Any category"),
    )  # fmt: skip

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "only-%s", **kwargs})
        self.fields["audience"].choices = [  # type: ignore[attr-defined]
            ("", _("Any readers")),
            *((str(level), words) for level, words in audiences(person)),
        ]


class WordForm(forms.Form):
    """One sentence: what is missing, why it is retired, what is wrong."""

    words = text(later("In a sentence"), rows=2)


def audiences(person: Person) -> list[tuple[int, str]]:
    """Those up to somebody's own level."""
    tiers = Tier.objects.filter(level__lte=hand_of(person).level).order_by("level")
    levels = [0, *(tier.level for tier in tiers)]
    return [(level, audience_words(level)) for level in dict.fromkeys(levels)]


def facts_now(article: Article) -> dict[str, Any]:
    """The facts form as it opens."""
    names = ("audience", "category", "brand", "tier", "review_at", "expires_at")
    return {name: getattr(article, name) for name in names} | {"tags": ", ".join(article.tags)}
