"""Every address of the product."""

from django.urls import URLPattern, URLResolver, path

from handrail.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
]
