"""The ground's place among Django's applications."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "handrail.base"
    label = "base"
