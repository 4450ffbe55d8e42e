"""The admin as an app, so that `admin.site` is ours from the start."""

from django.contrib.admin.apps import AdminConfig


class Admin(AdminConfig):
    """Django's admin with our site."""

    default_site = "handrail.config.administration.Administration"
