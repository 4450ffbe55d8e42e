"""The decision trees of Lindqvist Heat, and how they were walked in the last weeks."""
# ruff: noqa: E501 - sentences read best unbroken

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handrail.base.by import By
from handrail.desk.models import Category, Team, Tier
from handrail.knowledge.trees import actions, walking
from handrail.knowledge.trees.graph import ENDS, Solved
from handrail.knowledge.trees.models import Tree, Walk
from handrail.people.models import Person

WALKS = 60
DAYS = 28
# Who leaves where: the question about the sticker asks customers to climb behind the router.
LEAVES = {"Sticker": 0.4}


@dataclass(frozen=True, slots=True)
class Plan:
    """One tree; teams stand in it by their slug, categories by their path."""

    name: str
    category: str
    audience: int
    start: str
    nodes: dict[str, dict[str, Any]]


def _ask(text: str, answers: dict[str, str], hint: str = "") -> dict[str, Any]:
    ways = [{"text": said, "to": to} for said, to in answers.items()]
    return {"kind": "question", "text": text, "help": hint, "answers": ways}


def _try(text: str, failed: str, article: str = "") -> dict[str, Any]:
    return {"kind": "step", "text": text, "failed": failed, "article": article}


GROVE = (
    Plan("My hub is offline", "Fault / Hub", 0, "Light", {
        "Light": _ask("What colour is the light on your hub?",
                      {"Green": "App", "Blue, blinking": "Router", "Red": "Sticker", "It is dark": "Plug"},
                      "It is on the front, below the logo."),
        "Plug": _try("Take the plug out, count to sixty, and put it back. Wait two minutes.", "Ticket"),
        "Router": _try("Restart your router. The hub finds it again within five minutes.", "Ticket", "the-hub-is-offline"),
        "App": _try("Close the app and open it again. Does it show your rooms now?", "Ticket"),
        "Sticker": _ask("Does the sticker below the hub say “Hub 2”?", {"Yes": "Experts", "No": "Ticket"}),
        "Experts": {"kind": "escalate", "team": "tier-2", "text": "A red light needs a look from our side.",
                    "wanted": "Read the hub's log: its light is red.", "found": ""},
        "Ticket": {"kind": "ticket", "text": "We will look at it with you.", "subject": "My hub is offline",
                   "category": "Fault / Hub", "urgency": 2, "impact": 2, "tags": ["hub"]},
    }),
    Plan("A room stays cold", "Fault / Temperature", 0, "Valve", {
        "Valve": _ask("Does the valve's ring light up when you turn it?", {"Yes": "Pipe", "No": "Batteries"}),
        "Batteries": _try("Put in two new alkaline batteries.", "Ticket", "batteries-are-empty-after-a-few-weeks"),
        "Pipe": _ask("Is the pipe below the valve warm?", {"Yes": "Pin", "No": "Boiler"},
                     "Careful, it may be hot."),
        "Pin": _try("Take the valve off and press the radiator's pin with a spoon: it must spring back. Press it ten times.", "Ticket"),
        "Boiler": _ask("Are other rooms warm?", {"Yes": "Ticket", "No": "Known"}),
        "Known": {"kind": "solved", "text": "Then the boiler is off, or its timer is. Look at the boiler's own display; your installer can help."},
        "Ticket": {"kind": "ticket", "text": "We will look at it with you.", "subject": "A room stays cold", "tags": []},
    }),
    Plan("Boiler fires although no room calls", "Fault / Boiler", 1, "Firmware", {
        "Firmware": _ask("Which firmware does the Boiler Relay have?", {"Up to 4.1": "Update", "4.2 or newer": "Log"},
                         "In the customer's devices, under *Relay*."),
        "Update": _try("Start the update from the console. It takes four minutes; the relay restarts.", "Log"),
        "Log": {"kind": "escalate", "team": "tier-2", "wanted": "Read the relay's log around the time of the last firing.",
                "found": "The relay fires without a call from any room.", "text": ""},
    }),
)  # fmt: skip


def plant_grove(at: datetime, *, walked_to: datetime) -> None:
    """Plant and publish them, and walk them as people would have until now."""
    lead = Person.objects.filter(role="admin").order_by("pk").first()
    if lead is None:
        return
    rng = random.Random(7)  # noqa: S311 - the same walks every time
    for plan in GROVE:
        tree = _plant(plan, By.person(lead, at))
        for number in range(WALKS if plan.audience == 0 else 0):
            begun = walked_to - timedelta(days=DAYS * rng.random(), minutes=5)
            _walk(tree, f"visitor {number}", begun, rng)


def _plant(plan: Plan, by: By) -> Tree:
    categories = dict(Category.objects.values_list("path", "pk"))
    teams = dict(Team.objects.values_list("slug", "pk"))
    tier = Tier.objects.get(level=max(1, plan.audience))
    place = actions.Place(
        tier=tier.pk, audience=plan.audience, category=categories.get(plan.category)
    )
    nodes = {name: _numbered(node, teams, categories) for name, node in plan.nodes.items()}
    drawing = {"start": plan.start, "nodes": nodes}
    return actions.publish(
        actions.plant(name=plan.name, place=place, definition=drawing, by=by), by=by
    )


def _numbered(
    node: dict[str, Any], teams: dict[str, int], categories: dict[str, int]
) -> dict[str, Any]:
    found = dict(node)
    if "team" in found:
        found["team"] = teams[found["team"]]
    if "category" in found:
        found["category"] = categories.get(found["category"])
    return found


def _walk(tree: Tree, reader: str, at: datetime, rng: random.Random) -> Walk:
    """One walk: steps help every other time, and some leave."""
    walk = walking.begin(tree, reader=reader, at=at)
    while walk.ended_at is None and not isinstance(walking.stands_at(walk), ENDS):
        if rng.random() < LEAVES.get(walk.here, 0.05):
            return walk
        at += timedelta(seconds=rng.randint(8, 90))
        walk = walking.answer(
            walk, said=rng.choice(walking.choices(walking.stands_at(walk))), at=at
        )
    if walk.ended_at is None and isinstance(walking.stands_at(walk), Solved):
        walk = walking.finish(walk, at=at + timedelta(seconds=20))
    return walk
