"""Which policy a ticket has: the first whose conditions fit."""

from handrail.promises.book import Book, PolicyPage
from handrail.tickets.models import Ticket


def choose(book: Book, ticket: Ticket) -> PolicyPage | None:
    """The first policy that fits the ticket as it stands; None where none does."""
    return next((policy for policy in book.policies if fits(policy, ticket)), None)


def fits(policy: PolicyPage, ticket: Ticket) -> bool:
    """Whether a policy is for this ticket; one without conditions is for every ticket."""
    return not policy.conditions
