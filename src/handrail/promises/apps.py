"""The promises room among Django's applications."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "handrail.promises"
    label = "promises"
