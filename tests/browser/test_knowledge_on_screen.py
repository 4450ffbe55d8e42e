"""From a typed question to an answer; and from a solved ticket to the answer the next one finds."""

import re

import pytest
from playwright.sync_api import expect

from browser.test_accessible import faults

pytestmark = pytest.mark.browser


def test_a_visitor_types_a_question_and_finds_the_answer(someone):
    page = someone("")
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("my password mail is not coming")
    answer = page.locator("#answers").get_by_role("link", name="The mail with my new password")
    expect(answer).to_be_visible()
    assert faults(page) == []
    answer.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "The mail with my new password does not arrive"
    )
    assert faults(page) == []
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("Thank you.")).to_be_visible()


def test_who_writes_to_us_is_shown_what_may_help_and_keeps_what_was_typed(someone):
    page = someone("")
    page.goto("/requests/new")
    page.get_by_label("In one line").press_sequentially("New phone, cannot sign in")
    hint = page.locator("#suggestions").get_by_role("link", name="Sign in with a new phone")
    expect(hint).to_be_visible()
    assert faults(page) == []
    expect(page.get_by_label("In one line")).to_have_value("New phone, cannot sign in")


def test_what_a_ticket_taught_is_found_by_the_next_customer(someone):
    page, visitor = someone("lea"), someone("")
    visitor.goto("/help/search?q=data+residency+before+we+sign")
    expect(visitor.get_by_role("link", name="Where is our data kept?")).to_have_count(0)
    page.goto("/work/tickets/5")
    expect(page.get_by_role("button", name="Write an article from it")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("l")
    expect(page.get_by_label("Title")).to_have_value(re.compile("Data residency"))
    page.get_by_label("Title").fill("Where is our data kept?")
    page.get_by_label("Resolution").fill("In **Frankfurt**, and only there.")
    assert faults(page) == []
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("link", name="For whom, until when").click()
    page.get_by_label("Who may read it").select_option("0")
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published.")).to_be_visible()
    visitor.goto("/help/search?q=where+do+you+keep+our+data")
    visitor.get_by_role("link", name="Where is our data kept?").click()
    expect(visitor.get_by_text("In Frankfurt, and only there.")).to_be_visible()
