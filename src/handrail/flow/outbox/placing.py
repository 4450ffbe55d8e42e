"""Placeholders of a mail's frame: those every text may use, and those only a frame has. Pure."""

from collections.abc import Mapping

from handrail.automation.placeholders import ALLOWED, MARK, PLACE, STRANGERS, named
from handrail.base.languages import later
from handrail.base.saying import Sentence, said

BODY = "message"
OWN: Mapping[str, str] = {
    BODY: later("What was written; a frame must hold it"),
    "history": later("The conversation so far, as the policy says"),
    "brand.signature": later("The brand's signature"),
    "rating.link": later("Where the customer says how it was, when this solved it"),
}


def faults(text: str, *, automatic: bool, is_whole: bool) -> list[str]:
    """What is wrong with a frame, in sentences."""
    names = named(text)
    found: list[str] = [_unknown(name) for name in names if name not in ALLOWED and name not in OWN]
    if automatic:
        found += [_stranger(name) for name in names if name in STRANGERS]
    if is_whole and names.count(BODY) != 1:
        found.append(said("It must hold {{message}} once: that is where the words go."))
    return found


def _unknown(name: str) -> Sentence:
    names = [*OWN, *ALLOWED]
    return said(
        "There is no placeholder {{%(name)s}}. There are: %(names)s.", name=name, names=names
    )


def _stranger(name: str) -> Sentence:
    return said(
        "{{%(name)s}} is a stranger's own words and must not be sent automatically. Leave it out.",
        name=name,
    )


def put(text: str, values: Mapping[str, str]) -> str:
    """The frame filled in, in one pass: what is put in is not looked at again."""
    return PLACE.sub(lambda match: values.get(match[1].strip(), MARK), text)
