"""The door for agents, leads and administrators."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class WorkspaceConfig(AppConfig):
    """The workspace as an app."""

    name = "handrail.workspace"
    label = "workspace"

    def ready(self) -> None:
        """Name the fields of settings by name: their rooms have models only from now on."""
        import_string("handrail.workspace.settings.labels.name_all")()
