"""A tree is drawn with the mouse, published, walked by a customer, and its path reaches the ticket."""

import re

import pytest
from playwright.sync_api import expect

from browser.test_accessible import faults

pytestmark = pytest.mark.browser


def test_a_tree_from_its_first_line_to_the_ticket_it_opens(someone, ayse):
    page = someone("lea")
    page.goto("/work/trees/new")
    page.get_by_label("Name").fill("The export is slow")
    page.get_by_label("Who may walk it").select_option("0")
    page.get_by_label("Tier that owns it").select_option(index=1)
    page.get_by_role("button", name="Draw it").click()
    first = page.locator(".node").first
    first.get_by_label("Question").fill("Does it take longer than a minute?")
    first.get_by_label("leads to").first.select_option("new:step")
    step = page.locator('.node[data-kind="step"]')
    expect(step).to_be_visible()
    expect(first.get_by_label("Question")).to_have_value("Does it take longer than a minute?")
    step.get_by_label("What to try").fill("Choose a shorter time.")
    ticket = page.locator('.node[data-kind="ticket"]').get_by_label("Short name").input_value()
    step.get_by_label("If it did not help").select_option(label=ticket)
    solved = page.locator('.node[data-kind="solved"]')
    expect(page.get_by_text("Before it can be published")).to_be_visible()
    solved.get_by_role("button", name="Take this node away").click()
    expect(solved).to_have_count(0)
    expect(page.get_by_text("Before it can be published")).to_have_count(0)
    assert faults(page) == []
    page.get_by_role("button", name="Keep and publish").click()
    expect(page.get_by_text("is published")).to_be_visible()
    assert faults(page) == []

    visitor = someone("")
    visitor.context.add_cookies(ayse)
    visitor.goto("/")
    visitor.get_by_role("link", name="The export is slow").click()
    visitor.get_by_role("button", name="Yes").click()
    visitor.get_by_role("button", name="It did not help").click()
    assert faults(visitor) == []
    visitor.get_by_role("link", name="Write the request").click()
    expect(visitor.get_by_text("Tried: Choose a shorter time. — it did not help.")).to_be_visible()
    assert faults(visitor) == []
    visitor.get_by_role("button", name="Send").click()
    visitor.wait_for_url(re.compile(r"/requests/\d+$"))
    number = visitor.url.rsplit("/", 1)[1]
    page.goto(f"/work/tickets/{number}")
    expect(page.get_by_text("went through “The export is slow”")).to_be_visible()


def test_an_agent_walks_it_beside_the_conversation(someone):
    page = someone("mika")
    page.goto("/work/tickets/10")
    known = page.locator("#known")
    known.get_by_role("button", name="I cannot sign in").click()
    known.get_by_role("button", name="No", exact=True).click()
    expect(known.get_by_text("Look into the spam folder")).to_be_visible()
    assert faults(page) == []
    known.get_by_role("button", name="It did not help").click()
    expect(known.get_by_role("button", name="Set what it says")).to_be_visible()
    known.get_by_role("button", name="Set what it says").click()
    expect(page.get_by_text("The ticket has what the tree says about it.")).to_be_visible()
    expect(page.get_by_text("went through “I cannot sign in”")).to_be_visible()
