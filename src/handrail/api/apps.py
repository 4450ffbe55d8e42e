"""The door for programs among Django's applications."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "handrail.api"
    label = "api"
