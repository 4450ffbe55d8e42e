"""Who writes to Lindqvist Heat: some forty organisations and the people in them. Our invention."""

import random
from dataclasses import dataclass

# name, domain, plan, whether German is spoken there
ORGANISATIONS = (
    ("Birch House Lettings", "birchhouse", "Landlord", False),
    ("Quayside Apartments", "quayside-apartments", "Building", False),
    ("Hausverwaltung Kern", "hv-kern", "Building", True),
    ("Stadtwerke Ahlental", "sw-ahlental", "Partner", True),
    ("Fenwick Plumbing", "fenwickplumbing", "Partner", False),
    ("Moorland Care Homes", "moorlandcare", "Building", False),
    ("Gasthof Zur Linde", "gasthof-linde", "Landlord", True),
    ("St Brannoc's School", "stbrannocs", "Building", False),
    ("Heizung Petersen", "heizung-petersen", "Partner", True),
    ("Larkfield Housing Trust", "larkfieldtrust", "Building", False),
    ("Otter Lane Studios", "otterlane", "Landlord", False),
    ("Wohnbau Sonnenhang", "wohnbau-sonnenhang", "Building", True),
    ("Copper & Clay Kitchens", "copperclay", "Landlord", False),
    ("Glenmara Hotel", "glenmara", "Building", False),
    ("Praxis Dr. Auerbach", "praxis-auerbach", "Landlord", True),
    ("Tideway Heating Services", "tidewayheating", "Partner", False),
    ("Pension Waldblick", "pension-waldblick", "Landlord", True),
    ("Harrow Street Library", "harrowstreet", "Building", False),
    ("Kita Regenbogenhaus", "kita-regenbogenhaus", "Landlord", True),
    ("Ashdown Property Care", "ashdowncare", "Building", False),
    ("Bellweather Offices", "bellweather", "Building", False),
    ("Meisterbetrieb Krug", "krug-meister", "Partner", True),
    ("Saltmarsh Holiday Lets", "saltmarsh", "Landlord", False),
    ("Nordhof Genossenschaft", "nordhof-eg", "Building", True),
    ("Pilcrow Bookshop", "pilcrowbooks", "Home", False),
    ("Redcastle Parish Council", "redcastle", "Landlord", False),
    ("Ravn & Daughters", "ravndaughters", "Partner", False),
    ("Autohaus Bremer", "autohaus-bremer", "Landlord", True),
    ("Whitmore Almshouses", "whitmore", "Building", False),
    ("Yarrow Yoga", "yarrowyoga", "Home", False),
    ("Installatie Van Dael", "vandael", "Partner", False),
    ("Kanzlei Roth", "kanzlei-roth", "Landlord", True),
    ("Greystone Farm Shop", "greystonefarm", "Home", False),
    ("Limetree Dental", "limetreedental", "Landlord", False),
    ("Haustechnik Moser", "haustechnik-moser", "Partner", True),
    ("Foundry Lofts", "foundrylofts", "Building", False),
    ("Marlow Rowing Club", "marlowrowing", "Home", False),
    ("Seehotel Marten", "seehotel-marten", "Building", True),
    ("Juniper Court", "junipercourt", "Building", False),
    ("Thornbury Veterinary", "thornburyvets", "Landlord", False),
)

FIRST = (
    "Amelia", "Bram", "Caitlin", "Dev", "Edie", "Farah", "George", "Holly", "Imran", "Jess", "Kofi",
    "Lena", "Marcus", "Nadia", "Owen", "Petra", "Quentin", "Rosa", "Stefan", "Tamsin", "Uma",
    "Viktor", "Wanda", "Yusuf", "Zoe", "Alan", "Beatrix", "Callum", "Daphne", "Euan",
)  # fmt: skip
FIRST_GERMAN = (
    "Anke", "Bernd", "Claudia", "Dieter", "Elke", "Florian", "Gudrun", "Holger", "Ilse", "Jens",
    "Katrin", "Lothar", "Martina", "Norbert", "Petra", "Rainer", "Sabine", "Thorsten", "Ute", "Uwe",
)  # fmt: skip
LAST = (
    "Abbott", "Bakshi", "Carver", "Donnelly", "Eastwood", "Fraser", "Gill", "Hargreave", "Iqbal",
    "Jardine", "Kettle", "Lomax", "Mbeki", "Norris", "Osei", "Pargeter", "Quigley", "Rowntree",
    "Sewell", "Tallis", "Underhill", "Vickers", "Wray", "Yates",
)  # fmt: skip
LAST_GERMAN = (
    "Albers", "Böhme", "Clausen", "Drexler", "Ebert", "Fuchs", "Gerlach", "Hartwig", "Jansen",
    "Kowalski", "Lorenz", "Maurer", "Niemann", "Ostermann", "Pohl", "Reuter", "Seidel", "Thiele",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who may write; `home` is the index of their organisation, None for a household."""

    name: str
    address: str
    german: bool
    home: int | None


ADA = Customer("Ada Whitcombe", "ada@birchhouse.example", False, 0)


def customers(rng: random.Random) -> list[Customer]:
    """Ada first, then everybody else: five or six to an organisation, and some households."""
    made = {ADA.address: ADA}
    for index, (_, domain, _, german) in enumerate(ORGANISATIONS):
        for _ in range(rng.choice((4, 5, 5, 6, 7))):
            _add(made, rng, f"{domain}.example", german, index)
    for _ in range(45):
        _add(made, rng, rng.choice(("post.example", "inbox.example")), rng.random() < 0.3, None)
    return list(made.values())


def _add(
    made: dict[str, Customer], rng: random.Random, domain: str, german: bool, home: int | None
) -> None:
    first = rng.choice(FIRST_GERMAN if german else FIRST)
    last = rng.choice(LAST_GERMAN if german else LAST)
    address = f"{first}.{last}@{domain}".lower().replace("ö", "oe").replace("ü", "ue")
    made.setdefault(address, Customer(f"{first} {last}", address, german, home))
