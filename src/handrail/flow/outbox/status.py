"""How far a message has come, in plain words."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from handrail.flow.models import Delivery

State = Delivery.State
WORDS = {
    State.QUEUED: "Waiting to be sent", State.SENT: "Sent", State.FAILED: "Not sent",
    State.BOUNCED: "Came back", State.SKIPPED: "Not sent, on purpose",
}  # fmt: skip
CAN_GO_AGAIN = frozenset({State.FAILED, State.BOUNCED, State.SKIPPED})


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What a page or a program says of a delivery."""

    state: str
    words: str
    is_trouble: bool
    can_go_again: bool


def status(delivery: Delivery, *, when: Callable[[datetime], str]) -> Status:
    """How far it has come; `when` tells a moment in the reader's words."""
    state = _state(delivery)
    words = _words(delivery, state, when)
    others = [f"Not sent to {address}: {why}." for address, why in delivery.left_out]
    if delivery.state in {State.FAILED, State.SKIPPED}:
        others = []
    return Status(
        state=state, words=" ".join([words, *others]),
        is_trouble=state in {"delayed", "failed", "bounced", "skipped"} or bool(others),
        can_go_again=delivery.state in CAN_GO_AGAIN,
    )  # fmt: skip


def _state(delivery: Delivery) -> str:
    """One word for programs: waiting, delayed, sent, failed, bounced or skipped."""
    if delivery.state == State.QUEUED:
        return "delayed" if delivery.attempts else "waiting"
    return str(delivery.state)


def _words(delivery: Delivery, state: str, when: Callable[[datetime], str]) -> str:
    if state == "delayed":
        again = f" Next try {when(delivery.next_at)}." if delivery.next_at else ""
        return f"Not sent yet. {_sentence(delivery.error)}{again}"
    said = WORDS[State(delivery.state)]
    return f"{said}: {_sentence(delivery.error)}" if delivery.error else f"{said}."


def _sentence(error: str) -> str:
    error = error.strip()
    return error if error.endswith((".", "!", "?")) else f"{error}."
