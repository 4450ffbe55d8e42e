"""What a first visit costs: bytes, scripts, and nothing that moves."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser
SOURCES = Path(__file__).parent.parent.parent / "src" / "handrail"
SHIFT = """() => new Promise((done) => new PerformanceObserver((list) => done(
  list.getEntries().filter((one) => !one.hadRecentInput).reduce((sum, one) => sum + one.value, 0)))
  .observe({ type: 'layout-shift', buffered: true }) || setTimeout(() => done(0), 500))"""
PAGES = ["/work/queues/unassigned", "/work/tickets/11?queue=all", "/"]


def visit(someone, path: str):
    """A page by a browser that has seen nothing of the desk, signed in by its cookie alone."""
    signed_in = someone("mika")
    context = signed_in.context.browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies(signed_in.context.cookies())
    page, base = context.new_page(), signed_in.url
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    came, asked = [], []
    wire.on("Network.loadingFinished", lambda one: came.append(one["encodedDataLength"]))
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"http://{urlsplit(base).netloc}{path}")
    page.locator(".rows .loading").wait_for(state="detached")
    page.wait_for_load_state("load")
    return page, sum(came), asked


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_is_light_and_from_here_alone(someone, path):
    page, weight, asked = visit(someone, path)
    here = urlsplit(page.url).netloc
    assert weight < 150_000
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {here}
    page.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_moves_once_it_is_there(someone, path):
    page, _, _ = visit(someone, path)
    if "tickets" in path:
        page.locator("#known h2, #known button").first.wait_for()
    assert page.evaluate(SHIFT) < 0.001
    page.context.close()


def test_our_own_scripts_of_the_workspace_are_small():
    shared = SOURCES / "config" / "static" / "handrail" / "js"
    own = SOURCES / "workspace" / "static" / "workspace"
    sizes = {
        file.name: file.stat().st_size for folder in (shared, own) for file in folder.rglob("*.js")
    }
    assert sum(sizes.values()) < 40_000
    longest = {file.name: len(file.read_text().splitlines())
               for folder in (shared, own) for file in folder.rglob("*.js")}  # fmt: skip
    assert max(longest.values()) <= 150
