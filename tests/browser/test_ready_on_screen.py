"""A canned answer by its shortcut and a macro, on the screen, with nothing typed lost."""

import re

import pytest
from playwright.sync_api import expect

from browser.test_accessible import faults
from browser.test_journey_on_screen import open_ticket

pytestmark = pytest.mark.browser


def test_put_in_behind_what_was_typed_then_closed_by_a_macro(someone):
    page = someone("mika")
    open_ticket(page, "share one seat")
    page.keyboard.press("r")
    page.keyboard.type("One thing first.")
    page.get_by_role("link", name="Canned answer").click()
    sheet = page.locator("#sheet")
    expect(sheet.get_by_label("Find")).to_be_focused()
    assert faults(page) == []
    page.keyboard.type("check")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is in your reply. Read it, then send.")).to_be_visible()
    expect(page.locator("#reply-text")).to_have_value(
        re.compile(r"^One thing first\.\n\nHello .*Mika Lindqvist", re.DOTALL)
    )
    page.get_by_role("link", name=re.compile("^Macro")).click()
    expect(sheet.get_by_label("Macro", exact=True)).to_be_focused()
    assert faults(page) == []
    page.keyboard.press("Control+Enter")
    expect(page.locator("#head")).to_contain_text("Solved")
    expect(page.locator("#log").get_by_text("applied “Close as solved elsewhere”")).to_be_visible()
