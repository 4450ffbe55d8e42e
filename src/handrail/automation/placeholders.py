"""Placeholders: substitution from a list of allowed names, in one pass. Pure.

Never a template engine: texts are users' own, and what is put in may be a stranger's. What was
put in is not looked at again, so a subject that reads like a placeholder stays what it is.
"""

import re
from collections.abc import Mapping

from handrail.base.languages import later
from handrail.base.saying import Saying

ALLOWED: Mapping[str, str] = {
    "ticket.number": later("The ticket's number"),
    "ticket.subject": later("Its subject"),
    "ticket.priority": later("Its priority, 1 to 4"),
    "ticket.category": later("Its category"),
    "requester.name": later("The customer's name"),
    "requester.first_name": later("The customer's first name"),
    "organisation.name": later("The customer's organisation"),
    "agent.name": later("Who writes, else who has the ticket"),
    "agent.first_name": later("The same, first name only"),
    "team.name": later("The team that has it"),
    "tier.name": later("That team's tier"),
    "brand.name": later("The brand the customer wrote to"),
    "brand.address": later("The brand's address"),
    "portal.url": later("The address of the request in the portal"),
}
# Whoever opens a ticket chooses these. An automatic message that carried them would be a way to
# send one's own words to somebody else in the desk's name.
STRANGERS = frozenset({"ticket.subject", "requester.name", "requester.first_name"})
# What stands where a placeholder means nothing.
MARK = "[…]"
PLACE = re.compile(r"\{\{([^{}]{0,200})\}\}")


class BadPlaceholder(Saying, ValueError):
    """A text names something that cannot be filled in."""


def named(text: str) -> list[str]:
    """The names a text asks for, in order."""
    return [found.strip() for found in PLACE.findall(text)]


def check(text: str, *, automatic: bool = False) -> None:
    """Raise BadPlaceholder for a name that does not exist, or that must not be sent unasked."""
    for name in named(text):
        if name not in ALLOWED:
            raise BadPlaceholder(
                "There is no placeholder {{%(name)s}}. There are: %(names)s.",
                name=name,
                names=list(ALLOWED),
            )
        if automatic and name in STRANGERS:
            raise BadPlaceholder(
                "{{%(name)s}} is a stranger's own words and must not be sent automatically. "
                "Leave it out.",
                name=name,
            )


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; one that means nothing leaves a mark."""

    def put(match: re.Match[str]) -> str:
        name = match[1].strip()
        return values.get(name, MARK) if name in ALLOWED else MARK

    return PLACE.sub(put, text)
