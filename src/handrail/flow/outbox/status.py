"""How far a message has come, in plain words."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from django.utils.translation import gettext as _

from handrail.base.languages import later
from handrail.flow import kept
from handrail.flow.models import Delivery

State = Delivery.State
WORDS = {
    State.QUEUED: later("Waiting to be sent"), State.SENT: later("Sent"),
    State.FAILED: later("Not sent"), State.BOUNCED: later("Came back"),
    State.SKIPPED: later("Not sent, on purpose"),
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
    others = [
        _("Not sent to %(address)s: %(why)s.") % {"address": address, "why": kept.failure(why)}
        for address, why in delivery.left_out
    ]
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
        why = {"why": _sentence(delivery.error)}
        if delivery.next_at is None:
            return _("Not sent yet. %(why)s") % why
        again = why | {"when": when(delivery.next_at)}
        return _("Not sent yet. %(why)s Next try %(when)s.") % again
    said = str(WORDS[State(delivery.state)])
    if delivery.state == State.SKIPPED and delivery.left_out:
        left = [f"{address}: {kept.failure(why)}" for address, why in delivery.left_out]
        return f"{said}: {'; '.join(left)}."
    return f"{said}: {_sentence(delivery.error)}" if delivery.error else f"{said}."


def _sentence(error: str) -> str:
    error = kept.failure(error.strip())
    return error if error.endswith((".", "!", "?")) else f"{error}."
