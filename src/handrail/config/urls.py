"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path

from handrail.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("accounts/", include("allauth.urls")),
    path("work/", include("handrail.workspace.urls")),
    path("insight/", include("handrail.workspace.insight.urls")),
    path("", include("handrail.portal.urls")),
]
