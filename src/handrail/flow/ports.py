"""What the hall needs from the doors, so that it need not know them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec
from django.conf import settings
from django.utils.module_loading import import_string

from handrail.base.saying import Saying
from handrail.flow import kept
from handrail.tickets.files import File


class TemporaryFailure(Saying):
    """It may work later: try again."""


class PermanentFailure(Saying):
    """It will never work: tell the agent."""


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """One message to a customer, ready for a channel to send."""

    key: str
    message_id: str
    to: Sequence[tuple[str, str]]
    from_name: str
    from_address: str
    reply_token: str
    subject: str
    text: str
    html: str = ""
    cc: Sequence[tuple[str, str]] = ()
    in_reply_to: str = ""
    references: Sequence[str] = ()
    files: Sequence[File] = ()
    automatic: bool = False
    rating_link: str = ""
    # Where this one reader says that notices are not wanted; empty where that is not due.
    unsubscribe_link: str = ""
    # What the channel itself says in the message is said in this language.
    language: str = ""
    # The way out of this sender's own, as an address; empty for the desk's.
    server: str = ""


class Sender(Protocol):
    """A channel's way out."""

    def send(self, outgoing: Outgoing) -> Mapping[str, str]:
        """Send it; {address: why} of those who alone were refused.

        Raises TemporaryFailure or PermanentFailure, whose text a person can read, when nobody got it.
        """
        ...


def sender(channel: str) -> Sender:
    """The way out for a channel, as the settings name it. Raises PermanentFailure for none."""
    name = settings.HANDRAIL_SENDERS.get(channel)
    if name is None:
        raise PermanentFailure(kept.NO_WAY_OUT, channel=channel)
    made: Sender = import_string(name)()
    return made
