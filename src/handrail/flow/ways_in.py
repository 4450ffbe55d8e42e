"""By which of the desk's addresses something came, and so for which brand."""

from collections.abc import Mapping

from handrail.base.configuration import Remembered
from handrail.base.text import fold_case
from handrail.desk.models import Brand
from handrail.desk.shape import shape
from handrail.flow.incoming import Incoming
from handrail.flow.outbox.choosing import our_addresses


def brand_of(incoming: Incoming) -> Brand | None:
    """The brand that was written to, else the first."""
    return _brands().get(fold_case(incoming.brand_address)) or shape().brand


@Remembered
def _brands() -> Mapping[str, Brand]:
    """{address: the brand it belongs to}; rows are shared, so nobody may change them."""
    brands = {brand.pk: brand for brand in Brand.objects.order_by("-pk")}
    sent_from = {at: brands[pk] for at, pk in our_addresses().items() if pk in brands}
    return sent_from | {fold_case(one.address): one for one in brands.values() if one.address}
