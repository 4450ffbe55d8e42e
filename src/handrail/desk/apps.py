"""The desk room among Django's applications."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "handrail.desk"
    label = "desk"
