"""An answer is taken back on screen, mail says how far it came, and its settings can be looked at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.served import HERE, served
from browser.shots import CHROMIUM, SIZES
from browser.test_accessible import faults
from browser.test_journey_on_screen import open_ticket

pytestmark = pytest.mark.browser
SETTINGS = "/work/settings"


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[str]:
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium here")
    with served(home, str(HERE / "scene.py"), str(HERE / "mail_scene.py")) as address:
        yield address


def test_sent_seen_to_wait_and_undone(someone):
    page = someone("mika")
    open_ticket(page, "share one seat")
    page.keyboard.press("r")
    page.keyboard.type("This was meant for somebody else.")
    page.keyboard.press("Control+Enter")
    clock = page.locator("undo-clock")
    expect(clock).to_contain_text("Sends in")
    first = clock.inner_text()
    expect(clock).not_to_have_text(first)
    assert faults(page) == []
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    expect(page.locator("#reply-text")).to_have_value("This was meant for somebody else.")
    expect(clock).to_have_count(0)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_way_mail_can_go_is_said_and_without_fault(someone, size, theme):
    width, height = SIZES[size]
    page = someone("mika", viewport={"width": width, "height": height}, color_scheme=theme)
    page.goto("/work/tickets/3")
    expect(page.locator("#head")).to_contain_text("Export stuck")
    expect(page.locator(".sending").get_by_text("Sent.", exact=True)).to_be_visible()
    for words in ("Came back: the mail to priya@", "554 5.7.1", "451 4.7.1 Greylisted. Next try"):
        expect(page.locator(".sending").filter(has_text=words)).to_be_visible()
    expect(page.get_by_role("button", name="Send again")).to_have_count(2)
    assert faults(page) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_settings_of_mail_have_no_fault(someone, size, theme):
    width, height = SIZES[size]
    page = someone("root", viewport={"width": width, "height": height}, color_scheme=theme)
    for path in ("sending-addresses/", "sending-addresses/new", "sending-rules/1", "frames/new",
                 "signing-keys/1", "suppressed"):  # fmt: skip
        page.goto(f"{SETTINGS}/{path}")
        page.wait_for_load_state("load")
        assert faults(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"


def test_a_frame_is_previewed_with_a_real_ticket(someone):
    page = someone("root")
    page.goto(f"{SETTINGS}/frames/1")
    page.get_by_role("button", name="Preview").click()
    shown = page.frame_locator("iframe.mail-html")
    expect(shown.get_by_text("Hello ").first).to_be_visible()
    edge = shown.locator("p").first.evaluate("one => getComputedStyle(one).borderLeftWidth")
    assert edge == "4px", "the frame's own style is shown"
    assert faults(page) == []
