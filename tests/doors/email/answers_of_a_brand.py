"""Two answers of a brand with an address, a signing key and a moment to undo. Run in a running desk."""

from handrail.base.by import By
from handrail.base.settings_log import keep
from handrail.desk.models import Brand
from handrail.flow.outbox import holding
from handrail.flow.outbox.models import SendingAddress, SendingRule, SigningKey
from handrail.people.actions import meet
from handrail.people.models import Person
from handrail.tickets import actions

brand = Brand.objects.create(name="Bücher", slug="books", address="books@desk.example")
key = SigningKey(domain="desk.example", selector="s1", is_active=True)
for row in (
    SendingAddress(brand=brand, address="books@desk.example", from_name="{{agent.name}} at Bücher"),
    SendingRule(brand=brand, undo_seconds=1),
    key,
):
    keep(row, by=By.system())
jo = Person.objects.create_user("jo@desk.example", name="Jo", role="agent")
for address in ("plain@customer.example", "jürgen@customer.example"):
    customer = meet(address=address, name="Gül")
    ticket = actions.open_ticket(
        requester=customer, subject="Wörter", text="Warum?", channel="email", brand=brand,
        language="de", by=By.person(customer),
    )  # fmt: skip
    text = "Darum. Grüße\n.\n. und Punkte\nFrom hier\n" + "sehr " * 300
    assert holding.send(ticket, author=jo, text=text, then="wait", by=By.person(jo)).held
print("record", key.record_name, key.record_value, sep="\t")
