"""What the outbox remembers."""

from handrail.flow.outbox.models.addresses import SendingAddress, SendingRule
from handrail.flow.outbox.models.frames import Frame
from handrail.flow.outbox.models.holding import Held
from handrail.flow.outbox.models.keys import SigningKey
from handrail.flow.outbox.models.mail_keys import MailKey, TrustedKey
from handrail.flow.outbox.models.suppression import Suppressed

__all__ = [
    "Frame", "Held", "MailKey", "SendingAddress", "SendingRule", "SigningKey", "Suppressed",
    "TrustedKey",
]  # fmt: skip
