"""Leaving people out: what a customer wrote, without whose it was. Pure.

Takes out quoted history, greetings and closings, mail addresses, phone and card numbers, the names
it is told, and whatever somebody signs with. Better a word too many gone than one too few: a person
looks over the draft before anybody else reads it.
"""

import re
from collections.abc import Iterable

from handrail.base.text import clean

ADDRESS = re.compile(r"[^\s@<>()\[\],;\"]{1,80}@[\w-]+(?:\.[\w-]+)+")
# Seven digits or more with the marks people put between them; a year or an error code has fewer.
NUMBER = re.compile(r"(?<![\w.])(?:\+|00)?\(?\d(?:[\s()./-]{0,2}\d){6,24}(?![\w])")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b")
QUOTED = re.compile(r"^\s*(?:>|\|).*$", re.MULTILINE)
HISTORY = re.compile(
    r"^(?:\s*-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete"
    r" nachricht|message d'origine)\s*-{2,}|\s*(?:on|am|le)\b.{4,120}\b(?:wrote|schrieb|a écrit).{0,80}:"
    r"|_{10,}|\s*(?:from|von|de):\s.{0,120}@.*)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
SIGNATURE = re.compile(r"^--\s*$", re.MULTILINE)
CLOSING = re.compile(
    r"^\s*(?:(?:kind|best|warm|many)\s+(?:regards|wishes)|regards|best|cheers|thanks|thank you|many thanks"
    r"|yours(?: (?:sincerely|faithfully|truly))?|sincerely|mit freundlichen grüßen|freundliche grüße"
    r"|viele grüße|liebe grüße|beste grüße|mfg|danke|cordialement|merci)\b[^\n]{0,20}$",
    re.IGNORECASE | re.MULTILINE,
)
GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten (?:morgen|tag|abend)|moin"
    r"|sehr geehrte[rsn]?|liebe[rs]?|bonjour)\b[^\n.?]{0,60}[,!:]?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
INTRODUCED = re.compile(
    r"\b((?i:my name is|i am called|mein name ist|ich heiße|je m'appelle))\s+"
    r"[A-ZÀ-ÖØ-Þ][\w'’-]+(?:[ ][A-ZÀ-ÖØ-Þ][\w'’-]+){0,3}"
)
GAPS = re.compile(r"\n{3,}")
# A closing counts only near the end: "thanks" may open a text as well.
FOOT_LINES = 8


def without_people(text: str, names: Iterable[str] = ()) -> str:
    """What is left of a text when nobody in it can be told any more."""
    text = HISTORY.split(clean(text), maxsplit=1)[0]
    text = SIGNATURE.split(QUOTED.sub("", text), maxsplit=1)[0].strip()
    text = GREETING.sub("", _without_foot(text))
    text = ADDRESS.sub("[address]", text)
    text = NUMBER.sub("[number]", IBAN.sub("[number]", text))
    text = INTRODUCED.sub(r"\1 [name]", text)
    return GAPS.sub("\n\n", _without_names(text, names)).strip()


def _without_foot(text: str) -> str:
    lines = text.split("\n")
    for at in range(max(1, len(lines) - FOOT_LINES), len(lines)):
        if CLOSING.match(lines[at]):
            return "\n".join(lines[:at]).rstrip()
    return text


def _without_names(text: str, names: Iterable[str]) -> str:
    """Each name, however it is written; each of its words where it begins with a capital.

    A line of nothing but such words is how people sign, in whatever case.
    """
    whole = sorted({name.strip() for name in names if name.strip()}, key=len, reverse=True)
    words = {word for name in whole for word in re.findall(r"[^\W\d_]{2,}", name)}
    for name in whole:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?:['’]s)?(?!\w)", "[name]", text, flags=re.I)
    if words:
        any_word = "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))
        text = re.sub(rf"(?im)^[ \t]*(?:(?:{any_word})[ \t,.]*)+$", "", text)
        capital = "|".join(sorted({form for w in words for form in (w.capitalize(), w.upper(), w)
                                   if not form.islower()}, key=len, reverse=True))  # fmt: skip
        text = re.sub(rf"(?<!\w)(?:{capital})(?:['’]s)?(?!\w)", "[name]", text) if capital else text
    return re.sub(r"\[name\](?:[ ,]+\[name\])+", "[name]", text)
