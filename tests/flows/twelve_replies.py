"""Twelve answers to twelve customers, made in a running desk. Run by `handrail manage shell`."""

from handrail.base.by import By
from handrail.people.actions import meet
from handrail.people.models import Person
from handrail.tickets import actions

mika = Person.objects.create_user("mika@desk.example", name="Mika", role="agent")
for number in range(12):
    customer = meet(address=f"customer{number}@north.example", name=f"Customer {number}")
    ticket = actions.open_ticket(
        requester=customer, subject=f"Question {number}", text="Why?", channel="email",
        by=By.person(customer),
    )  # fmt: skip
    actions.reply(ticket, author=mika, text=f"Answer {number}.", by=By.person(mika))
