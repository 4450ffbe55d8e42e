"""A written mail in its envelope: the bytes that leave, and between whom."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a way out is given.

    `comes_back_to` is the sender with the conversation's mark, so that what comes back or answers
    by itself finds its ticket. `needs_utf8`: an address has letters that old mail servers can't take.
    """

    raw: bytes
    message_id: str
    sender: str
    comes_back_to: str
    recipients: list[str]
    needs_utf8: bool = False

    def but(self, raw: bytes) -> "Letter":
        """The same envelope around other bytes."""
        return replace(self, raw=raw)
