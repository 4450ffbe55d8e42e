"""Decision trees among Django's applications."""

from django.apps import AppConfig


class TreesConfig(AppConfig):
    name = "handrail.knowledge.trees"
    label = "trees"
