"""Ways in that a mail provider calls: its webhooks, as administrators set them, and how each is doing."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from handrail.base.sealed import SealedField
from handrail.channels.email import trouble
from handrail.channels.email.naming import refuse_own_ways
from handrail.channels.email.providers import PROVIDERS


def unguessable() -> str:
    """The part of a webhook's address that only the provider is told."""
    return secrets.token_urlsafe(24)


class Webhook(models.Model):
    """Mail and reports that a provider posts to an address of this desk, with proof that it is the one."""

    name = models.CharField(max_length=100, unique=True)
    provider = models.CharField(
        max_length=20, choices=[(key, one.name) for key, one in PROVIDERS.items()]
    )
    key = models.CharField(max_length=40, unique=True, default=unguessable, editable=False)
    secret = SealedField(
        blank=True,
        help_text=_("The provider's signing key, or else name:password it signs in with."),
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Whoever calls must prove who they are."""
        super().clean()
        refuse_own_ways(self.name)
        if not self.secret:
            raise ValidationError({"secret": _("Without a secret anybody could post mail here.")})


class WebhookHealth(models.Model):
    """What was last heard of a webhook. Beside the setting, which a call must not change."""

    webhook = models.OneToOneField(Webhook, models.CASCADE, related_name="health")
    called_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)
    fault_at = models.DateTimeField(null=True)

    @property
    def words(self) -> str:
        """What went wrong last, in the reader's language."""
        return trouble.recall(self.fault)

    def __str__(self) -> str:
        return f"health of {self.webhook_id}"


def note(webhook: Webhook, **facts: Any) -> None:
    """Write down what was heard."""
    WebhookHealth.objects.update_or_create(webhook=webhook, defaults=facts)
