"""Where a request is, in the customer's words and never in ours. Pure."""

from dataclasses import dataclass


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
        words = "We have answered and need a word from you to go on. Write below, or by email."
        return Standing("It is your turn", words, "yours")
    if turn in {"third_party", "until"}:
        words = "We are waiting for somebody else and will write to you when we know more."
        return Standing(f"{owner or 'We'} {'has' if owner else 'have'} it in hand", words)
    who = owner or ("A specialist" if climbed else "")
    if not who:
        return Standing(
            "We have it", "A person will take it up and write to you here and by email."
        )
    what = "is looking into it" if owner else "will look into it"
    words = f"{owner or 'They'} will write to you here and by email."
    return Standing(f"{who} {what}", words)


def _done(turn: str) -> Standing:
    if turn == "solved":
        words = "If it is not, just write again: the same people see it, with the whole story."
        return Standing("Solved", words, "done")
    if turn == "merged":
        words = "It goes on together with another of your requests."
        return Standing("Joined with another request", words, "done")
    return Standing("Closed", "For anything new, ask us again.", "done")


def short(*, state: str, turn: str) -> str:
    """The same in two words, for a list."""
    if state == "done":
        return "Solved" if turn == "solved" else "Closed"
    return "Your turn" if turn == "customer" else "With us"
