"""Conditions over a ticket's facts: one small language for every rule an administrator writes.

Triage, promises, escalation and automations all ask "does this ticket fit?". They ask here, so a
rule reads, is checked, is tried on past tickets and is explained in the same way everywhere.
"""

from handrail.tickets.conditions.facts import FACTS, Fact, Facts, Kind
from handrail.tickets.conditions.language import BadCondition, Conditions, How, Test, read
from handrail.tickets.conditions.matching import fits, matches, words
from handrail.tickets.conditions.reading import facts_of, facts_of_many, facts_of_request

__all__ = [
    "FACTS",
    "BadCondition",
    "Conditions",
    "Fact",
    "Facts",
    "How",
    "Kind",
    "Test",
    "facts_of",
    "facts_of_many",
    "facts_of_request",
    "fits",
    "matches",
    "read",
    "words",
]
