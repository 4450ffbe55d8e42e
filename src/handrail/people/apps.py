"""The people room among Django's applications."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "handrail.people"
    label = "people"
