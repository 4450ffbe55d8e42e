"""A ticket climbs the staircase on the screens, by keyboard, and open screens follow by themselves."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def open_ticket(page, words: str) -> None:
    page.goto("/work/queues/tier-1")
    page.get_by_role("link", name=re.compile(words)).click()
    expect(page.get_by_role("heading", level=1, name=re.compile(words))).to_be_visible()


def test_up_back_up_and_solved(someone):
    mika, jo = someone("mika"), someone("jo")
    open_ticket(mika, "Password mail")
    mika.keyboard.press("a")
    expect(mika.locator("#head")).to_contain_text("Mika Lindqvist")
    jo.goto("/work/queues/offers")
    mika.keyboard.press("e")
    sheet = mika.locator("#sheet")
    expect(sheet.get_by_label("To", exact=True)).to_be_focused()
    sheet.get_by_label("Wanted").fill("Look at the mail log")
    sheet.get_by_label("Tried").fill("Sent it twice")
    mika.keyboard.press("Control+Enter")
    expect(mika.get_by_text("Offered to Diagnosis.")).to_be_visible()

    # Jo's list fills without a reload.
    jo.get_by_role("link", name=re.compile("Password mail")).click()
    jo.get_by_role("link", name="Return, with what is missing").click()
    jo.locator("#sheet").get_by_label("What is missing").fill("Which address?")
    jo.keyboard.press("Control+Enter")
    expect(jo.get_by_text("Returned, with what is missing.")).to_be_visible()

    # Mika's open page shows it by itself, and keeps what is being typed.
    mika.keyboard.press("n")
    expect(mika.locator("#note-text")).to_be_focused()
    mika.keyboard.type("Half a thought")
    expect(mika.locator("#log").get_by_text("Which address?")).to_be_visible()
    expect(mika.locator("#note-text")).to_have_value("Half a thought")
    expect(mika.locator("autosave-draft").get_by_text("Draft saved")).to_be_visible()

    mika.keyboard.press("Escape")
    mika.keyboard.press("e")
    expect(sheet.get_by_label("Wanted")).to_have_value("Look at the mail log")
    sheet.get_by_label("Needed").fill("jonas@wolff.example")
    mika.keyboard.press("Control+Enter")
    expect(mika.get_by_text("Offered to Diagnosis.")).to_be_visible()

    expect(jo.get_by_role("button", name=re.compile("Accept"))).to_be_visible()
    jo.keyboard.press("y")
    expect(jo.locator("#head")).to_contain_text("Jo Adeyemi")
    jo.keyboard.press("r")
    jo.keyboard.type("Your provider blocked it. It is on its way.")
    jo.get_by_role("button", name="Send and solve").click()
    expect(jo.locator("#head")).to_contain_text("Solved")


def test_what_is_typed_survives_a_closed_page(someone):
    page = someone("mika")
    open_ticket(page, "second office")
    page.keyboard.press("r")
    page.keyboard.type("Under Settings, then")
    expect(page.locator("autosave-draft").get_by_text("Draft saved")).to_be_visible()
    page.reload()
    expect(page.locator("#reply-text")).to_have_value("Under Settings, then")


def test_letters_rest_inside_fields_and_can_be_turned_off(someone):
    page = someone("mika")
    open_ticket(page, "share one seat")
    page.locator("#reply-text").fill("")
    page.locator("#reply-text").press_sequentially("sea")
    expect(page.locator("#reply-text")).to_have_value("sea")
    expect(page.locator("#sheet form")).to_have_count(0)
    page.goto("/work/preferences")
    page.get_by_label("Single-letter keys").select_option("off")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Kept for this browser.")).to_be_visible()
    open_ticket(page, "share one seat")
    page.keyboard.press("e")
    expect(page.locator("#sheet form")).to_have_count(0)


def test_without_scripts_the_same_can_be_done(someone, chromium, base):
    page = chromium.new_context(base_url=base, java_script_enabled=False).new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("mika@desk.example")
    page.get_by_label("Password").fill("handrail demo")
    page.get_by_role("button", name="Sign in").click()
    page.goto("/work/queues/unassigned")
    page.get_by_role("link", name=re.compile("Webhook signature")).click()
    page.get_by_role("button", name=re.compile("Take it")).click()
    expect(page.locator("#head")).to_contain_text("Mika Lindqvist")
    page.get_by_text("Note", exact=False).first.click()
    page.get_by_role("link", name=re.compile("Hand over")).click()
    page.get_by_label("Wanted").fill("Check the key")
    page.get_by_label("Tried").fill("Nothing yet, because we cannot see keys")
    page.get_by_role("button", name="Offer it").click()
    expect(page.get_by_text("Offered to Diagnosis.")).to_be_visible()


def test_on_a_phone_one_pane_at_a_time(someone):
    page = someone("mika", viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto("/work/queues/tier-1")
    expect(page.locator(".rail")).to_be_hidden()
    page.get_by_role("button", name="Queues").click()
    expect(page.locator(".rail")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name=re.compile("Wrong language")).click()
    expect(page.get_by_role("heading", level=1, name=re.compile("Wrong language"))).to_be_visible()
    expect(page.locator(".list")).to_be_hidden()
    page.get_by_role("button", name="Facts").click()
    expect(page.locator("#facts")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More").click()
    page.get_by_role("link", name=re.compile("Wait or snooze")).click()
    expect(page.locator("#verbs")).to_be_hidden()
    expect(page.get_by_label("Waits")).to_be_focused()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
