"""`make shots`: every page, at two sizes, in both themes, into shots/."""

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from browser.served import served

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
OUT = Path(__file__).parent.parent.parent / "shots"
PASSWORD = "handrail demo"
OUTBOX = Path()
# Codes are rationed, so the customer signs in once.
COOKIES: list[Any] = []
FRONT = {
    "queue": "/work/queues/unassigned",
    "mine": "/work/queues/mine",
    "recall": "/work/tickets/11",
}
WORK = {
    "offers": "/work/queues/offers",
    "empty": "/work/queues/watching", "ticket": "/work/tickets/11", "solved": "/work/tickets/5",
    "handoff": "/work/tickets/2/handoffs/new", "about": "/work/tickets/11/about",
    "incidents": "/work/incidents", "incident": "/work/incidents/1",
    "swarm": "/work/tickets/2/swarms/new", "part": "/work/tickets/2",
    "wait": "/work/tickets/1/wait", "keys": "/work/keys", "told": "/work/notifications",
    "choices": "/work/notifications/choices", "preferences": "/work/preferences",
    "search": "/work/search?q=invoice", "design": "/work/design",
    "all": "/work/queues/all?split=tier&show=number&show=tags", "filter": "/work/queues/all/filter?priority=1",
    "person": "/work/people/9", "missing": "/work/tickets/99999",
    "organisation": "/work/organisations/1", "owner": "/work/tickets/11/owner",
    "macro": "/work/tickets/11/macros/new", "ask": "/work/tickets/3/consults/new",
}  # fmt: skip
RULE = {
    "board": "/work/board", "roster": "/work/board/roster",
    "articles": "/work/knowledge", "article": "/work/knowledge/1", "flow-down": "/work/knowledge/report",
    "article-words": "/work/knowledge/1/words", "article-facts": "/work/knowledge/1/facts",
    "alike": "/work/knowledge/clusters", "versions": "/work/knowledge/1/versions/1",
    "trees": "/work/trees", "tree": "/work/trees/1", "drawing": "/work/trees/1/drawing",
    "declare": "/work/tickets/1/incidents/new", "run": "/work/incidents/1/settings",
    "speak": "/work/incidents/1", "figures": "/insight/", "mail": "/work/mail/", "admin": "/admin/desk/team/",
    "settings": "/work/settings/", "policies": "/work/settings/policies/",
    "policy": "/work/settings/policies/1", "trigger": "/work/settings/triggers/new",
    "calendar": "/work/settings/calendars/new", "team": "/work/settings/teams/1",
    "history": "/work/settings/history", "model": "/work/settings/learned-model",
    "suppressed": "/work/settings/suppressed", "mail-log": "/work/mail/log",
    "mailboxes": "/work/mail/mailboxes", "mailbox": "/work/mail/mailboxes/new",
    "webhook": "/work/mail/webhooks/new", "quarantine": "/work/quarantine",
    "new-tree": "/work/trees/new", "new-article": "/work/knowledge/new",
    "password": "/accounts/password/change/", "second-factor": "/accounts/2fa/",
}  # fmt: skip
MINE = {"requests": "/requests", "request": "/requests/11"}
OPEN = {
    "sign-in": "/accounts/login/", "code": "/accounts/login/code/", "home": "/",
    "answers": "/help/search?q=password+mail", "answer": "/help/articles/sign-in-with-a-new-phone",
    "walk": "/help/trees/i-cannot-sign-in", "language": "/language",
    "reset": "/accounts/password/reset/", "new": "/requests/new", "sent": "/requests/sent",
}  # fmt: skip


def sign_in(page: Page, base: str, email: str) -> None:
    """By password, as an agent does."""
    page.goto(f"{base}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/work/queues/mine")


def sign_in_by_code(page: Page, base: str, outbox: Path) -> None:
    """By the code in the latest mail of the outbox, as a customer does."""
    page.goto(f"{base}/accounts/login/code/")
    page.get_by_label("Email").fill("ayse.demir@northwind.example")
    page.get_by_role("button", name="Send the code").click()
    page.wait_for_url("**/code/confirm/")
    mail = max(outbox.iterdir(), key=lambda one: one.stat().st_mtime).read_text()
    code = re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", mail, re.M)
    assert code, mail
    page.get_by_label("Code").fill(code[1])
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(f"{base}/")


def shoot(browser: Browser, base: str, size: str, theme: str) -> None:
    """Every page once, each person in a browser of their own."""
    end = f"{size}-{theme}"
    _each(_opened(browser, size, theme), base, OPEN, end)
    for email, pages in (
        ("mika@desk.example", FRONT),
        ("jo@desk.example", WORK),
        ("root@desk.example", RULE),
    ):
        page = _opened(browser, size, theme)
        sign_in(page, base, email)
        _each(page, base, pages, end)
    page = _opened(browser, size, theme)
    if not COOKIES:
        sign_in_by_code(page, base, OUTBOX)
        COOKIES.extend(page.context.cookies())  # type: ignore[arg-type]
    page.context.add_cookies(COOKIES)
    _each(page, base, MINE, end)


def _opened(browser: Browser, size: str, theme: str) -> Page:
    width, height = SIZES[size]
    return browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme,  # type: ignore[arg-type]
        has_touch=size == "phone", reduced_motion="reduce",
    ).new_page()  # fmt: skip


def _each(page: Page, base: str, pages: dict[str, str], end: str) -> None:
    for name, path in pages.items():
        page.goto(base + path)
        page.wait_for_load_state("load")
        page.wait_for_timeout(350)
        page.screenshot(path=OUT / f"{name}-{end}.png")
    page.context.close()


def main(*themes: str) -> None:
    """All of it."""
    global OUTBOX
    OUT.mkdir(exist_ok=True)
    with TemporaryDirectory() as home, served(Path(home)) as base, sync_playwright() as play:
        OUTBOX = Path(home) / "outbox"
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for size in SIZES:
            for theme in themes or ("light", "dark"):
                shoot(browser, base, size, theme)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
