"""Notices among Django's applications."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "handrail.flow.notices"
    label = "notices"
