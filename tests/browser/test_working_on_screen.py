"""A day's work on the screen: views, many at once, commands, writing, and two people on one ticket."""

import re

import pytest
from playwright.sync_api import expect

from browser.test_accessible import faults
from browser.test_journey_on_screen import open_ticket

pytestmark = pytest.mark.browser

DROP = """([target, name]) => {
  const held = new DataTransfer()
  held.items.add(new File(['x'], name, { type: 'text/plain' }))
  const how = { bubbles: true, cancelable: true }
  document.querySelector(target).dispatchEvent(name.startsWith('pasted')
    ? new ClipboardEvent('paste', { ...how, clipboardData: held })
    : new DragEvent('drop', { ...how, dataTransfer: held }))
}"""


def test_a_list_is_narrowed_kept_and_found_again(someone):
    page = someone("mika")
    page.goto("/work/queues/all")
    page.keyboard.press("f")
    panel = page.locator("#filters")
    expect(panel.get_by_role("checkbox", name="Open", exact=True)).to_be_focused()
    assert faults(page) == []
    panel.get_by_role("checkbox", name="P1").check()
    panel.get_by_label("Order").select_option("due")
    panel.get_by_role("button", name="Show these").click()
    expect(page.get_by_text("Priority: P1")).to_be_visible()
    narrowed = page.url
    page.get_by_role("link", name=re.compile("Password mail")).click()
    expect(page.locator("#head h1")).to_contain_text("Password mail")

    # A reload shows the same ticket beside the same list; back is back.
    page.reload()
    expect(page.locator("#head h1")).to_contain_text("Password mail")
    expect(page.locator(".list").get_by_text("Priority: P1")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Two users share"))).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("heading", name="Choose a ticket")).to_be_visible()
    assert page.url == narrowed

    page.keyboard.press("f")
    panel.get_by_label("Name of the view").fill("Fires")
    panel.get_by_role("button", name="Keep as a view").click()
    expect(page.get_by_text("Kept as “Fires”.")).to_be_visible()
    expect(page.locator(".rail").get_by_role("link", name=re.compile("Fires"))).to_be_visible()
    expect(
        page.locator(".rows").get_by_role("link", name=re.compile("Password mail"))
    ).to_be_visible()


def test_many_at_once_by_keyboard_and_undone(someone):
    page = someone("mika")
    page.goto("/work/queues/unassigned")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".bulk .chosen")).to_have_text("2 ticked")
    assert faults(page) == []
    page.locator(".bulk").get_by_role("button", name="Change…").click()
    expect(page.get_by_role("heading", name="Change 2 tickets")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="Leave it").click()
    # Keys pressed on a page that is leaving are lost with it.
    page.wait_for_url("**/work/queues/unassigned")
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    before = page.locator(".rows .row").count()
    page.locator(".bulk").get_by_role("button", name="Take", exact=True).click()
    expect(page.get_by_text("2 tickets changed.")).to_be_visible()
    expect(page.locator(".rows .row")).to_have_count(before - 2)
    assert faults(page) == []
    page.keyboard.press("z")
    expect(page.get_by_text("Undone on 2 tickets.")).to_be_visible()
    expect(page.locator(".rows .row")).to_have_count(before)


def test_everything_by_a_few_letters(someone):
    page = someone("mika")
    open_ticket(page, "second office")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="What do you want to do?")).to_be_focused()
    page.keyboard.type("hand")
    first = page.locator(".palette [aria-selected=true]")
    expect(first).to_contain_text("Hand over")
    expect(first.locator("kbd")).to_have_text("E")
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#sheet").get_by_label("Wanted")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="What do you want to do?")).to_be_focused()
    page.keyboard.type("sign in with")
    page.locator(".palette").get_by_text("Sign in with a new phone").click()
    expect(page.get_by_role("heading", level=1, name="Sign in with a new phone")).to_be_visible()


