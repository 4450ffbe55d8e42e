"""Twelve answers that wait to be given, every fourth taken back. Run by `handrail manage shell`."""

from handrail.base.by import By
from handrail.flow.outbox import holding
from handrail.flow.outbox.models import SendingRule
from handrail.people.actions import meet
from handrail.people.models import Person
from handrail.tickets import actions

SendingRule.objects.create(undo_seconds=3)
mika = Person.objects.create_user("mika@desk.example", name="Mika", role="agent")
for number in range(12):
    customer = meet(address=f"customer{number}@north.example", name=f"Customer {number}")
    ticket = actions.open_ticket(
        requester=customer, subject=f"Question {number}", text="Why?", channel="email",
        by=By.person(customer),
    )  # fmt: skip
    sent = holding.send(
        ticket, author=mika, text=f"Answer {number}.", then="wait", by=By.person(mika)
    )
    assert sent.held is not None
    if number % 4 == 3:
        assert holding.undo(sent.held.pk, ticket=ticket, by=By.person(mika))
