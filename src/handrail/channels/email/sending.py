"""The way out: one message, written by the rules of mail, signed, handed to the mail server."""

from collections.abc import Mapping

from handrail.channels.email import writing
from handrail.channels.email.signing import signed
from handrail.channels.email.transports import transport
from handrail.flow.ports import Outgoing


class MailSender:
    """Implements `flow.ports.Sender` for mail."""

    def send(self, outgoing: Outgoing) -> Mapping[str, str]:
        """Write it and hand it over. Raises TemporaryFailure or PermanentFailure."""
        letter = writing.letter(outgoing)
        raw = signed(letter.raw, sender=letter.sender)
        return transport(outgoing.server).hand_over(letter.but(raw))