def test_writing_with_marks_files_and_names(someone):
    page = someone("mika")
    open_ticket(page, "second office")
    page.keyboard.press("n")
    page.keyboard.type("Ask @Jo")
    offered = page.get_by_role("option", name="Jo Adeyemi")
    expect(offered).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Enter")
    page.keyboard.type("about it: ")
    page.keyboard.press("Control+b")
    page.keyboard.type("soon")
    expect(page.locator("#note-text")).to_have_value("Ask @Jo Adeyemi about it: **soon**")
    page.evaluate(DROP, ["#note-text", "dropped.txt"])
    page.evaluate(DROP, ["#note-text", "pasted.txt"])
    expect(page.get_by_role("button", name="dropped.txt ×")).to_be_visible()
    page.get_by_role("button", name="dropped.txt ×").click()
    page.locator("form[data-mode=note]").get_by_role("button", name="Preview").click()
    expect(page.locator("#note-preview strong")).to_have_text("soon")
    assert faults(page) == []
    page.get_by_role("button", name="Add note").click()
    note = page.locator(".msg[data-kind=note]").last
    expect(note.locator("strong")).to_have_text("soon")
    expect(note.get_by_text("pasted.txt")).to_be_visible()
    expect(note.get_by_text("dropped.txt")).to_have_count(0)

    page.get_by_role("radio", name="Messages").check(force=True)
    expect(note).to_be_hidden()
    page.get_by_role("radio", name="Notes").check(force=True)
    expect(note).to_be_visible()


def test_what_is_typed_survives_the_browser(someone):
    page = someone("mika")
    open_ticket(page, "Wrong language")
    page.keyboard.press("r")
    page.keyboard.type("Half a sentence")
    expect(page.locator("#composer").get_by_text("Draft saved").first).to_be_visible()
    page.context.close()
    again = someone("mika")
    open_ticket(again, "Wrong language")
    expect(again.locator("#reply-text")).to_have_value("Half a sentence")


def test_two_people_see_each_other(someone):
    mika, lea = someone("mika"), someone("lea")
    open_ticket(mika, "share one seat")
    open_ticket(lea, "share one seat")
    expect(mika.get_by_text("Lea Brandt is looking")).to_be_visible()
    expect(lea.get_by_text("Mika Lindqvist is looking")).to_be_visible()
    lea.keyboard.press("r")
    lea.keyboard.type("I have this")
    expect(mika.get_by_text("Lea Brandt is typing…")).to_be_visible()
    assert faults(mika) == []
    lea.goto("/work/queues/mine")
    expect(mika.get_by_text("Lea Brandt is")).to_have_count(0)


def test_sent_and_on_to_the_next(someone):
    page = someone("lea")
    page.goto("/work/queues/all?sort=newest&state=open")
    page.locator(".rows .row").first.click()
    head = page.locator("#head h1")
    first = page.locator(".rows .row").nth(0).locator("b").inner_text()
    second = page.locator(".rows .row").nth(1).locator("b").inner_text()
    expect(head).to_have_text(first)
    page.keyboard.press("r")
    page.keyboard.type("We look into it.")
    page.get_by_role("checkbox", name="and open the next").check()
    page.get_by_role("button", name="Send, keep open").click()
    expect(head).to_have_text(second)
    assert "queue=all" in page.url and "sort=newest" in page.url


def test_panes_are_as_wide_as_one_likes(someone):
    page = someone("mika", viewport={"width": 1440, "height": 900})
    page.goto("/work/queues/mine")
    width = page.locator(".list").bounding_box()["width"]
    page.get_by_role("separator", name="Width of the list").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    wider = page.locator(".list").bounding_box()["width"]
    assert wider > width
    page.reload()
    assert page.locator(".list").bounding_box()["width"] == pytest.approx(wider, abs=1)
    page.get_by_role("separator", name="Width of the list").press("Home")
    assert page.locator(".list").bounding_box()["width"] == pytest.approx(width, abs=1)
