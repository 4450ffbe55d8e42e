"""What every setting here has in common: conditions, actions, and a check in plain sentences."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.automation.deeds.checking import check_deeds, check_rows, check_text
from handrail.automation.deeds.kinds import BadDeed, read
from handrail.automation.placeholders import BadPlaceholder
from handrail.base.text import clean, one_line
from handrail.tickets import conditions


class Acting(models.Model):
    """A setting with conditions and actions, in an order."""

    name = models.CharField(max_length=120, unique=True)
    position = models.PositiveIntegerField(default=100, help_text=_("Lower comes first."))
    is_active = models.BooleanField(default=False)
    conditions = models.JSONField(default=dict, blank=True)
    actions = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    # Whether it acts without an agent.
    IS_AUTOMATIC = True

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse what cannot work, each with its reason."""
        super().clean()
        self.name = one_line(self.name, most=120)
        faults = {**conditions_fault(self.conditions), **self.actions_fault()}
        if faults:
            raise ValidationError(faults)

    def actions_fault(self) -> dict[str, str]:
        """What is wrong with the actions, if anything is."""
        try:
            deeds = read(self.actions)
            if not deeds and self.needs_actions():
                raise BadDeed("Say at least one thing to do.")
            check_deeds(deeds, automatic=self.IS_AUTOMATIC)
        except BadDeed as fault:
            return {"actions": str(fault)}
        return {}

    def needs_actions(self) -> bool:
        """Whether it would do nothing without actions."""
        return True


def conditions_fault(stored: Any) -> dict[str, str]:
    """What is wrong with conditions, if anything is."""
    try:
        check_rows(conditions.read(stored))
    except conditions.BadCondition as fault:
        return {"conditions": str(fault)}
    return {}


def text_fault(text: str, *, name: str = "text") -> dict[str, str]:
    """What is wrong with a text, if anything is."""
    try:
        check_text(clean(text))
    except (BadDeed, BadPlaceholder) as fault:
        return {name: str(fault)}
    return {}
