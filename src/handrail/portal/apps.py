"""The door for customers."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The portal as an app."""

    name = "handrail.portal"
    label = "portal"
