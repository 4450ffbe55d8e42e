"""The outbox among Django's applications."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "handrail.flow.outbox"
    label = "outbox"
