"""Which policy a ticket has: the first whose conditions fit."""

from datetime import datetime

from handrail.promises.book import Book, PolicyPage
from handrail.tickets.conditions import Conditions, Facts, facts_of, fits
from handrail.tickets.models import Ticket

ANYTHING = Conditions()


def choose(book: Book, ticket: Ticket, at: datetime) -> PolicyPage | None:
    """The first policy that fits the ticket as it stands; None where none does.

    The facts are read only where some policy asks for any.
    """
    facts: Facts | None = None
    for policy in book.policies:
        if policy.conditions == ANYTHING:
            return policy
        if facts is None:
            facts = facts_of(ticket, at=at)
        if fits(policy.conditions, facts):
            return policy
    return None
