"""Pages written from right to left: nothing runs over the edge, and the rail stands on the right.

The language is the pseudo-locale: every word of the catalogue, turned.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from browser.served import served
from browser.shots import CHROMIUM, QUIET, SIZES, sign_in

pytestmark = pytest.mark.browser
WORK = (
    "/work/queues/unassigned",
    "/work/tickets/11",
    "/work/tickets/2/handoffs/new",
    "/work/settings/",
)
OPEN = ("/", "/requests/new", "/help/articles/sign-in-with-a-new-phone", "/language")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("home"), more={"HANDRAIL_PSEUDO_LOCALE": "yes"}) as base:
        yield base


@pytest.fixture
def page(desk: str, size: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        width, height = SIZES[size]
        yield browser.new_page(viewport={"width": width, "height": height})
        browser.close()


def look(page: Page, name: str) -> dict[str, Any]:
    """Which way the page is written, and by how much it is wider than the window."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")
    found: dict[str, Any] = page.evaluate(
        "() => ({dir: document.documentElement.dir, computed: getComputedStyle(document.body).direction,"
        " over: document.documentElement.scrollWidth - window.innerWidth})"
    )
    return found


RIGHT = {"dir": "rtl", "computed": "rtl"}


def turn(page: Page, desk: str, language: str = "ar-xb") -> None:
    page.goto(f"{desk}/language")
    page.locator("select#id_language").select_option(language)
    page.locator("main button").click()
    page.wait_for_selector(f"html[lang={language}]")


@pytest.mark.parametrize("size", SIZES)
def test_the_portal(desk: str, page: Page, size: str) -> None:
    turn(page, desk)
    for place in OPEN:
        page.goto(desk + place)
        found = look(page, f"portal{place.replace('/', '-')}-{size}")
        assert found | RIGHT == found, place
        assert found["over"] <= 0, place


@pytest.mark.parametrize("size", SIZES)
def test_the_workspace(desk: str, page: Page, size: str) -> None:
    sign_in(page, desk, "mika@desk.example")
    turn(page, desk)
    for place in WORK:
        page.goto(desk + place)
        found = look(page, f"work{place.replace('/', '-')}-{size}")
        assert found | RIGHT == found, place
        assert found["over"] <= 0, place
    page.goto(desk + WORK[0])
    if size == "wide":
        rail = page.locator("#rail").bounding_box()
        assert rail is not None and rail["x"] > SIZES[size][0] / 2
    turn(page, desk, "en")


@pytest.mark.parametrize("size", ["phone"])
def test_a_phone_shows_one_pane_whatever_the_language(desk: str, page: Page, size: str) -> None:
    sign_in(page, desk, "jo@desk.example")
    turn(page, desk, "de")
    page.goto(f"{desk}/work/queues/unassigned")
    assert page.locator(".list").is_visible() and not page.locator(".talk").is_visible()
    page.goto(f"{desk}/work/tickets/11")
    assert page.locator(".talk").is_visible() and not page.locator(".list").is_visible()
    turn(page, desk, "en")
