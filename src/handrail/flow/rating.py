"""The link by which a customer rates an answer without signing in."""

from django.conf import settings
from django.core import signing

from handrail.tickets.models import Ticket

SALT = "handrail.rating"
# In seconds; later than that nobody remembers how it was.
GOOD_FOR = 60 * 24 * 3600


def link_for(ticket: Ticket) -> str:
    """The address of the page on which this ticket is rated. It opens nothing else, and ends."""
    token = signing.dumps([ticket.pk, ticket.requester_id], salt=SALT)
    return f"{settings.HANDRAIL_URL.rstrip('/')}/ratings/{token}"


def ticket_of(token: str) -> Ticket | None:
    """The ticket a link was made for; None for one that was changed, is too old, or names another's."""
    try:
        number, requester = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    live = Ticket.objects.select_related("requester").exclude(turn="spam")
    return live.filter(pk=number, requester=requester, requester__is_active=True).first()
