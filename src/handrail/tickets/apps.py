"""The heart among Django's applications."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "handrail.tickets"
    label = "tickets"
