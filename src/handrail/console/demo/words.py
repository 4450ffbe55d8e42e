"""Filling the blanks in what people say."""

import random
from typing import Any

from handrail.console.demo import topics
from handrail.console.demo.life import Life
from handrail.console.demo.topics import Topic


def blanks(rng: random.Random, topic: Topic, name: str) -> dict[str, Any]:
    """What one ticket is about: the same room, serial and order through all of it."""
    return {
        "name": name,
        "first": name.partition(" ")[0],
        "room": rng.choice(topics.ROOMS_GERMAN if topic.german else topics.ROOMS),
        "count": rng.randint(2, 9),
        "cold": rng.randint(13, 17),
        "serial": f"LH{rng.randint(200000, 899999)}",
        "order": f"{rng.randint(41000, 58999)}",
        "version": rng.choice(topics.VERSIONS),
    }


def entitled(text: str, words: dict[str, Any]) -> str:
    """A subject line, which begins with a capital whatever its first blank holds."""
    line = text.format(**words)
    return line[:1].upper() + line[1:]


def fill(life: Life, text: str) -> str:
    """The text with this ticket's blanks; {agent} is whoever owns it now."""
    agent = life.owner.name.partition(" ")[0] if life.ticket.owner_id else ""
    return text.format(**life.words, agent=agent)


def fields_of(topic: Topic, words: dict[str, Any]) -> dict[str, Any]:
    """The custom fields a form would have asked for."""
    if topic.category.startswith("Billing"):
        return {"order": words["order"]}
    found = {"device": topic.device} if topic.device and topic.category.startswith("Fault") else {}
    return found | (
        {"serial": words["serial"]} if topic.device in {"Hub 2", "Boiler Relay"} else {}
    )
