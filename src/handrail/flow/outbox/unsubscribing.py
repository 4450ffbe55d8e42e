"""The way out of notices: a signed link for one address (RFC 8058), good without signing in."""

from django.conf import settings
from django.core import signing

from handrail.base.by import By
from handrail.base.saying import Saying
from handrail.flow.outbox.suppressing import Reason, suppress

SALT = "handrail.outbox.unsubscribing"


class NoLink(Saying, ValueError):
    """A link that we did not make."""


def link_to_stop(address: str) -> str:
    """Where whoever reads mail at this address ends the desk's notices."""
    token = signing.dumps(address, salt=SALT, compress=True)
    return f"{settings.HANDRAIL_URL.rstrip('/')}/notices/{token}"


def address_of(token: str) -> str:
    """The address a link speaks for. Raises NoLink."""
    try:
        return str(signing.loads(token, salt=SALT))
    except signing.BadSignature as fault:
        raise NoLink("This link is not one of ours.") from fault


def stop(token: str, *, by: By) -> str:
    """Send no more notices to the address of a link; the address. Answers by people still go there."""
    address = address_of(token)
    suppress(address, reason=Reason.UNSUBSCRIBED, by=by, note="by the link in a mail")
    return address
