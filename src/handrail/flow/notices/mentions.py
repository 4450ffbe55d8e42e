"""Who is named in a note: an @ before a whole name. Pure."""

from collections.abc import Iterable


def mentioned(text: str, names: Iterable[tuple[int, str]]) -> set[int]:
    """The people whose names stand behind an @; the longest name wins, case does not matter."""
    found: set[int] = set()
    rest = text.casefold()
    for pk, name in sorted(names, key=lambda one: -len(one[1])):
        sign = f"@{name.strip().casefold()}"
        if len(sign) > 1 and _stands(sign, rest):
            found.add(pk)
            rest = rest.replace(sign, "@")
    return found


def _stands(sign: str, text: str) -> bool:
    """Whether it is there as a whole: not the beginning of a longer word, nor part of an address."""
    at = text.find(sign)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(sign) : at + len(sign) + 1]
        if not (before.isalnum() or after.isalnum()):
            return True
        at = text.find(sign, at + 1)
    return False
