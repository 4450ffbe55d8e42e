"""The hall among Django's applications; it hangs up the table of reactions."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from handrail.base import store


class FlowConfig(AppConfig):
    name = "handrail.flow"
    label = "flow"

    def ready(self) -> None:
        """Bind the reactions by name: their rooms have models only from now on."""
        store.bind(import_string("handrail.flow.reactions.REACTIONS"))
