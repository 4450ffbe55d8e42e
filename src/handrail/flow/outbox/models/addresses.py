"""From where mail is sent: an address for a brand, a team, or a team's work for a brand."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.automation import placeholders
from handrail.base.sealed import CannotOpen, SealedField, opened
from handrail.base.text import one_line
from handrail.desk.models import Brand, Team

BY_A_PERSON, BY_THE_DESK = "{{agent.name}} ({{brand.name}})", "{{brand.name}}"
# Somebody who has pressed the wrong button knows within seconds; nobody's answer waits longer.
MOST_SECONDS = 120


class SendingAddress(models.Model):
    """Where a ticket's mail comes from. The one that names most of the ticket decides; a team
    weighs more than a brand. Without any it is the brand's own address."""

    brand = models.ForeignKey(
        Brand, models.CASCADE, null=True, blank=True, help_text=_("Empty: every brand.")
    )
    team = models.ForeignKey(
        Team, models.CASCADE, null=True, blank=True, help_text=_("Empty: every team.")
    )
    address = models.EmailField(help_text=_("What customers see as the sender, and answer to."))
    from_name = models.CharField(
        max_length=200, default=BY_A_PERSON,
        help_text=_("What stands before it on an answer, such as {{agent.first_name}} at Acme."),
    )  # fmt: skip
    notice_name = models.CharField(
        max_length=200, default=BY_THE_DESK,
        help_text=_("The same on mail that nobody wrote by hand."),
    )  # fmt: skip
    server = SealedField(
        blank=True, verbose_name=_("its own mail server"),
        help_text=_("Such as smtps://name:password@mail.example. Kept encrypted."),
    )  # fmt: skip
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["address", "id"]
        verbose_name_plural = _("sending addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "team"], name="one_sending_address_a_place", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        where = ", ".join(str(one) for one in (self.brand, self.team) if one)
        where = where or str(_("everything"))
        return f"{self.address} ({where})"

    def clean(self) -> None:
        """Names in one line with known placeholders; a server that can be one."""
        super().clean()
        faults: dict[str, str] = {}
        for name in ("from_name", "notice_name"):
            setattr(self, name, one_line(getattr(self, name), most=200))
            try:
                placeholders.check(getattr(self, name), automatic=name == "notice_name")
            except placeholders.BadPlaceholder as fault:
                faults[name] = str(fault)
        if "+" in self.address:
            faults["address"] = "Leave out the plus: the conversation's mark goes behind one."
        if wrong := _server_fault(self.server):
            faults["server"] = wrong
        if faults:
            raise ValidationError(faults)


def _server_fault(sealed: str) -> str:
    try:
        parts = urlsplit(opened(sealed))
        is_one = not sealed or (parts.scheme in {"smtp", "smtps"} and bool(parts.hostname))
        _ = parts.port
    except CannotOpen as fault:
        return str(fault)
    except ValueError:
        is_one = False
    return "" if is_one else "Write it as smtp://host:25, smtp://…?starttls or smtps://…"


class SendingRule(models.Model):
    """How the answers of a brand leave: at once, or after a moment in which they can be undone."""

    brand = models.ForeignKey(
        Brand, models.CASCADE, null=True, blank=True, help_text=_("Empty: every other brand.")
    )
    undo_seconds = models.PositiveSmallIntegerField(
        default=10, verbose_name=_("seconds to undo"),
        help_text=_("An answer written on the page waits so long and can be undone. 0: at once."),
    )  # fmt: skip

    class Meta:
        ordering = ["brand__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand"], name="one_sending_rule_a_brand", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(undo_seconds__lte=MOST_SECONDS), name="undo_within_two_minutes"
            ),
        ]

    def __str__(self) -> str:
        brand = self.brand or _("Every brand")
        return f"{brand}: {self.undo_seconds} s"

    def clean(self) -> None:
        """Nobody's answer waits for minutes."""
        super().clean()
        if self.undo_seconds is not None and self.undo_seconds > MOST_SECONDS:
            raise ValidationError(
                {"undo_seconds": _("At most %(most)s seconds.") % {"most": MOST_SECONDS}}
            )
