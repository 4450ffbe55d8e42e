"""The desk's own model, once through: trained, measured, kept, fetched and asked."""

import pytest

from cast import cast
from handrail.base.by import By
from handrail.flow.opening import open_request
from handrail.routing.models import Suggestion
from handrail.routing.suggesting import ask_model
from handrail.routing.training import retrain
from rooms.routing.test_learning import WORDS, category, history
from rooms.routing.work import NINE

pytestmark = pytest.mark.django_db


def test_it_is_trained_and_asked() -> None:
    people = cast()
    history(people)
    made = retrain(now=NINE)
    assert made is not None
    assert (made.state, made.measures["accuracy"]) == ("live", 1.0)
    ticket = open_request(requester=people.ada, subject="Hello", text=WORDS["Data"],
                          channel="email", by=By.person(people.ada, NINE))  # fmt: skip
    assert ask_model(ticket.pk, now=NINE) in {"applied", "offered"}
    assert Suggestion.objects.get(ticket=ticket).category == category("Data")
