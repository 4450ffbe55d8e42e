"""The escalation room among Django's applications."""

from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "handrail.escalation"
    label = "escalation"
