"""What Lindqvist Heat has written down: answers for customers, and for the desk's own people."""
# ruff: noqa: E501 - sentences read best unbroken

from dataclasses import dataclass, field
from datetime import datetime

from handrail.base.by import By
from handrail.desk.models import Category, Tier
from handrail.knowledge import actions
from handrail.knowledge.words import Words
from handrail.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One article; `audience` 0 is everyone, `german` its second language."""

    category: str
    words: Words
    audience: int = 0
    german: Words | None = field(default=None)


SHELF = (
    Text(
        category="Fault / Pairing",
        words=Words(
            title="A new valve does not pair with the hub",
            summary="Start the valve's pairing within one metre of the hub, then move it to its radiator.",
            issue="The app keeps searching, or says that no valve was found.",
            environment="Valve R2 with Hub 2.",
            cause="The valve's radio is weak until its first pairing. Most new valves that do not pair are too far away or still hold an older hub.",
            resolution="1. Take the valve within **one metre** of the hub.\n2. Hold its button for ten seconds until the ring blinks white: it forgets any older hub.\n3. In the app choose *Add device*, then *Valve*.\n4. When the ring turns green, screw the valve onto its radiator.\n\nNo green ring after two minutes? Put in fresh batteries and begin again.",
        ),
        german=Words(
            title="Ein neues Ventil lässt sich nicht koppeln",
            summary="Das Ventil höchstens einen Meter vom Hub entfernt koppeln und erst dann montieren.",
            issue="Die App sucht ohne Ende oder findet kein Ventil.",
            resolution="1. Das Ventil höchstens **einen Meter** neben den Hub legen.\n2. Zehn Sekunden auf den Knopf drücken, bis der Ring weiß blinkt.\n3. In der App *Gerät hinzufügen*, dann *Ventil* wählen.\n4. Leuchtet der Ring grün, das Ventil an den Heizkörper schrauben.",
        ),
    ),
    Text(
        category="Fault / Batteries",
        words=Words(
            title="Batteries are empty after a few weeks",
            summary="A valve that works against a stuck pin eats batteries. Free the pin first.",
            issue="New batteries last days or weeks instead of two years.",
            environment="Valve R2.",
            cause="The radiator's pin is stiff after the summer, so the motor works against it all day; or the batteries are rechargeable ones of 1.2 V.",
            resolution="- Use two new alkaline AA batteries, never rechargeable ones.\n- Take the valve off and press the radiator's pin with a spoon: it must spring back by three millimetres. If it does not, press it ten times.\n- Put the valve back and choose *Learn the radiator* in the app.",
        ),
    ),
    Text(
        category="Fault / Hub",
        words=Words(
            title="The hub is offline",
            summary="Most hubs come back after a minute without power. If not, look at the colour of its light.",
            issue="All rooms show “no hub”, or the hub drops off now and then.",
            environment="Hub 2 with a home router.",
            resolution="1. Take the hub's plug out, count to sixty, put it back.\n2. After two minutes look at its light.\n   - **Green**: it is back.\n   - **Blue, blinking**: your router does not let it out. Restart the router.\n   - **Red**: write to us; please say what the sticker below the hub says.\n\nYour schedules go on meanwhile: valves keep their own.",
        ),
    ),
    Text(
        category="Question / Schedules",
        words=Words(
            title="Other times at the weekend",
            summary="Copy a day's times to others, and change only what differs.",
            issue="Monday to Friday fit, Saturday and Sunday do not.",
            environment="App.",
            resolution="Open a room, then *Schedule*. Press **Saturday**, drag the handles, and choose *Copy to* for Sunday. A holiday stands above all days: *Away*, from when to when.",
        ),
    ),
    Text(
        category="Account and access",
        words=Words(
            title="The sign-in code never arrives",
            summary="Codes go to the address you signed up with, and hold for ten minutes.",
            issue="A new phone asks for a code, and no mail comes.",
            cause="Often the mail is in the spam folder, or the account has an older address.",
            resolution="1. Look into the spam folder for a mail from Lindqvist Heat.\n2. Ask for a new code once; the older one stops working.\n3. Is the address an old one? Tell us both addresses and the hub's number, and we change it after a check.",
        ),
    ),
    Text(
        category="Billing",
        words=Words(
            title="An invoice with a wrong address or VAT number",
            summary="Change it in your account; a corrected invoice comes within a day.",
            resolution="Under *Account*, *Invoices*, choose the invoice, then *Correct*. Invoices of the last twelve months can be corrected. The amount stays as it is.",
        ),
    ),
    Text(
        category="Billing / Orders",
        words=Words(
            title="Where an order is, and what to do when a part is missing",
            summary="Orders leave within two working days; a missing part is sent at no cost.",
            resolution="The mail that confirms your order has a link that says where it is. Is something missing in the box? Answer that mail with a photo of the box's label: we send the part the same day.",
        ),
    ),
    Text(
        category="Fault / Temperature",
        words=Words(
            title="The room shows a wrong temperature",
            summary="Sun and draught fool a dial. Move it, then set the difference.",
            issue="The dial shows 27 °C in a cold room, or jumps by five degrees.",
            environment="Room Dial.",
            resolution="1. Hang the dial at the height of your chest, away from sun, oven and window.\n2. Wait an hour beside a thermometer.\n3. In the app, *Room*, *Dial*, set *Shows too much by*.",
        ),
    ),
    Text(
        category="Fault / Boiler", audience=1,
        words=Words(
            title="The boiler fires although no room calls",
            summary="Nearly always the relay's minimum run time. Send the customer's log to tier 2 otherwise.",
            issue="The boiler starts at night, or the relay clicks all the time.",
            environment="Boiler Relay up to firmware 4.1.",
            cause="The relay keeps the boiler's minimum run time even when the last room stops calling.",
            resolution="In the console, *Device*, *Relay*, read **run time**. Above ten minutes: set it to six and watch for a day. Below: hand over to tier 2 with the relay's log of that night.",
        ),
    ),
    Text(
        category="Data / Export", audience=2,
        words=Words(
            title="Readings doubled or missing in an export",
            summary="Exports made during the nightly move hold a day twice or not at all; make them anew.",
            issue="Two days are missing, or every reading of a room stands twice.",
            cause="The export read both stores while the nightly move was under way (02:00 to 02:40 UTC).",
            resolution="Check the export's time in the job list. Inside the window: run `export again` for the same range. Outside: to tier 3 with the job's number.",
        ),
    ),
)  # fmt: skip


def fill_shelf(at: datetime) -> None:
    """Write and publish them, as somebody of the desk did before the first request came."""
    lead = Person.objects.filter(role="admin").order_by("pk").first()
    if lead is None:
        return
    by = By.person(lead, at)
    categories = dict(Category.objects.values_list("path", "pk"))
    tiers = dict(Tier.objects.values_list("level", "pk"))
    for text in SHELF:
        article = actions.create(
            words=text.words, by=by, note="First version",
            facts=actions.Facts(
                audience=text.audience, tier=tiers[max(1, text.audience)],
                category=categories.get(text.category), owner=lead.pk,
            ),
        )  # fmt: skip
        if text.german:
            actions.write(article, words=text.german, language="de", by=by)
        actions.publish(article, by=by)
