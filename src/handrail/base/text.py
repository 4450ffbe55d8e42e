"""Making foreign text fit to store: what PostgreSQL refuses, and what readers must not see."""

import re
import unicodedata

# NUL and lone surrogates are refused by PostgreSQL; other controls only confuse people.
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Zero-width and direction marks hide what a name really is.
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
LINE_BREAKS = re.compile(r"[\r\n\t\x85\u2028\u2029]+")
SPACES = re.compile(r"\s+")


def clean(text: str, *, most: int | None = None) -> str:
    """Text that PostgreSQL stores and people can read; at most `most` characters."""
    text = UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if most is None else text[:most]


def one_line(text: str, *, most: int = 250) -> str:
    """A single line for subjects, names and headers: no break can start a second header."""
    text = INVISIBLE.sub("", LINE_BREAKS.sub(" ", text))
    text = SPACES.sub(" ", clean(text)).strip()
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def fold_case(text: str) -> str:
    """The form in which addresses and names are compared."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def preview(text: str, *, most: int = 140) -> str:
    """The first words of a message, for a row in a list."""
    return one_line(text[: most * 4], most=most)
