"""The automation room among Django's applications."""

from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "handrail.automation"
    label = "automation"
