"""Who publishes to customers without a second look."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Licence(models.Model):
    """That somebody writes well enough to publish to everyone. A setting: kept and removed as one."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="article_licence"
    )
    note = models.CharField(max_length=200, blank=True, help_text=_("Why it was given."))

    class Meta:
        ordering = ["person__name"]

    def __str__(self) -> str:
        return str(_("licence of %(person)s") % {"person": self.person})
