"""The mail channel among Django's applications."""

from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "handrail.channels.email"
    label = "email"
