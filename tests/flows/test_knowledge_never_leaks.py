"""Invariant 3 for knowledge: no face shows anybody an article or a tree that they may not read.

Random articles and trees, each with a word of its own in every text, and every way to come by them,
over HTTP: portal (search, suggestions, pages, categories, trees, sitemap, feed), workspace (list,
answers, pages, ticket panel, trees) and API. What comes back is compared with an oracle of four lines.
"""

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import Cast, cast
from doors.api.programs import Program
from handrail.base.by import By
from handrail.base.clock import now
from handrail.desk.models import Brand, Category, Tier
from handrail.knowledge import actions as articles
from handrail.knowledge.models.article import ArticleQuerySet
from handrail.knowledge.trees import actions as trees
from handrail.knowledge.trees.models import TreeQuerySet
from handrail.knowledge.words import Words
from handrail.people.models import Person
from handrail.tickets import actions as tickets
from handrail.tickets.models import Ticket

# Each builds a world and asks some six hundred questions; LEAK_EXAMPLES=50 asks longer.
EXAMPLES = int(os.environ.get("LEAK_EXAMPLES", "3"))
pytestmark = pytest.mark.django_db
LEVELS = {"Visitor": 0, "Ada": 0, "Mika": 1, "Jo": 2, "Root": 99}
WRITERS = ("Mika", "Jo", "Root")
WORD = re.compile(r"zorn[a-j]+x")


@dataclass
class Text:
    """An article or a tree, as the oracle knows it."""

    word: str
    audience: int
    brand: Brand | None
    is_out: bool
    is_ended: bool = False
    pk: int = 0
    slug: str = ""
    is_tree: bool = False


@dataclass
class World:
    """Everything there is, and everybody's ways in."""

    people: Cast
    texts: list[Text] = field(default_factory=list)
    own: Brand | None = None
    categories: list[Category] = field(default_factory=list)
    ticket: Ticket | None = None


def may_read(name: str, text: Text, world: World, *, portal: bool) -> bool:
    """The oracle: level, brand, and that it is out; those who write see drafts inside the desk."""
    is_here = text.brand in (None, world.own) or (name in WRITERS and not portal)
    is_shown = text.is_out and not text.is_ended
    return (
        text.audience <= LEVELS[name] and is_here and (is_shown or (name in WRITERS and not portal))
    )


def make(dice: random.Random) -> World:
    world = World(cast())
    world.own = Brand.objects.order_by("pk").first()
    other = Brand.objects.create(name="Other", slug="other", address="other@desk.example")
    world.categories = [
        Category.objects.create(name=n, path=n, is_public=dice.random() < 0.8)
        for n in ("Heat", "Light")
    ]
    for number in range(8):
        word = (
            "zorn"
            + "".join("abcdefghij"[int(d)] for d in f"{number}{dice.randint(100, 999)}")
            + "x"
        )
        text = Text(word, dice.randint(0, 3), dice.choice([None, None, world.own, other]),
                    dice.random() < 0.75, is_tree=number >= 5)  # fmt: skip
        (_tree if text.is_tree else _article)(world, text, dice)
        world.texts.append(text)
    asked = " ".join(text.word for text in world.texts)
    world.ticket = tickets.open_ticket(
        requester=world.people.ada, subject="Heating trouble", text=asked, channel="portal",
        by=By.person(world.people.ada),
    )  # fmt: skip
    return world


def _place(text: Text, world: World, dice: random.Random) -> dict[str, int | None]:
    return {
        "audience": text.audience, "tier": Tier.objects.get(level=1).pk,
        "brand": text.brand.pk if text.brand else None, "category": dice.choice(world.categories).pk,
    }  # fmt: skip


def _article(world: World, text: Text, dice: random.Random) -> None:
    by = By.person(world.people.root, now() - timedelta(days=9))
    made = articles.create(
        words=Words(title=f"Trouble {text.word}", issue=f"Issue {text.word}",
                    resolution=f"So {text.word}"),
        facts=articles.Facts(**_place(text, world, dice)), by=by,  # type: ignore[arg-type]
    )  # fmt: skip
    text.pk, text.slug = made.pk, made.wordings.get().slug
    if text.is_out:
        articles.publish(made, by=by)
        text.is_ended = dice.random() < 0.2
    if text.is_ended:
        ends = now() - timedelta(hours=1)
        articles.schedule(made, review_at=None, expires_at=ends, by=by)


def _tree(world: World, text: Text, dice: random.Random) -> None:
    by = By.person(world.people.root)
    drawing = {"start": "a", "nodes": {"a": {"kind": "solved", "text": f"So {text.word}"}}}
    place = trees.Place(**_place(text, world, dice))  # type: ignore[arg-type]
    made = trees.plant(name=f"Tree {text.word}", place=place, definition=drawing, by=by)
    text.pk, text.slug = made.pk, made.slug
    if text.is_out:
        trees.publish(made, by=by)


