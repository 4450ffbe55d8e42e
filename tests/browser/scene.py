"""A believable afternoon at a desk, for screenshots and browser tests. Run with Django set up."""

from datetime import timedelta

import django

django.setup()

from handrail.base import settings_log  # noqa: E402
from handrail.base.by import By  # noqa: E402
from handrail.base.clock import now  # noqa: E402
from handrail.desk.models import Category, CustomField, Membership, Team, Tier  # noqa: E402
from handrail.escalation import actions as escalation  # noqa: E402
from handrail.knowledge import actions as knowledge  # noqa: E402
from handrail.knowledge.search import index  # noqa: E402
from handrail.knowledge.trees import actions as trees  # noqa: E402
from handrail.knowledge.trees import walking  # noqa: E402
from handrail.knowledge.words import Words  # noqa: E402
from handrail.people.actions import meet  # noqa: E402
from handrail.people.models import Organisation, Person, Plan, Role  # noqa: E402
from handrail.routing.models import DutyShift  # noqa: E402
from handrail.tickets import actions  # noqa: E402
from handrail.tickets.files import File  # noqa: E402
from handrail.tickets.models import Ticket  # noqa: E402

PASSWORD = "handrail demo"
NOW = now()
ASKED = [
    ("Cannot sign in after changing my phone", "Tom Okafor", "tom@okafor.example", 130, 2, 2),
    ("API returns 409 on every retry", "Lena Fischer", "lena@kestrel.example", 95, 1, 2),
    ("Export stuck at 98 %", "Priya Natarajan", "priya@halden.example", 220, 2, 2),
    ("Where is my refund? I was told five working days, and today is the ninth, so please tell me",
     "Sam Lee", "sam.lee@mail.example", 2900, 2, 1),
    ("Data residency question before we sign", "Ingrid Halvorsen", "ingrid@halden.example", 410, 3, 3),
    ("Wrong language in the invoice mail", "Bruno Conti", "bruno@conti.example", 35, 3, 3),
    ("Two users share one seat", "Mei Tanaka", "mei@tanaka.example", 12, 2, 3),
    ("How do I add a second office?", "Noor Haddad", "noor@haddad.example", 4, 3, 2),
    ("Webhook signature does not match", "Lena Fischer", "lena@kestrel.example", 61, 2, 2),
    ("Password mail never arrives", "Jonas Wolff", "jonas@wolff.example", 17, 1, 1),
]  # fmt: skip


def ago(minutes: int) -> "object":
    """A moment before now."""
    return NOW - timedelta(minutes=minutes)


def by(person: Person, minutes: int) -> By:
    """Somebody's hand, some minutes ago."""
    return By.person(person, ago(minutes))  # type: ignore[arg-type]


def worker(name: str, role: Role, *teams: Team, lead: bool = False) -> Person:
    """Somebody of the desk, who can sign in."""
    email = f"{name.split()[0].lower()}@desk.example"
    person = Person.objects.create_user(email, PASSWORD, name=name, role=role)
    person.emailaddress_set.create(email=email, verified=True, primary=True)
    for team in teams:
        Membership.objects.create(team=team, person=person, is_lead=lead)
    return person


def main() -> None:
    """Everything that a screen might show."""
    front, second, third = (Team.objects.get(slug=f"tier-{level}") for level in (1, 2, 3))
    plan = Plan.objects.create(name="Business", weight=2)
    north = Organisation.objects.create(
        name="Northwind GmbH", domains=["northwind.example"], plan=plan
    )
    mika, jo = worker("Mika Lindqvist", Role.AGENT, front), worker("Jo Adeyemi", Role.AGENT, second)
    worker("Ines Moreau", Role.AGENT, third)
    worker("Lea Brandt", Role.LEAD, front, lead=True)
    worker("Root Admin", Role.ADMIN, front)
    CustomField.objects.create(
        key="product", label="Product", kind="choice", options=["Ledger", "Payroll", "Portal"]
    )
    others = _crowd(front, mika)
    ticket = _journey(north, mika, jo, second)
    _links(ticket, others, mika)
    _storm(others, ticket, mika, jo, third)
    _shelf()
    _tree()
    _office(front, mika)
    index.fill()


