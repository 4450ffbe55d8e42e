"""The product's addresses, and one view that does a single look-up by primary key."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from handrail.config.urls import urlpatterns as product
from handrail.desk.models import Tier


def trivial(request: HttpRequest) -> HttpResponse:
    """One query, a few bytes."""
    return HttpResponse(Tier.objects.get(pk=1).name)


urlpatterns = [path("bench/trivial", trivial), *product]
