"""Mail that left, waits, failed and came back, and the settings behind it. Run after `scene.py`."""

from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.settings_log import keep
from handrail.desk.models import Brand
from handrail.flow.models import Delivery
from handrail.flow.outbox import suppressing
from handrail.flow.outbox.models import Frame, SendingAddress, SendingRule, SigningKey
from handrail.people.models import Person
from handrail.tickets import actions
from handrail.tickets.models import Ticket

FRAME = {
    "text": "Hello {{requester.first_name}},\n\n{{message}}\n\n{{agent.first_name}}, {{brand.name}}",
    "html": '<div style="font-family: sans-serif; max-width: 36em">'
    '<p style="border-left: 4px solid #27c; padding: 8px">Hello {{requester.first_name}},</p>'
    "<p>{{message}}</p><p><b>{{agent.first_name}}</b>, {{brand.name}}</p>{{history}}</div>",
}


def main() -> None:
    """The settings, and one ticket on which mail went wrong in every way."""
    by = By.system()
    brand = Brand.objects.get()
    for row in (
        SendingRule(undo_seconds=20),
        SendingAddress(
            brand=brand, address="help@desk.example", from_name="{{agent.name}} at Desk"
        ),
        Frame(kind="answer", history="last", **FRAME),
        SigningKey(domain="desk.example", selector="s2026"),
    ):
        keep(row, by=by)
    for address, reason, note in (
        ("gone@old.example", "bounce", "5.1.1"),
        ("cross@kestrel.example", "complaint", ""),
        ("quiet@conti.example", "unsubscribed", "by the link in a mail"),
        ("no-mail@halden.example", "hand", "Asked for it by phone"),
    ):
        suppressing.suppress(address, reason=reason, note=note, by=by)
    mika = Person.objects.get(email="mika@desk.example")
    ticket = Ticket.objects.get(subject="Export stuck at 98 %")
    for words, facts in (
        ("We are looking.", {"state": "sent", "sent_at": now()}),
        ("Try the new export.", {"state": "bounced", "error":
                                 "the mail to priya@halden.example could not be delivered."}),
        ("Did it help?", {"state": "failed", "attempts": 1, "error":
                          "The mail server said: 554 5.7.1 Your message looks like spam to us"}),
        ("Just one more thing.", {"attempts": 2, "next_at": now(),
                                  "error": "The mail server said: 451 4.7.1 Greylisted"}),
    ):  # fmt: skip
        said = actions.reply(ticket, author=mika, text=words, then="keep", by=By.person(mika))
        Delivery.objects.filter(message=said).update(**facts)


main()
