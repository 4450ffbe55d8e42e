"""Where a request is, in the customer's words and never in ours. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has it, and what comes next."""

    title: str
    words: str
    mood: str = "ours"


def standing(*, state: str, turn: str, owner: str, climbed: bool) -> Standing:
    """What to tell the customer about a request as it stands."""
    if state == "done":
        return _done(turn)
    if turn == "customer":
        words = _("We have answered and need a word from you to go on. Write below, or by email.")
        return Standing(_("It is your turn"), words, "yours")
    if turn in {"third_party", "until"}:
        words = _("We are waiting for somebody else and will write to you when we know more.")
        if not owner:
            return Standing(_("We have it in hand"), words)
        return Standing(_("%(owner)s has it in hand") % {"owner": owner}, words)
    if not owner and not climbed:
        return Standing(
            _("We have it"), _("A person will take it up and write to you here and by email.")
        )
    words = _("They will write to you here and by email.")
    if owner:
        words = _("%(owner)s will write to you here and by email.") % {"owner": owner}
        return Standing(_("%(owner)s is looking into it") % {"owner": owner}, words)
    return Standing(_("A specialist will look into it"), words)


def _done(turn: str) -> Standing:
    if turn == "solved":
        words = _("If it is not, just write again: the same people see it, with the whole story.")
        return Standing(_("Solved"), words, "done")
    if turn == "merged":
        words = _("It goes on together with another of your requests.")
        return Standing(_("Joined with another request"), words, "done")
    return Standing(_("Closed"), _("For anything new, ask us again."), "done")


def short(*, state: str, turn: str) -> str:
    """The same in two words, for a list."""
    if state == "done":
        return _("Solved") if turn == "solved" else _("Closed")
    return _("Your turn") if turn == "customer" else _("With us")
