"""What agents use with one press: macros and canned answers."""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handrail.automation.models.checks import Acting, text_fault
from handrail.base.text import clean, fold_case, one_line
from handrail.desk.models import Membership, Team
from handrail.people.models import Person

M = TypeVar("M", bound=models.Model)


def offered(rows: "models.QuerySet[M]", person: Person) -> "models.QuerySet[M]":
    """Of these settings, what is switched on and for everyone or for one of this person's teams."""
    mine = Membership.objects.filter(person=person).values("team")
    return rows.filter(Q(team=None) | Q(team__in=mine), is_active=True)


class Macro(Acting):
    """Several things that an agent does at once, under the agent's own rights."""

    IS_AUTOMATIC = False
    is_active = models.BooleanField(default=True)
    text = models.TextField(blank=True, help_text=_("Sent to the customer first, if not empty."))
    team = models.ForeignKey(
        Team, models.CASCADE, null=True, blank=True, related_name="+",
        help_text=_("Whose it is; empty for everyone."),
    )  # fmt: skip

    def clean(self) -> None:
        """A text that can be filled in, or something to do."""
        super().clean()
        if self.text.strip() and (fault := text_fault(self.text)):
            raise ValidationError(fault)

    def needs_actions(self) -> bool:
        """A text alone is something to do."""
        return not self.text.strip()


class CannedAnswer(models.Model):
    """A text that is ready to be put into a reply."""

    name = models.CharField(max_length=120, unique=True)
    position = models.PositiveIntegerField(default=100, help_text=_("Lower comes first."))
    is_active = models.BooleanField(default=True)
    shortcut = models.SlugField(
        max_length=40, blank=True, help_text=_("A short word to find it by.")
    )
    text = models.TextField()
    language = models.CharField(max_length=12, blank=True)
    team = models.ForeignKey(
        Team, models.CASCADE, null=True, blank=True, related_name="+",
        help_text=_("Whose it is; empty for everyone."),
    )  # fmt: skip

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["shortcut"], name="canned_shortcut_once", condition=~Q(shortcut="")
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A text with known placeholders only."""
        super().clean()
        self.name, self.text = one_line(self.name, most=120), clean(self.text)
        self.shortcut = fold_case(self.shortcut)
        if fault := text_fault(self.text):
            raise ValidationError(fault)