def _office(front: Team, mika: Person) -> None:
    """A shift on the roster, and a changed setting in the history."""
    midnight = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    DutyShift.objects.create(
        team=front, person=mika, starts_at=midnight + timedelta(days=1, hours=8),
        ends_at=midnight + timedelta(days=1, hours=16),
    )  # fmt: skip
    product = CustomField.objects.get(key="product")
    product.options = [*product.options, "Mobile"]
    settings_log.keep(product, by=By.person(Person.objects.get(email="root@desk.example"), NOW))


def _tree() -> None:
    """One tree that everybody may walk, and some who walked it."""
    lea = Person.objects.get(email="lea@desk.example")
    nodes = {
        "Mail": {"kind": "question", "text": "Did the mail with the new password arrive?",
                 "help": "It comes within **five minutes**.", "answers": [
                     {"text": "Yes", "to": "Link"}, {"text": "No", "to": "Spam"}]},
        "Spam": {"kind": "step", "text": "Look into the spam folder, too.", "failed": "Ticket"},
        "Link": {"kind": "question", "text": "What does the page say when you follow its link?",
                 "answers": [{"text": "The link has expired", "to": "Again"},
                             {"text": "Something else", "to": "Experts"}]},
        "Again": {"kind": "step", "text": "Ask for one more mail and follow its link within an hour.",
                  "failed": "Experts", "article": "the-mail-with-my-new-password-does-not-arrive"},
        "Experts": {"kind": "escalate", "team": Team.objects.get(slug="tier-2").pk,
                    "wanted": "Look up why the link is refused.", "text": "This needs a closer look."},
        "Ticket": {"kind": "ticket", "subject": "No password mail", "text": "We send it by hand."},
    }  # fmt: skip
    place = trees.Place(tier=Tier.objects.get(level=1).pk, audience=0)
    drawing = {"start": "Mail", "nodes": nodes}
    made = trees.plant(name="I cannot sign in", place=place, definition=drawing, by=by(lea, 4000))
    trees.publish(made, by=by(lea, 3990))
    for number in range(24):
        begun = ago(3900 - 30 * number)
        walk = walking.begin(made, reader=f"visitor {number}", at=begun)  # type: ignore[arg-type]
        walk = walking.answer(
            walk, said="No" if number % 3 else "Yes", at=begun + timedelta(seconds=20)
        )  # type: ignore[operator]
        if number % 3 and number % 4 == 1:
            walking.answer(walk, said="It helped", at=begun + timedelta(seconds=90))  # type: ignore[operator]


def _shelf() -> None:
    """What is written down: two answers for everyone, one for agents, and a draft."""
    lea = Person.objects.get(email="lea@desk.example")
    access = Category.objects.create(name="Signing in", path="Signing in", is_public=True)
    tier = Tier.objects.get(level=1).pk
    for title, issue, resolution, audience, is_out in (
        (
            "The mail with my new password does not arrive",
            "No mail after **Forgot password**.",
            "1. Look into the spam folder.\n2. Ask for it once more.\n3. Still nothing? Write to us.",
            0,
            True,
        ),
        (
            "Sign in with a new phone",
            "The old phone had the second factor.",
            "Use one of your recovery codes, then add the new phone under *Account*.",
            0,
            True,
        ),
        (
            "Reset a second factor for a customer",
            "They lost phone and codes.",
            "Check who they are, then press **Reset** in the console.",
            1,
            True,
        ),
        ("Webhook retries", "They come too often.", "", 1, False),
    ):
        made = knowledge.create(
            words=Words(title=title, issue=issue, resolution=resolution), by=by(lea, 400),
            facts=knowledge.Facts(audience=audience, tier=tier, category=access.pk, owner=lea.pk),
        )  # fmt: skip
        if is_out:
            knowledge.publish(made, by=by(lea, 390))


