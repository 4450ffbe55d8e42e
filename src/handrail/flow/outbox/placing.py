"""Placeholders of a mail's frame: those every text may use, and those only a frame has. Pure."""

from collections.abc import Mapping

from handrail.automation.placeholders import ALLOWED, MARK, PLACE, STRANGERS, named

BODY = "message"
OWN: Mapping[str, str] = {
    BODY: "What was written; a frame must hold it",
    "history": "The conversation so far, as the policy says",
    "brand.signature": "The brand's signature",
    "rating.link": "Where the customer says how it was, when this solved it",
}


def faults(text: str, *, automatic: bool, is_whole: bool) -> list[str]:
    """What is wrong with a frame, in sentences."""
    names = named(text)
    found = [_unknown(name) for name in names if name not in ALLOWED and name not in OWN]
    if automatic:
        found += [_stranger(name) for name in names if name in STRANGERS]
    if is_whole and names.count(BODY) != 1:
        found.append("It must hold {{message}} once: that is where the words go.")
    return found


def _unknown(name: str) -> str:
    return f"There is no placeholder {{{{{name}}}}}. There are: {', '.join([*OWN, *ALLOWED])}."


def _stranger(name: str) -> str:
    return f"{{{{{name}}}}} is a stranger's own words and must not be sent automatically. Leave it out."


def put(text: str, values: Mapping[str, str]) -> str:
    """The frame filled in, in one pass: what is put in is not looked at again."""
    return PLACE.sub(lambda match: values.get(match[1].strip(), MARK), text)
