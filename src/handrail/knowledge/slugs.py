"""The name of an article in an address. Pure."""

import re
import unicodedata
from collections.abc import Callable

MOST = 80
GOOD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
NOT_A_WORD = re.compile(r"[\W_]+")


def slug_of(title: str) -> str:
    """Words in lower case with dashes between; letters of every script stay. Empty for no words.

    Accents of Latin letters are dropped, so that an address can be typed.
    """
    plain = unicodedata.normalize("NFKD", title.replace("ß", "ss"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    text = NOT_A_WORD.sub("-", unicodedata.normalize("NFC", plain).lower()).strip("-")
    return text[:MOST].rstrip("-")


def is_slug(text: str) -> bool:
    """Whether a text can be a slug as it stands."""
    return len(text) <= MOST and text == text.lower() and GOOD.fullmatch(text) is not None


def free(wanted: str, is_taken: Callable[[str], bool]) -> str:
    """The slug itself, or with the first number from 2 on that nobody has."""
    if not is_taken(wanted):
        return wanted
    number = 2
    while is_taken(f"{wanted[: MOST - 4]}-{number}"):
        number += 1
    return f"{wanted[: MOST - 4]}-{number}"


def comes_from(slug: str, title: str) -> bool:
    """Whether a slug is the title's own, perhaps with a number behind it: nobody chose it."""
    own = slug_of(title)
    return slug == own or re.fullmatch(rf"{re.escape(own[: MOST - 4])}-\d+", slug) is not None
