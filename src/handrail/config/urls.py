"""Every address of the product."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from handrail.api.urls import urlpatterns as api
from handrail.channels.email import hooked
from handrail.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api),
    re_path(r"^hooks/mail/([\w-]{20,40})/(inbound|events)$", hooked.hook, name="mail_hook"),
    path("work/mail/", include("handrail.channels.email.urls")),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", admin.site.urls),
    path("work/settings/", include("handrail.workspace.settings.urls")),
    path("work/", include("handrail.workspace.urls")),
    path("insight/", include("handrail.workspace.insight.urls")),
    path("", include("handrail.portal.urls")),
]
