"""Which brand a visitor is at: the one whose name they typed, else the first."""

from collections.abc import Mapping

from django.db.models import Q
from django.http import HttpRequest

from handrail.base.configuration import Remembered
from handrail.desk.models import Brand
from handrail.desk.shape import shape


def brand_of(request: HttpRequest) -> Brand | None:
    """The brand of this portal."""
    name = request.get_host().partition(":")[0].lower()
    return _by_host().get(name) or shape().brand


def of_this_brand(request: HttpRequest) -> Q:
    """The requests a portal shows: its brand's, and those of none. With one portal, all."""
    brand = brand_of(request)
    return Q(brand=brand) | Q(brand=None) if brand and _by_host() else Q()


@Remembered
def _by_host() -> Mapping[str, Brand]:
    """{host: its brand}; rows are shared, so nobody may change them."""
    return {brand.host: brand for brand in Brand.objects.exclude(host="")}
