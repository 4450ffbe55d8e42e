"""The door for agents, leads and administrators."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """The workspace as an app."""

    name = "handrail.workspace"
    label = "workspace"
