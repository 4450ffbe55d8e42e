"""Who says whether senders are proven: as an administrator chose, else as the environment says."""

from django.conf import settings

from handrail.base.configuration import Remembered
from handrail.flow.models import SenderCheck


def chosen() -> SenderCheck:
    """The desk's choice. The row is shared, so nobody may change it."""
    server = settings.HANDRAIL_MAIL_AUTHSERV_ID
    way = SenderCheck.Way.HEADER if server else SenderCheck.Way.NOBODY
    return _row() or SenderCheck(way=way, server=server)


@Remembered
def _row() -> SenderCheck | None:
    return SenderCheck.objects.filter(is_active=True).order_by("pk").first()
