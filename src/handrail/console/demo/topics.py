"""What people ask Lindqvist Heat about, and what the desk says. Our invention."""
# ruff: noqa: E501 - sentences read best unbroken

from dataclasses import dataclass

# {words in braces} are filled in for each ticket; see `filled` in telling.py.


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One kind of request: how it is asked, answered, and handed over."""

    category: str
    weight: int
    german: bool = False
    device: str = ""
    urgency: tuple[int, ...] = (2, 2, 3)
    subjects: tuple[str, ...]
    asks: tuple[str, ...]
    answers: tuple[str, ...]
    questions: tuple[str, ...]
    details: tuple[str, ...]
    found: tuple[str, ...]
    tags: tuple[str, ...] = ()


TOPICS = (
    Topic(
        category="Fault / Pairing", weight=12, device="Valve R2", tags=("pairing",),
        subjects=("New valve will not pair", "Valve in the {room} does not pair with the hub"),
        asks=(
            "Hello,\n\nwe fitted a second Valve R2 in the {room} today. The light blinks amber and the app "
            "says “no device found”. The other {count} work.\n\nSerial {serial}.\n\n{name}",
            "I have tried three times now. Hold the ring, amber, amber, nothing. Is it broken?\n{name}",
        ),
        answers=(
            "Hello {first},\n\nplease take one battery out, wait ten seconds, and hold the ring while you put it "
            "back: that clears the old pairing. Then start pairing in the app within a minute, with the valve "
            "less than three metres from the hub. It can go back on the radiator afterwards.\n\n{agent}",
        ),
        questions=("Could you tell me how far the {room} is from the hub, and what stands between?",),
        details=("About eight metres, one thick wall. The hub is in a metal cupboard, now that you ask.",),
        found=("Pairing frames arrive at -91 dBm, the limit is -85.", "Hub already holds 32 devices."),
    ),
    Topic(
        category="Fault / Pairing", weight=5, german=True, device="Valve R2", tags=("pairing",),
        subjects=("Ventil lässt sich nicht koppeln", "Koppeln im {room} klappt nicht"),
        asks=(
            "Guten Tag,\n\ndas neue Ventil im {room} blinkt nur gelb, die App findet es nicht. "
            "Die Seriennummer ist {serial}.\n\nFreundliche Grüße\n{name}",
        ),
        answers=(
            "Guten Tag {name},\n\nbitte nehmen Sie eine Batterie heraus, warten Sie zehn Sekunden und halten Sie "
            "den Ring, während Sie sie wieder einsetzen. Danach das Koppeln in der App innerhalb einer Minute "
            "starten, höchstens drei Meter vom Hub entfernt.\n\n{agent}",
        ),
        questions=("Wie weit ist der {room} vom Hub entfernt?",),
        details=("Etwa zehn Meter, dazwischen eine Betonwand.",),
        found=("Empfang am Hub bei -92 dBm.",),
    ),
    Topic(
        category="Fault / Hub", weight=9, device="Hub 2", urgency=(1, 2), tags=("offline",),
        subjects=("Hub offline since last night", "Hub keeps dropping off", "All rooms show “no hub”"),
        asks=(
            "Since the update last night the hub shows a red ring and all {count} rooms are grey in the app. "
            "The house is at {cold} degrees. Internet works otherwise.\n\n{name}\nHub {serial}",
            "The hub goes offline every {count} hours or so and comes back by itself. Firmware {version}.\n{name}",
        ),
        answers=(
            "Hello {first},\n\nthe log shows that your router hands the hub a new address every time its lease "
            "ends, and firmware {version} did not follow. I have moved your hub to the corrected build. It will "
            "restart once; schedules stay as they are.\n\n{agent}",
        ),
        questions=("Which router do you have, and is the hub on a cable or on Wi-Fi?",),
        details=("A Fritz!Box from the provider, hub on the cable. I can see it in the router's list.",),
        found=(
            "Hub log: DHCP renewal fails, then watchdog restart, every 4 h.",
            "Last contact 02:14, right after {version} was installed.",
        ),
    ),
    Topic(
        category="Fault / Hub", weight=4, german=True, device="Hub 2", urgency=(1, 2),
        tags=("offline",), subjects=("Hub seit dem Update offline", "Hub verliert die Verbindung"),
        asks=(
            "Hallo,\n\nseit dem Update auf {version} ist der Hub alle paar Stunden weg. {count} Zimmer sind "
            "betroffen, es sind {cold} Grad.\n\n{name}",
        ),
        answers=(
            "Guten Tag {name},\n\nwir haben den Fehler im Protokoll gefunden und Ihrem Hub die korrigierte "
            "Version gegeben. Er startet einmal neu, die Zeitpläne bleiben.\n\n{agent}",
        ),
        questions=("Welchen Router verwenden Sie, und hängt der Hub am Kabel?",),
        details=("Router vom Anbieter, Hub am Kabel. Lampe rot.",),
        found=("Absturz nach DHCP-Erneuerung, gleich wie in den anderen Fällen mit {version}.",),
    ),
    Topic(
        category="Question / Schedules", weight=10, urgency=(3,), device="App",
        subjects=("Different times at the weekend?", "How do I stop the {room} heating on Fridays"),
        asks=(
            "Hi, is there a way to have other times on Saturday and Sunday without making a new schedule for "
            "each room?\n\n{name}",
            "We are closed on Fridays. How can I leave the {room} at {cold} degrees that day only?\n{name}",
        ),
        answers=(
            "Hello {first},\n\nyes: open the schedule, choose Days, and tap the days that should differ. The "
            "change can be copied to other rooms with Copy to… at the bottom.\n\n{agent}",
        ),
        questions=("Do you use the app on a phone, or the building dashboard?",),
        details=("On the phone, version {version}.",),
        found=("Schedule has a holiday override that was never ended.",),
    ),
    Topic(
        category="Question / Schedules", weight=3, german=True, urgency=(3,), device="App",
        subjects=("Zeitplan am Wochenende",),
        asks=("Guten Tag, wie stelle ich für Samstag und Sonntag andere Zeiten ein?\n\n{name}",),
        answers=(
            "Guten Tag {name},\n\nim Zeitplan auf „Tage“ tippen und die abweichenden Tage wählen. Mit „Kopieren "
            "nach…“ gilt es auch für andere Zimmer.\n\n{agent}",
        ),
        questions=("Nutzen Sie die App oder das Gebäude-Portal?",),
        details=("Die App auf dem Telefon.",),
        found=("Alter Urlaubsmodus war noch aktiv.",),
    ),
    Topic(
        category="Account and access", weight=10, device="App", tags=("sign-in",),
        subjects=("Cannot sign in to the app", "New phone, code never arrives"),
        asks=(
            "I changed phones and now the app asks for a code that never arrives. The heating is stuck at "
            "{cold}.\n\n{name}",
            "Password reset mail does not come. I looked in spam.\n{name}",
        ),
        answers=(
            "Hello {first},\n\nthe old phone was still the one that receives codes. I have removed it. Please "
            "sign in once more; the code now comes by mail.\n\n{agent}",
        ),
        questions=("Which mail address did you use when you set the hub up?",),
        details=("Probably the one of my predecessor. The hub is {serial}.",),
        found=("Account is still on the address of the former caretaker.",),
    ),
    Topic(
        category="Account and access / Installers", weight=4, urgency=(1, 2), tags=("installer",),
        subjects=("Installer code locked", "Standing at the customer's: installer code refused"),
        asks=("I am at a customer's house and my installer code is locked. Please free it quickly.\n{name}",),
        answers=("Hello {first},\n\nyour code is free again. It locks after five wrong tries.\n\n{agent}",),
        questions=("What is your partner number, please?",),
        details=("P-{order}. I have done the course in spring.",),
        found=("Five tries with the code of another partner.",),
    ),
    Topic(
        category="Billing", weight=7, urgency=(3,), tags=("invoice",),
        subjects=("Wrong VAT number on invoice {order}", "Invoice {order} was charged twice"),
        asks=(
            "Good morning,\n\ninvoice {order} still carries our old VAT number. Our accountant needs a corrected "
            "one by the end of the month.\n\n{name}",
            "You have taken the yearly fee twice, see {order}.\n{name}",
        ),
        answers=(
            "Good day {first},\n\nI have put it right. The corrected invoice {order} is in your account under "
            "Documents, and any sum taken twice goes back within three working days.\n\n{agent}",
        ),
        questions=("Could you send me the VAT number as it should be?",),
        details=("It is on our letterhead, I have attached nothing because the form would not take it.",),
        found=("Two mandates for one customer.",),
    ),
    Topic(
        category="Billing", weight=3, german=True, urgency=(3,), tags=("invoice",),
        subjects=("Rechnung {order}: falsche Adresse",),
        asks=("Guten Tag,\n\nauf der Rechnung {order} steht noch unsere alte Anschrift.\n\n{name}",),
        answers=("Guten Tag {name},\n\ndie berichtigte Rechnung liegt in Ihrem Konto.\n\n{agent}",),
        questions=("Wie lautet die neue Anschrift?",),
        details=("Steht in der Signatur dieser Nachricht.",),
        found=("Zwei Kundenkonten mit derselben Anschrift.",),
    ),
    Topic(
        category="Billing / Orders", weight=7, urgency=(2, 3), tags=("order",),
        subjects=("Where is order {order}?", "Order {order}: one valve missing"),
        asks=(
            "Ordered {count} valves nine days ago, order {order}. The tracking has not moved since Tuesday.\n{name}",
            "The parcel came today but one of {count} valves is missing.\n\n{name}",
        ),
        answers=("Hello {first},\n\nI am sorry. A replacement leaves us today by express.\n\n{agent}",),
        questions=("Was the box open, or the seal broken?",),
        details=("Seal was fine. The slot in the box was empty.",),
        found=("Packed by hand on the day the line stood still.",),
    ),
    Topic(
        category="Fault / Temperature", weight=8, device="Room Dial", tags=("sensor",),
        subjects=("{room} shows 27 °C but it is freezing", "Temperature jumps by five degrees"),
        asks=(
            "The dial in the {room} shows 27 degrees while my thermometer says {cold}. So nothing heats. It "
            "started {count} days ago.\n\n{name}",
        ),
        answers=(
            "Hello {first},\n\nthe dial measures its own wall: there is a warm pipe behind it. Please set an "
            "offset of -4 under Device, Calibration, or move it to an inner wall.\n\n{agent}",
        ),
        questions=("Is the dial on an outer wall, near a lamp or a pipe?",),
        details=("On the chimney breast. I never thought of that.",),
        found=("Reading follows boiler flow with 11 minutes' delay.", "Sensor drifts above 60 % humidity."),
    ),
    Topic(
        category="Fault / Batteries", weight=8, device="Valve R2", urgency=(2, 3), tags=("battery",),
        subjects=("Batteries empty after three weeks", "Valve in the {room} eats batteries"),
        asks=("I have changed the batteries of the {room} valve {count} times since summer. Normal?\n\n{name}",),
        answers=(
            "Hello {first},\n\nno. A valve that moves against a stuck pin draws ten times as much. Please push "
            "the pin in by hand a few times, then run Calibrate. If it happens again we send a new one.\n\n{agent}",
        ),
        questions=("Which batteries are they, and does the valve hum for long?",),
        details=("Rechargeable ones. It hums for half a minute.",),
        found=("Motor current 3x normal on closing.",),
    ),
    Topic(
        category="Fault / Batteries", weight=3, german=True, device="Valve R2", tags=("battery",),
        subjects=("Batterien nach drei Wochen leer",),
        asks=("Die Batterien im {room} halten nur drei Wochen. Ist das normal?\n\n{name}",),
        answers=("Guten Tag {name},\n\nnein. Bitte den Stift von Hand gängig machen und neu "
                 "kalibrieren. Sonst schicken wir ein neues Ventil.\n\n{agent}",),
        questions=("Verwenden Sie Akkus oder Batterien?",),
        details=("Akkus.",),
        found=("Motorstrom beim Schließen dreifach.",),
    ),
    Topic(
        category="Fault / Boiler", weight=6, device="Boiler Relay", urgency=(1, 2), tags=("boiler",),
        subjects=("Boiler fires although no room calls", "Boiler relay clicks all night"),
        asks=(
            "The boiler runs through the night although every room is at its target. Relay {serial}, firmware "
            "{version}. Gas bill to match.\n\n{name}",
        ),
        answers=(
            "Hello {first},\n\none valve reported 1 % open for hours and the relay took that for a call. The "
            "threshold is now 5 % for your system, and the next firmware does so for everybody.\n\n{agent}",
        ),
        questions=("Could you leave the relay's service mode on for one night?",),
        details=("Done. It clicked at 01:10, 02:10, 03:10.",),
        found=("Relay closes on demand 0.01.", "Same pattern on two other sites with {version}."),
    ),
    Topic(
        category="Data / Export", weight=4, urgency=(2, 3), tags=("cloud",),
        subjects=("Export misses two days", "Readings of {room} doubled in the export"),
        asks=(
            "We bill tenants from the monthly export. This month two days are missing for {count} flats.\n\n{name}",
        ),
        answers=(
            "Hello {first},\n\nthe two days were kept apart because the hub's clock had jumped. They are back in "
            "place; please run the export again. The cause is corrected since this morning.\n\n{agent}",
        ),
        questions=("Could you name one flat and one day that is missing?",),
        details=("Flat 12, the 3rd. It was fine in the app at the time.",),
        found=("Hub clock jumped by 86,400 s; rows are in quarantine.",),
    ),
    Topic(
        category="Data", weight=2, urgency=(1,), tags=("privacy", "cloud"),
        subjects=("Dashboard shows a building that is not ours",),
        asks=("Our dashboard lists rooms of another building. That must not be. Please call.\n\n{name}",),
        answers=(
            "Dear {first},\n\ntwo hubs had been registered under one site number. We have parted them, checked "
            "that nobody else saw yours, and written to our data protection officer.\n\n{agent}",
        ),
        questions=("Which rooms do you see that are not yours?",),
        details=("“Chapel” and “Vestry”. We have neither.",),
        found=("Site number typed by hand at the installation; two sites share it.",),
    ),
)  # fmt: skip

ROOMS = (
    "kitchen",
    "bathroom",
    "hall",
    "office",
    "living room",
    "bedroom",
    "common room",
    "workshop",
)
ROOMS_GERMAN = ("Bad", "Flur", "Büro", "Wohnzimmer", "Schlafzimmer", "Keller")
VERSIONS = ("4.2.0", "4.2.1", "4.3.0", "4.3.2")

SPAM = (
    (
        "Your website could rank higher",
        "We noticed your site is not on page one. Reply for an offer.",
    ),
    ("RE: RE: unpaid parcel fee", "Your parcel waits. Confirm your address within 24 hours."),
    ("Office chairs, 60 % off", "Only this week. Ergonomic and stylish."),
)
WANTED = (
    "Please find out why, I am at the end of the handbook.",
    "Please read the device log and tell me whether this is the device or the site.",
    "Third case of this kind this week. Please take it over.",
)
TRIED = (
    "Restarted the hub, re-paired, checked the range. No change.",
    "Went through the handbook page with the customer on the phone; every step as it should be.",
    "Asked for photos of the wiring, they look right. Swapped the batteries.",
)
NEEDED = ("A look at the log since the night it began.", "Somebody who knows {version}.", "")
MISSING = (
    "Please ask for the firmware version and the time of the last failure; without them I cannot find it in the log.",
    "The serial number is missing, and what exactly the app shows.",
    "Was the range check done with the valve on the radiator, or beside the hub?",
)
COMPLETED = (
    "Asked the customer: {version}, last time at 02:10. Serial {serial}.",
    "It was beside the hub, all fine there. So range, or the wall.",
)
NOTES = (
    "Spoke on the phone. Friendly, but this is the second winter.",
    "Looks like the case of last week. Watching whether it is the same build.",
    "Bench: cannot reproduce on {version} yet.",
    "Customer sends photos tonight.",
)
LESSONS = (
    "When the ring blinks red twice, it is the lease. The front line can set a fixed address.",
)
CONSULTS = (
    (
        "Is there a known fault with {version} and this symptom?",
        "Yes, corrected in the next build. Offer the beta.",
    ),
    ("May I promise a replacement outside the warranty?", "Yes, up to two valves."),
)
AGAIN = (
    "I am afraid it has come back this morning.",
    "Good for two days, and now the same again.",
)
AGAIN_GERMAN = ("Leider ist es seit heute früh wieder so.",)
THANKS = ("Thank you, works now!", "Perfect, many thanks.")
THANKS_GERMAN = ("Vielen Dank, jetzt geht es!",)
