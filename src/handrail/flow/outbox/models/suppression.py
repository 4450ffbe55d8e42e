"""Addresses that get no mail, and why."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.base.text import fold_case, one_line


class Suppressed(models.Model):
    """One address that gets no mail: for nothing at all, or only for what machines write."""

    class Reason(models.TextChoices):
        BOUNCE = "bounce", _("Mail came back for good")
        COMPLAINT = "complaint", _("Its owner called our mail unwanted")
        HAND = "hand", _("Entered by hand")
        UNSUBSCRIBED = "unsubscribed", _("Wants no notices")

    address = models.CharField(max_length=320)
    reason = models.CharField(max_length=12, choices=Reason, default=Reason.HAND)
    note = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()

    class Meta:
        ordering = ["-since", "-id"]
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints = [
            models.UniqueConstraint(fields=["address", "reason"], name="suppressed_once_a_reason")
        ]

    def __str__(self) -> str:
        return self.address

    def clean(self) -> None:
        """An address, in the one way it is compared."""
        super().clean()
        self.address, self.note = fold_case(self.address.strip()), one_line(self.note, most=300)
        domain = self.address.rpartition("@")[2]
        try:
            # What stands before the @ may be in any script; Django's check knows ASCII only.
            validate_email(f"x@{domain}" if "@" in self.address else "")
        except ValidationError as fault:
            raise ValidationError({"address": _("This is no mail address.")}) from fault

    @property
    def is_for_notices_only(self) -> bool:
        """Whether answers by people still go there."""
        return self.reason == self.Reason.UNSUBSCRIBED
