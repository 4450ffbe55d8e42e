"""For whom a tree is, and whose."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.desk.models import Brand, Category, Tier
from handrail.knowledge.models import hand_of
from handrail.knowledge.trees.actions import Place
from handrail.knowledge.trees.models import Tree
from handrail.people.models import Person
from handrail.workspace.words import audience_words


class PlaceForm(forms.Form):
    """Name, walkers, owner."""

    name = forms.CharField(
        label=_("Name"), max_length=120,
        help_text=_("What it helps with, such as: The hub is silent."),
    )  # fmt: skip
    audience = forms.TypedChoiceField(coerce=int, label=_("Who may walk it"))
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Category"), required=False, empty_label=_("Any"),
        help_text=_("Tickets of this category, and of those below, are offered it first."),
    )  # fmt: skip
    brand = forms.ModelChoiceField(
        Brand.objects.all(), label=_("Brand"), required=False, empty_label=_("Every brand")
    )
    tier = forms.ModelChoiceField(Tier.objects.all(), label=_("Tier that owns it"))
    language = forms.CharField(
        label=_("Language"), max_length=12, help_text=_("Its code, such as en or de.")
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level = hand_of(person).level
        tiers = Tier.objects.filter(level__lte=level).order_by("level")
        self.fields["audience"].choices = [  # type: ignore[attr-defined]
            (0, audience_words(0)), *((tier.level, audience_words(tier.level)) for tier in tiers),
        ]  # fmt: skip

    def place(self) -> Place:
        """What was chosen, as the room takes it."""
        chosen = self.cleaned_data
        numbers = {n: chosen[n].pk if chosen[n] else None for n in ("brand", "category")}
        return Place(
            tier=chosen["tier"].pk,
            audience=chosen["audience"],
            language=chosen["language"],
            **numbers,
        )


def place_now(tree: Tree) -> dict[str, Any]:
    """The form as it opens."""
    names = ("name", "audience", "category", "brand", "tier", "language")
    return {name: getattr(tree, name) for name in names}
