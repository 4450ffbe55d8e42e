"""The kinds of news there are, and by which ways each comes unless somebody has said otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass

from handrail.base.languages import later


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of news. `says` follows the name of whoever did it; without a name it is the whole."""

    label: str
    says: str
    in_app: bool = True
    by_mail: bool = True
    by_push: bool = True


KINDS: Mapping[str, Kind] = {
    "assigned": Kind(later("A ticket was given to me"), later("gave you a ticket")),
    "offered": Kind(later("A handoff is offered to my team"), later("offers your team a ticket")),
    "handoff": Kind(later("A handoff of mine was answered"), later("answered your handoff")),
    "question": Kind(later("My team is asked"), later("asks your team")),
    "answer": Kind(later("My question was answered"), later("answered your question")),
    "wrote": Kind(later("A customer wrote on my ticket"), later("wrote on your ticket")),
    "mentioned": Kind(later("Somebody named me in a note"), later("named you in a note")),
    "noted": Kind(
        later("A colleague wrote a note on my ticket"), later("wrote a note on your ticket"), by_push=False
    ),
    "watched": Kind(
        later("Something happened on a ticket I watch"), later("has news on a ticket you watch"),
        by_mail=False, by_push=False,
    ),
    "promise": Kind(later("A promise on my ticket is near or broken"), later("A promise needs you")),
    "lead": Kind(later("I am asked to look, as a lead"), later("asks you to look")),
    "together": Kind(later("I am asked to a swarm, or to help"), later("asks you to come and help")),
}  # fmt: skip
