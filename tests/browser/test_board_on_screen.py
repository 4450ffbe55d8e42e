"""A lead gives tickets on: by the mouse, by the keyboard, without a script; and the board follows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.served import HERE, served
from browser.shots import CHROMIUM, SIZES
from browser.test_accessible import faults

pytestmark = pytest.mark.browser
BOARD = "/work/board"
# Source and target of a drag stand on the screen together.
TALL = {"width": 1440, "height": 1400}


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[str]:
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium here")
    with served(home, str(HERE / "scene.py"), str(HERE / "board_scene.py")) as address:
        yield address


def column(page: Page, name: str):
    """The column under a name, in the front line."""
    part = page.get_by_role("region", name="Front line")
    return part.locator(".column").filter(has=page.get_by_role("heading", name=name, exact=True))


def card(page: Page, words: str):
    return page.locator(".card").filter(has_text=words)


def test_dragged_to_somebody_and_taken_back(someone):
    page, watching = someone("lea", viewport=TALL), someone("root")
    page.goto(BOARD)
    watching.goto(BOARD)
    card(watching, "second office").locator("summary").focus()
    card(page, "Webhook signature").drag_to(column(page, "Nora Kelly"))
    expect(page.locator("#board-said")).to_contain_text("Nora Kelly has #")
    expect(column(page, "Nora Kelly")).to_contain_text("Webhook signature")
    expect(column(page, "Nora Kelly")).to_contain_text("4 of 12 open")
    # Another lead's board follows without a reload.
    expect(column(watching, "Nora Kelly")).to_contain_text("Webhook signature")
    expect(card(watching, "second office").locator("summary")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#board-said")).to_contain_text("back in the queue of Front line")
    expect(column(page, "Without an owner")).to_contain_text("Webhook signature")
    expect(column(watching, "Nora Kelly")).not_to_contain_text("Webhook signature")


def test_whom_nothing_can_be_given_takes_no_card(someone):
    page = someone("lea", viewport=TALL)
    page.goto(BOARD)
    card(page, "Webhook signature").drag_to(column(page, "Quentin Abe"))
    card(page, "Webhook signature").drag_to(page.locator(".column").filter(has_text="Jo Adeyemi"))
    expect(column(page, "Without an owner")).to_contain_text("Webhook signature")
    expect(page.locator("[data-dragging], [data-open], [data-held]")).to_have_count(0)
    assert page.locator("#board-said .notice").count() == 0


def test_the_same_by_keyboard_and_the_focus_goes_along(someone):
    page = someone("lea")
    page.goto(BOARD)
    giving = card(page, "Password mail").locator("summary")
    giving.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    chosen = page.get_by_label("Give #10 to")
    expect(chosen).to_be_focused()
    page.keyboard.press("Escape")
    expect(giving).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Mika")
    expect(chosen.locator("option:checked")).to_have_text("Mika Lindqvist")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(column(page, "Mika Lindqvist")).to_contain_text("Password mail")
    expect(card(page, "Password mail").locator("a")).to_be_focused()
    page.keyboard.press("z")
    expect(column(page, "Without an owner")).to_contain_text("Password mail")
    expect(card(page, "Password mail").locator("a")).to_be_focused()


def test_an_open_form_is_not_swept_away_by_news(someone):
    page, agent = someone("lea"), someone("mika")
    page.goto(BOARD)
    card(page, "Password mail").locator("summary").click()
    agent.goto("/work/queues/unassigned")
    before = column(page, "Mika Lindqvist").inner_text()
    page.evaluate(
        "document.body.addEventListener('live', () => { document.body.dataset.heard = 1 })"
    )
    agent.get_by_role("button", name="Take next").click()
    expect(page.locator("body[data-heard]")).to_have_count(1)
    expect(page.get_by_label("Give #10 to")).to_be_visible()
    assert column(page, "Mika Lindqvist").inner_text() == before
    page.keyboard.press("Escape")
    expect(column(page, "Mika Lindqvist")).to_contain_text("2 of 12 open")


def test_without_a_script_the_form_does_it(someone):
    page = someone("lea", java_script_enabled=False)
    page.goto(BOARD)
    card(page, "second office").locator("summary").click()
    page.get_by_label("Give #8 to").select_option("Pia Roth (Away)")
    card(page, "second office").get_by_role("button", name="Give").click()
    expect(page.locator("#board-said")).to_contain_text("Pia Roth has #8 now.")
    page.get_by_role("button", name="Undo").click()
    expect(column(page, "Without an owner")).to_contain_text("second office")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_board_and_roster_have_no_fault(someone, size, theme):
    width, height = SIZES[size]
    for who in ("root", "mika"):
        page = someone(who, viewport={"width": width, "height": height}, color_scheme=theme)
        for path in (BOARD, f"{BOARD}/roster"):
            page.goto(path)
            page.wait_for_load_state("load")
            if who == "root" and path == BOARD:
                page.locator(".give summary").first.click()
            assert faults(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width