def _storm(others: list[Ticket], ticket: Ticket, mika: Person, jo: Person, third: Team) -> None:
    """A major incident with two words said and three tickets, and a swarm on the long journey."""
    lea = Person.objects.get(email="lea@desk.example")
    webhook, refused = others[8], others[1]
    says = {"any": [{"fact": "subject", "how": "contains", "value": ["mail never"]}]}
    incident = escalation.declare(
        webhook, title="Webhooks and mails go missing", manager=lea, by=by(lea, 50), conditions=says
    )
    for stage, words, minutes in (
        ("investigating", "Some of your webhooks and mails do not arrive. We are looking.", 48),
        ("identified", "A certificate ran out last night. We are replacing it now.", 20),
    ):
        update = escalation.speak(incident, stage=stage, text=words, by=by(lea, minutes))
        escalation.tell_all(update.pk, now=ago(minutes - 1))  # type: ignore[arg-type]
    escalation.attach(refused, to=incident, by=by(lea, 15))
    ines = Person.objects.get(email="ines@desk.example")
    swarm = escalation.call_swarm(
        ticket, purpose="Which clock is wrong: the server's or the phone's?", teams=[third],
        people=[jo], minutes=90, by=by(mika, 6),
    )  # fmt: skip
    escalation.join_swarm(swarm, person=ines, by=by(ines, 4))


def _crowd(front: Team, mika: Person) -> list[Ticket]:
    made = []
    for subject, name, address, minutes, impact, urgency in ASKED:
        who = meet(address=address, name=name)
        made.append(actions.open_ticket(
            requester=who, subject=subject, text=f"Hello,\n\n{subject}.\n\nThank you\n{name}",
            channel="email", team=front, impact=impact, urgency=urgency, by=by(who, minutes),
        ))  # fmt: skip
    actions.take(made[2], person=mika, by=by(mika, 30))
    actions.reply(made[2], author=mika, text="Could you send the log file?", by=by(mika, 28))
    actions.take(made[1], person=mika, by=by(mika, 20))
    return made


def _journey(north: Organisation, mika: Person, jo: Person, second: Team) -> Ticket:
    ada = meet(address="ayse.demir@northwind.example", name="Ayşe Demir")
    ticket = actions.open_ticket(
        requester=ada, subject="Invoices show the wrong VAT rate", channel="email", impact=1,
        text="Since Monday every invoice for our Berlin office shows 16 % VAT instead of 19 %.\n\n"
        "We have to file on Friday. Invoice attached.", fields={"product": "Ledger"},
        tags=["vat", "invoices"], by=by(ada, 180),
        files=[File(name="Invoice 2026-1181.pdf", content=b"%PDF-1.4 demo", content_type="application/pdf")],
    )  # fmt: skip
    actions.take(ticket, person=mika, by=by(mika, 171))
    actions.reply(
        ticket, author=mika, then="keep", by=by(mika, 168),
        text="Hello Ayşe,\n\nthank you for the example. I have refreshed your tax table and asked for a "
        "new preview. I will write again within the hour.",
    )  # fmt: skip
    actions.note(ticket, author=mika, text="Refreshed twice, the DE row stays at 16 %. "
                 "Looks like the import, which I cannot see.", by=by(mika, 150))  # fmt: skip
    package = escalation.Package(
        wanted="Find out why the German rate is stale, and correct it before Friday.",
        tried="Tax table refreshed twice.\nNew preview: still 16 %.",
        found="Only the DE row is wrong. Other customers in Germany are right.",
    )
    offer = escalation.escalate(ticket, to=second, package=package, by=by(mika, 140))
    escalation.return_(offer, missing="Which import run made the row? The id is in the log page.",
                       by=by(jo, 120))  # fmt: skip
    actions.hear(ticket, author=ada, text="Any news? Our accountant is waiting.", channel="email",
                 by=by(ada, 60))  # fmt: skip
    whole = escalation.Package(wanted=package.wanted, tried=package.tried,
                               found=f"{package.found}\nImport run 8841 of 17 August skipped it.",
                               by_when=NOW + timedelta(hours=26))  # fmt: skip
    escalation.escalate(ticket, to=second, package=whole, by=by(mika, 18))
    third = Team.objects.get(slug="tier-3")
    question = "Is it safe to rerun import 8841 for one customer?"
    escalation.consult(ticket, to=third, question=question, by=by(mika, 10))
    return ticket


def _links(ticket: Ticket, others: list[Ticket], mika: Person) -> None:
    actions.link(ticket, to=others[5], kind="related", by=by(mika, 9))
    actions.solve(others[4], by=by(mika, 8))


if __name__ == "__main__":
    main()
