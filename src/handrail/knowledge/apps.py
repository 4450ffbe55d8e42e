"""The knowledge room among Django's applications."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "handrail.knowledge"
    label = "knowledge"
