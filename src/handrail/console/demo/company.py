"""Who Lindqvist Heat are: their tiers, teams, people and what they are asked about. Our invention."""

from dataclasses import dataclass
from typing import Any

DOMAIN = "lindqvist.example"
PASSWORD = "warm-house"
ZONE = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at the desk; `team` is a slug, `german` whether they answer in German."""

    login: str
    name: str
    role: str
    team: str
    leads: bool = False
    german: bool = False
    skills: tuple[tuple[str, int], ...] = ()


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
CALENDARS: dict[str, dict[str, list[list[str]]]] = {
    "Front line hours": {day: [["07:00", "19:00"]] for day in WEEKDAYS}
    | {"sat": [["09:00", "14:00"]]},
    "Office hours": {day: [["09:00", "12:30"], ["13:15", "17:30"]] for day in WEEKDAYS},
}

# By which of them customers are promised an answer.
PROMISED_BY = "Front line hours"

# level: (name, what it solves, what it hands on, objectives, minutes to answer an offer)
TIERS: dict[int, tuple[str, str, str, dict[str, Any], int]] = {
    1: (
        "Front line",
        "Pairing, schedules, the app, batteries, orders and invoices: all that the handbook knows.",
        "Anything that needs a device log read, or that came back twice.",
        {"first_contact": 0.6, "escalation": 0.25, "first_response_seconds": 4 * 3600},
        120,
    ),
    2: (
        "Diagnosis",
        "Reads hub and valve logs, reproduces faults on the bench, talks to installers.",
        "Firmware faults, wrong data in the cloud, anything that needs a code change.",
        {"escalation": 0.2, "returned_to": 0.1},
        240,
    ),
    3: (
        "Experts",
        "Works beside engineering: firmware, cloud data, and what nobody has seen before.",
        "What a letter from the front line can answer.",
        {"returned_to": 0.1},
        480,
    ),
}

# slug: (name, tier level, calendar); those of the fresh desk are taken over by their slug.
TEAMS = {
    "tier-1": ("Front line", 1, "Front line hours"),
    "accounts": ("Orders and accounts", 1, "Office hours"),
    "tier-2": ("Diagnosis", 2, "Office hours"),
    "tier-3": ("Experts", 3, "Office hours"),
}

SKILLS = ("Hub", "Valves", "Boilers", "App", "Billing", "Cloud data", "Firmware", "German")

COLLEAGUES = (
    Colleague("lea", "Lea Holm", "lead", "tier-1", leads=True, skills=(("App", 4), ("Valves", 4))),
    Colleague("mika", "Mika Salonen", "agent", "tier-1", skills=(("App", 4), ("Valves", 3))),
    Colleague("tom", "Tom Adeyemi", "agent", "tier-1", skills=(("Hub", 3), ("App", 2))),
    Colleague("sofia", "Sofia Brandt", "agent", "tier-1", german=True,
              skills=(("Valves", 4), ("German", 5))),
    Colleague("ruben", "Ruben Okafor", "agent", "tier-1", skills=(("App", 3), ("Hub", 2))),
    Colleague("hanna", "Hanna Weiss", "agent", "tier-1", german=True,
              skills=(("Hub", 3), ("German", 5))),
    Colleague("priya", "Priya Raman", "lead", "accounts", leads=True, skills=(("Billing", 5),)),
    Colleague("oskar", "Oskar Nilsson", "agent", "accounts", german=True, skills=(("Billing", 4),)),
    Colleague("noor", "Noor Jansen", "lead", "tier-2", leads=True,
              skills=(("Hub", 5), ("Boilers", 4))),
    Colleague("jo", "Jo Marchetti", "agent", "tier-2", skills=(("Boilers", 5), ("Hub", 4))),
    Colleague("greta", "Greta Vogel", "agent", "tier-2", german=True,
              skills=(("Valves", 5), ("German", 5))),
    Colleague("samir", "Samir Haddad", "agent", "tier-2", skills=(("Cloud data", 3), ("Hub", 4))),
    Colleague("elif", "Elif Aydin", "lead", "tier-3", leads=True,
              skills=(("Firmware", 5), ("Cloud data", 4))),
    Colleague("ines", "Ines Duarte", "agent", "tier-3", skills=(("Cloud data", 5), ("Hub", 5))),
    Colleague("wei", "Wei Zhang", "agent", "tier-3", skills=(("Firmware", 5), ("Boilers", 4))),
)  # fmt: skip

# They belong to no team: the administrator, the auditor, and an engineer who only comments.
OTHERS = (
    ("root", "Robin Root", "admin"),
    ("audit", "Astrid Quist", "auditor"),
    ("liv", "Liv Berg", "light_agent"),
)

# Visitors sit in for these; the simulated colleagues never touch their tickets.
VISITORS = ("mika", "jo", "ines", "lea", "root")
SIGN_INS = (
    ("mika", "answers on tier 1"), ("jo", "diagnoses on tier 2"), ("ines", "expert on tier 3"),
    ("lea", "leads tier 1"), ("root", "administers the desk"),
)  # fmt: skip

PLANS = (("Home", 0), ("Landlord", 10), ("Building", 20), ("Partner", 30))

# path: (complexity, team slug or "")
CATEGORIES = {
    "Question": (1, ""),
    "Question / Schedules": (1, ""),
    "Account and access": (1, ""),
    "Account and access / Installers": (1, ""),
    "Billing": (1, "accounts"),
    "Billing / Orders": (1, "accounts"),
    "Fault": (2, ""),
    "Fault / Pairing": (1, ""),
    "Fault / Batteries": (1, ""),
    "Fault / Hub": (2, ""),
    "Fault / Temperature": (2, ""),
    "Fault / Boiler": (2, ""),
    "Data": (3, ""),
    "Data / Export": (3, ""),
}

# key: (label, kind, options, public, categories it is asked in)
FIELDS: dict[str, tuple[str, str, list[str], bool, tuple[str, ...]]] = {
    "device": ("Device", "choice", ["Hub 2", "Valve R2", "Room Dial", "Boiler Relay", "App"], True,
               ("Fault", "Fault / Pairing", "Fault / Batteries", "Fault / Hub",
                "Fault / Temperature", "Fault / Boiler")),
    "serial": ("Serial number", "text", [], True, ("Fault", "Fault / Hub", "Fault / Boiler")),
    "order": ("Order number", "text", [], True, ("Billing", "Billing / Orders")),
    "firmware": ("Firmware", "text", [], False, ("Fault / Hub", "Data")),
    "installed_on": ("Installed on", "date", [], True, ("Fault / Boiler",)),
    "rooms": ("Rooms affected", "number", [], True, ("Fault / Temperature",)),
    "reproduced": ("Reproduced on the bench", "yes_no", [], False, ("Fault", "Data")),
}  # fmt: skip
