"""Names of the ways mail comes in: the desk's own, and those that administrators give."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from handrail.base.text import fold_case

# What a kept mail's `way` says when no mailbox and no webhook brought it.
SERVER, PIPE = "server", "pipe"


def refuse_own_ways(name: str) -> None:
    """Mail that our listener took must never pass for a mailbox's. Raises ValidationError."""
    if fold_case(name) in {SERVER, PIPE}:
        raise ValidationError(
            {"name": _("The desk calls its own listener this. Choose another name.")}
        )
