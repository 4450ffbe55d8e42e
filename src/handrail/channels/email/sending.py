"""The way out: one message, written by the rules of mail, handed to the mail server."""

from handrail.channels.email import writing
from handrail.channels.email.transports import transport
from handrail.flow.ports import Outgoing


class MailSender:
    """Implements `flow.ports.Sender` for mail."""

    def send(self, outgoing: Outgoing) -> None:
        """Write it and hand it over. Raises TemporaryFailure or PermanentFailure."""
        recipients = writing.recipients(outgoing)
        transport().hand_over(writing.message(outgoing), recipients)
