"""The desk room among Django's applications."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "handrail.desk"
    label = "desk"
    verbose_name = _("Shape of support")
