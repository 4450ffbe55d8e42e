"""The routing room among Django's applications."""

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "handrail.routing"
    label = "routing"