def someone(world: World, name: str, number: int) -> Client:
    """A browser, each from an address of its own: answers are rationed by address."""
    client = Client(REMOTE_ADDR=f"10.0.0.{number}")
    if name != "Visitor":
        client.force_login(Person.objects.get(name=name))
    return client


def on_the_portal(world: World, client: Client) -> Iterator[tuple[str, str]]:
    """(which face, what it shows) of everything a portal has."""
    paths = ["/", "/sitemap.xml", "/help/feed"]
    paths += [f"/help/categories/{one.pk}" for one in world.categories]
    for text in world.texts:
        kind = "trees" if text.is_tree else "articles"
        paths.append(f"/help/{kind}/{text.slug}")
    yield from ((path, client.get(path).content.decode()) for path in paths)
    for text in world.texts:
        yield "search", _but_asked(client.get("/help/search", {"q": text.word}).text, text)
        typed = {"subject": "Trouble", "text": text.word}
        yield "suggestions", _but_asked(client.get("/help/suggestions", typed).text, text)


def in_the_workspace(world: World, client: Client) -> Iterator[tuple[str, str]]:
    """The same for the desk's own people; the ticket's own words are not counted as found."""
    assert world.ticket is not None
    paths = ["/work/knowledge", "/work/trees", f"/work/tickets/{world.ticket.pk}/knowledge"]
    for text in world.texts:
        paths.append(f"/work/{'trees' if text.is_tree else 'knowledge'}/{text.pk}")
    yield from ((path, client.get(path).text) for path in paths)
    for text in world.texts:
        yield "answers", _but_asked(client.get("/work/knowledge", {"q": text.word}).text, text)


def by_program(world: World, program: Program) -> Iterator[tuple[str, str]]:
    yield "trees", program.get("/trees").content.decode()
    for text in world.texts:
        yield (
            "one",
            program.get(f"/{'trees' if text.is_tree else 'articles'}/{text.pk}").content.decode(),
        )
        yield "articles", program.get(f"/articles?q={text.word}").content.decode()


def _but_asked(page: str, text: Text) -> str:
    """A page without the question that it repeats; titles say the word after another."""
    named = rf"(Trouble|Issue|So|Tree)( |%20|-|</?mark>)*{text.word}"
    return page if re.search(named, page) else page.replace(text.word, "")


def leaks(world: World, name: str, number: int) -> list[str]:
    """What one person came by and must not have."""
    client, wrong = someone(world, name, number), []
    faces = [(face, page, True) for face, page in on_the_portal(world, client)]
    if name in WRITERS:
        faces += [(face, page, False) for face, page in in_the_workspace(world, client)]
    if name != "Visitor":
        program = Program(Person.objects.get(name=name))
        is_inside = name in WRITERS
        faces += [(face, page, not is_inside) for face, page in by_program(world, program)]
    for face, page, portal in faces:
        allowed = {t.word for t in world.texts if may_read(name, t, world, portal=portal)}
        if hidden := set(WORD.findall(page)) - allowed:
            wrong.append(f"{name}: {face} shows {sorted(hidden)}")
    return wrong


def misses(world: World, name: str, number: int) -> list[str]:
    """What one person should find on the portal and does not: so that silence is not taken for safety."""
    client, wrong = someone(world, name, number), []
    for text in world.texts:
        kind = "trees" if text.is_tree else "articles"
        there = client.get(f"/help/{kind}/{text.slug}").status_code == 200
        if there != may_read(name, text, world, portal=True):
            wrong.append(f"{name}: {kind} {text.word} is {'there' if there else 'missing'}")
        if (
            not text.is_tree
            and there
            and text.word not in client.get("/help/search", {"q": text.word}).text
        ):
            wrong.append(f"{name}: search misses {text.word}")
    return wrong


@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(seed=st.integers(0, 10**6))
def test_nobody_comes_by_what_is_not_for_them(seed: int) -> None:
    with transaction.atomic():
        world = make(random.Random(seed))
        for number, name in enumerate(LEVELS):
            assert leaks(world, name, 2 * number) == []
            assert misses(world, name, 2 * number + 1) == []
        transaction.set_rollback(True)


@pytest.mark.parametrize("rows", [ArticleQuerySet, TreeQuerySet])
def test_control_without_the_scope_rule_it_would_be_noticed(
    rows: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make(random.Random(5))
    monkeypatch.setattr(rows, "visible_to", lambda self, *args, **kw: self)
    names = ("Visitor", "Mika")
    found = [line for number, name in enumerate(names) for line in leaks(world, name, number)]
    assert any(line.startswith("Visitor") for line in found), found
    assert any(line.startswith("Mika") for line in found), found
