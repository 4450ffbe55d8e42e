"""Hostile mail opened by an agent, an administrator and a customer: nothing runs, nothing leaves the page."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.served import HERE, served
from browser.shots import CHROMIUM, sign_in_by_code

pytestmark = pytest.mark.browser
DATA = Path(os.environ.get("HANDRAIL_DATA", "../shared/data")) / "abuse"


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[str]:
    """A desk with the usual scene and all hostile mail in it."""
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium here")
    if not DATA.exists():
        pytest.skip(f"there are no hostile texts in {DATA}")
    with served(home, str(HERE / "scene.py"), str(HERE / "hostile.py")) as address:
        yield address


class Watch:
    """What a page did that it must not."""

    def __init__(self, page, base: str) -> None:
        self.page, self.base, self.wrong = page, base, []
        page.on("dialog", self._dialog)
        page.context.on("request", self._request)
        page.context.on("page", lambda new: self.wrong.append(f"opened {new.url}"))

    def _dialog(self, dialog) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request) -> None:
        if not request.url.startswith((f"{self.base}/", "data:image/", "about:")):
            self.wrong.append(f"asked for {request.url}")

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)
        self.page.wait_for_load_state("load")
        assert self.wrong == [], path


def numbers(page, base: str) -> list[str]:
    """The tickets that hold the hostile mails, newest first."""
    page.goto(f"{base}/work/search?q=plain ")
    links = page.locator("a.row").evaluate_all("rows => rows.map(row => row.getAttribute('href'))")
    return [link.rsplit("/", 1)[1] for link in links]


def test_an_agent_opens_all_of_it(someone, base):
    page = someone("mika")
    watch = Watch(page, base)
    found = numbers(page, base)
    assert len(found) >= 5
    for number in found:
        watch.open(f"/work/tickets/{number}?all=1")
        frames = page.locator(".as-sent iframe")
        assert frames.count() > 5
        for one in page.locator("details.as-sent").all():
            one.evaluate("it => { it.open = true; it.querySelector('iframe').loading = 'eager' }")
        for place in range(frames.count()):
            inside = page.frame_locator(".as-sent iframe").nth(place).locator("body")
            inside.wait_for(state="attached")
            assert inside.evaluate("() => document.querySelectorAll('script').length") == 0
        page.wait_for_load_state("networkidle")
        assert watch.wrong == [], number
    for path in ("/work/queues/unassigned", "/work/search?q=alert", "/work/search?q=script "):
        watch.open(path)


def test_an_administrator_looks_at_what_could_not_be_read(someone, base):
    watch = Watch(someone("root"), base)
    watch.open("/work/mail/")


def test_a_customer_opens_it_too(chromium, base, home):
    context = chromium.new_context(base_url=base)
    page = context.new_page()
    sign_in_by_code(page, base, home / "outbox")
    watch = Watch(page, base)
    watch.open("/requests")
    links = page.locator("a.request").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    assert len(links) >= 5
    for link in links:
        watch.open(link)
        page.wait_for_load_state("networkidle")
    assert watch.wrong == []
    context.close()
