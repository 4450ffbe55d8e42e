"""One served desk and one browser for all browser tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from browser.served import served
from browser.shots import CHROMIUM, QUIET, sign_in_by_code

pytestmark = pytest.mark.browser
PASSWORD = "handrail demo"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the desk keeps its things, the mail it sends among them."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[str]:
    """The address of a real desk with a scene in it."""
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium here")
    with served(home) as address:
        yield address


@pytest.fixture(scope="module")
def ayse(chromium: Browser, base: str, home: Path) -> list[Any]:
    """The cookies of a customer, who signs in once: codes are rationed."""
    context = chromium.new_context()
    sign_in_by_code(context.new_page(), base, home / "outbox")
    cookies = context.cookies()
    context.close()
    return cookies


@pytest.fixture(scope="module")
def chromium(base: str) -> Iterator[Browser]:
    """Debian's browser."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def someone(chromium: Browser, base: str):
    """A page on which somebody of the desk is signed in; every script error fails the test."""
    contexts, faults = [], []

    def signed_in(name: str, **how: object) -> Page:
        context = chromium.new_context(base_url=base, **how)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
        if name:
            page.goto("/accounts/login/")
            page.get_by_label("Email").fill(f"{name}@desk.example")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/work/queues/mine")
        return page

    yield signed_in
    for context in contexts:
        context.close()
    assert not faults


def _is_fault(said) -> bool:
    """Refused content and script errors; a page that is not there is no fault of a script."""
    return said.type == "error" and "404" not in said.text and "422" not in said.text


@pytest.fixture
def _django_db_helper() -> None:
    """These tests look at a desk of its own process; the tests' database stays out of it."""
