"""Search among Django's applications."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "handrail.knowledge.search"
    label = "search"
