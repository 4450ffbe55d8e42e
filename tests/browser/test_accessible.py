"""axe finds nothing on any page, in either theme, at a desk or on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from browser.shots import FRONT, MINE, OPEN, RULE, SIZES, WORK

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
pytestmark = pytest.mark.browser


def faults(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("who", ["", "mika", "jo", "root"])
def test_no_page_has_a_fault(someone, size, theme, who):
    width, height = SIZES[size]
    page = someone(who, viewport={"width": width, "height": height}, color_scheme=theme)
    pages = {
        "": OPEN,
        "mika": FRONT,
        "jo": WORK,
        # The back office is a package of somebody else's.
        "root": {name: path for name, path in RULE.items() if name != "admin"},
    }[who]
    for name, path in pages.items():
        page.goto(path)
        page.wait_for_load_state("load")
        page.locator(".rows .loading").wait_for(state="detached")
        assert faults(page) == [], name


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_of_a_customer_has_a_fault(someone, ayse, size, theme):
    width, height = SIZES[size]
    page = someone("", viewport={"width": width, "height": height}, color_scheme=theme)
    page.context.add_cookies(ayse)
    for name, path in MINE.items():
        page.goto(path)
        assert faults(page) == [], name


ZOOMED = [
    "/work/queues/all", "/work/tickets/11", "/work/board", "/work/notifications/choices", "/work/design",
    "/", "/requests/new",
]  # fmt: skip


@pytest.mark.parametrize("path", ZOOMED)
@pytest.mark.parametrize("width", [720, 320])
def test_nothing_is_cut_off_when_zoomed(someone, path, width):
    """1440 pixels at 200 %, and the width to which pages must flow (WCAG 1.4.4, 1.4.10)."""
    page = someone("lea", viewport={"width": width, "height": 450})
    page.goto(path)
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
