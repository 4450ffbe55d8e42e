"""What the pages of articles ask."""

from typing import Any

from django import forms

from handrail.desk.models import Brand, Category, Tier
from handrail.knowledge.models import Article, hand_of
from handrail.knowledge.models.article import State
from handrail.people.models import Person
from handrail.workspace.forms import moment, text
from handrail.workspace.words import audience_words

LONG = 200_000
PARTS = ("title", "summary", "issue", "environment", "cause", "resolution")
HINTS = {
    "summary": "One or two sentences, for lists and search.", "issue": "In the customer's words.",
    "environment": "Where it happens: product, version, device.", "cause": "Why it happens.",
    "resolution": "What to do, step by step. Markdown: # heading, - list, **bold**, [words](address).",
}  # fmt: skip


def _part(name: str, rows: int) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        required=False, max_length=LONG, widget=area, help_text=HINTS[name], strip=False
    )


class WordsForm(forms.Form):
    """The words of one version."""

    title = forms.CharField(max_length=250, help_text="The words somebody would ask with.")
    summary = _part("summary", 2)
    issue = _part("issue", 4)
    environment = _part("environment", 2)
    cause = _part("cause", 4)
    resolution = _part("resolution", 12)
    language = forms.CharField(max_length=12, help_text="Its code, such as en or de.")
    note = forms.CharField(
        max_length=250, required=False, label="What you changed", help_text="For the history."
    )
    since = forms.IntegerField(required=False, widget=forms.HiddenInput)


class FactsForm(forms.Form):
    """For whom, whose, and until when."""

    audience = forms.TypedChoiceField(coerce=int, label="Who may read it")
    category = forms.ModelChoiceField(Category.objects.all(), required=False, empty_label="None")
    brand = forms.ModelChoiceField(Brand.objects.all(), required=False, empty_label="Every brand")
    tier = forms.ModelChoiceField(Tier.objects.all(), label="Tier that owns and reviews it")
    tags = forms.CharField(required=False, max_length=400, help_text="With commas between.")
    review_at = moment("Look again on", "Empty: half a year after each look.", required=False)
    expires_at = moment("Ends on", "Empty: never. Then readers have it no more.", required=False)

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = audiences(person)  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """Which articles of the list."""

    state = forms.ChoiceField(required=False, choices=[("", "Any state"), *State.choices])
    audience = forms.ChoiceField(required=False, label="Who may read it")
    category = forms.ModelChoiceField(
        Category.objects.all(), required=False, empty_label="Any category"
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "only-%s", **kwargs})
        self.fields["audience"].choices = [  # type: ignore[attr-defined]
            ("", "Any readers"),
            *((str(level), words) for level, words in audiences(person)),
        ]


class WordForm(forms.Form):
    """One sentence: what is missing, why it is retired, what is wrong."""

    words = text("In a sentence", rows=2)


def audiences(person: Person) -> list[tuple[int, str]]:
    """Those up to somebody's own level."""
    tiers = Tier.objects.filter(level__lte=hand_of(person).level).order_by("level")
    levels = [0, *(tier.level for tier in tiers)]
    return [(level, audience_words(level)) for level in dict.fromkeys(levels)]


def facts_now(article: Article) -> dict[str, Any]:
    """The facts form as it opens."""
    names = ("audience", "category", "brand", "tier", "review_at", "expires_at")
    return {name: getattr(article, name) for name in names} | {"tags": ", ".join(article.tags)}
