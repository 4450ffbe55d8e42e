"""One ticket's whole journey: real mail in, through both tiers on screen, and one thread of mail out."""

import email
import smtplib
import subprocess
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parseaddr
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from real_desk import Desk, running
from waiting import until

HERE = Path(__file__).parent
PASSWORD = "a journey of tiers"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium at /usr/bin/chromium"),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("desk")
    with running(home, HANDRAIL_SMTP_URL=f"file:{home / 'outbox'}") as running_desk:
        script = (HERE / "people_of_a_desk.py").read_text()
        command = [*running_desk.command, "manage", "shell", "-c", script]
        subprocess.run(command, env=running_desk.env, check=True, capture_output=True)
        yield running_desk


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)


def sign_in(browser: Browser, desk: Desk, name: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{desk.url}/accounts/login/")
    page.fill("input[name=login]", f"{name}@desk.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/work/**")
    return page


def send(desk: Desk, message: EmailMessage) -> None:
    with smtplib.LMTP("127.0.0.1", int(desk.env["HANDRAIL_LMTP_PORT"])) as lmtp:
        lmtp.send_message(message)


def question() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Ada Whitcombe <ada@customer.example>", "support@localhost"
    mail["Subject"], mail["Message-ID"] = "Invoices show the wrong VAT", "<q1@customer.example>"
    mail.set_content("Every invoice for our Berlin office shows 16 % instead of 19 %.\n")
    return mail


def outbox(desk: Desk) -> list[Message]:
    """The mails that left, oldest first."""
    folder = Path(desk.env["HANDRAIL_HOME"]) / "outbox"
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]


def hand_over(page: Page, *, found: str) -> None:
    page.get_by_role("link", name="Hand over").click()
    page.fill("textarea[name=wanted]", "Find out why the German rate is stale.")
    page.fill("textarea[name=tried]", "Refreshed the tax table twice.")
    page.fill("textarea[name=found]", found)
    page.locator("#sheet form button.btn").click()
    expect(page.get_by_text("Offered to Diagnosis").first).to_be_visible()


def test_one_ticket_from_mail_through_two_tiers_to_one_thread_of_mail(
    desk: Desk, browser: Browser
) -> None:
    mika = sign_in(browser, desk, "mika")
    mika.goto(f"{desk.url}/work/queues/tier-1")

    # Mail in: it appears in the open queue without a reload.
    send(desk, question())
    row = mika.get_by_role("link", name="Invoices show the wrong VAT")
    expect(row).to_be_visible(timeout=30_000)
    row.click()
    mika.get_by_role("button", name="Take it").click()
    expect(mika.get_by_role("button", name="Take it")).to_have_count(0)

    # Tier 1 tries, and hands over with a package.
    mika.fill("#reply-text", "I have refreshed your tax table. Please give me an hour.")
    mika.get_by_role("button", name="Send, keep open").click()
    expect(mika.locator("#reply-text")).to_have_value("")
    hand_over(mika, found="")
    number = mika.url.rpartition("/")[2].partition("#")[0].partition("?")[0]

    # Tier 2 returns it once, with a reason.
    jo = sign_in(browser, desk, "jo")
    jo.goto(f"{desk.url}/work/tickets/{number}")
    jo.get_by_role("link", name="Return, with what is missing").click()
    jo.locator("#sheet textarea").first.fill("Which import run made the row?")
    jo.locator("#sheet form button.btn").click()
    expect(jo.get_by_text("Which import run made the row?").first).to_be_visible()

    # Tier 1 sees why without a reload, and completes it.
    expect(mika.get_by_text("Which import run made the row?").first).to_be_visible(timeout=30_000)
    hand_over(mika, found="Import run 8841.")

    # Tier 2 accepts, solves and replies.
    accept = jo.get_by_role("button", name="Accept")
    expect(accept).to_be_visible(timeout=30_000)
    accept.click()
    expect(accept).to_have_count(0)
    jo.fill("#reply-text", "The rate is right again, and your invoices were made anew.")
    jo.get_by_role("button", name="Send and solve").click()
    expect(jo.get_by_text("Solved").first).to_be_visible()

    mails = until(lambda: len(outbox(desk)) >= 4 and outbox(desk), "every mail has left")
    check_thread(mails)
    check_story(desk, int(number))
    check_figures(sign_in(browser, desk, "lea"), desk, int(number))
    check_answer(desk)


def check_thread(mails: list[Message]) -> None:
    """Received, first reply, a specialist looks into it, the answer: one thread to one customer."""
    texts = [mail.get_body(("plain",)).get_content() for mail in mails]  # type: ignore[attr-defined]
    assert ["reached us" in texts[0], "an hour" in texts[1], "specialist" in texts[2]] == [True] * 3
    assert "made anew" in texts[3]
    assert len(mails) == 4
    assert {mail["To"] for mail in mails} == {"Ada Whitcombe <ada@customer.example>"}
    assert all("<q1@customer.example>" in mail["References"] for mail in mails)
    earlier = "<q1@customer.example>"
    for mail in mails:
        assert mail["In-Reply-To"] == earlier
        earlier = mail["Message-ID"]
    assert len({parseaddr(mail["Reply-To"])[1] for mail in mails}) == 1


def check_story(desk: Desk, number: int) -> None:
    """One escalation, one return, and never two responsible at once, by the database's own word."""
    states = "SELECT array_agg(state ORDER BY id) FROM escalation_handoff WHERE ticket_id = %s"
    assert desk.query(states, number)[0] == ["returned", "accepted"]
    outcomes = "SELECT array_agg(outcome ORDER BY id) FROM escalation_stint WHERE ticket_id = %s"
    assert desk.query(outcomes, number)[0] == ["escalated", "solved"]
    gaps = """
        SELECT count(*) FROM escalation_stint one JOIN escalation_stint next ON next.ticket_id = one.ticket_id
        WHERE one.ticket_id = %s AND one.id < next.id AND one.ended_at <> next.started_at
    """
    assert desk.query(gaps, number)[0] == 0


def check_figures(page: Page, desk: Desk, number: int) -> None:
    """What the lead reads, tier by tier, against what this test did and when the log says it was."""
    at = Moments(desk, number)
    assert at.count("handoff.returned") == 1 and at.count("ticket.solved") == 1
    escalation, solution = at["ticket.moved"], at["ticket.solved"]
    lower = cells(page, desk, "tier/1/")
    assert {key: lower[key] for key in COUNTED_BELOW} == COUNTED_BELOW
    assert lower["first_response"] == spoken(at["ticket.opened"], at["ticket.replied"])
    assert lower["in_tier"] == spoken(at["ticket.opened"], escalation)
    assert lower["resolution"] == "–"
    upper = cells(page, desk, "tier/2/")
    assert {key: upper[key] for key in COUNTED_ABOVE} == COUNTED_ABOVE
    assert upper["resolution"] == spoken(at["ticket.opened"], solution)
    assert upper["in_tier"] == spoken(escalation, solution)
    assert upper["first_response"] == "–"
    nobody = cells(page, desk, "tier/3/")
    assert {nobody[key] for key in ("opened", "received", "solved", "escalated", "backlog")} == {
        "0"
    }
    # The page speaks in minutes; the rows behind it are right to the second.
    turns = (
        "SELECT array_agg(business_seconds ORDER BY id) FROM escalation_stint WHERE ticket_id = %s"
    )
    spent = [int((b - a).total_seconds()) for a, b in
             ((at["ticket.opened"], escalation), (escalation, solution))]  # fmt: skip
    assert desk.query(turns, number)[0] == spent
    assert sum(spent) > 0


ALL, HALF, NONE = "100\N{NO-BREAK SPACE}%", "50\N{NO-BREAK SPACE}%", "0\N{NO-BREAK SPACE}%"
COUNTED_BELOW = {
    "opened": "1", "received": "0", "solved": "0", "escalated": "1", "escalation": ALL,
    "returns_from": "1", "returned_from": HALF, "returns_to": "0", "first_contact": "–",
    "backlog": "0", "touches": "1.0",
}  # fmt: skip
COUNTED_ABOVE = {
    "opened": "0", "received": "1", "solved": "1", "escalated": "0", "escalation": NONE,
    "returns_to": "1", "returned_to": HALF, "returns_from": "0", "first_contact": NONE,
    "reopened": NONE, "backlog": "0", "touches": "1.0",
}  # fmt: skip


class Moments:
    """When each kind of event first happened to a ticket, by the log's own clock."""

    def __init__(self, desk: Desk, number: int) -> None:
        self.desk, self.number = desk, number

    def __getitem__(self, kind: str) -> datetime:
        query = "SELECT min(at) FROM base_event WHERE ticket_id = %s AND kind = %s"
        found: datetime = self.desk.query(query, self.number, kind)[0]
        return found

    def count(self, kind: str) -> int:
        query = "SELECT count(*) FROM base_event WHERE ticket_id = %s AND kind = %s"
        return int(self.desk.query(query, self.number, kind)[0])


def cells(page: Page, desk: Desk, place: str) -> dict[str, str]:
    """Every figure of a page, by its row."""
    page.goto(f"{desk.url}/insight/{place}")
    rows = page.locator("table:has(caption:has-text('All figures')) tbody tr").all()
    return {str(row.get_attribute("id")): row.locator("td").first.inner_text() for row in rows}


def spoken(start: datetime, end: datetime) -> str:
    """A length of less than an hour as a person would say it."""
    return f"{round(int((end - start).total_seconds()) / 60)} min"


def check_answer(desk: Desk) -> None:
    """The customer answers the last mail: it joins, and the ticket opens again."""
    last = outbox(desk)[-1]
    answer = EmailMessage()
    answer["From"], answer["To"] = "ada@customer.example", str(last["Reply-To"])
    answer["Subject"], answer["Message-ID"] = str(last["Subject"]), "<q2@customer.example>"
    answer["In-Reply-To"] = str(last["Message-ID"])
    answer.set_content("It still shows 16 %.\n")
    send(desk, answer)
    reopened = "SELECT count(*) FROM tickets_ticket WHERE reopened = 1 AND state = 'open'"
    until(lambda: desk.query(reopened)[0] == 1, "the ticket is open again")
    assert desk.query("SELECT count(*) FROM tickets_ticket")[0] == 1


def numbered(number: int) -> EmailMessage:
    mail = question()
    mail.replace_header("Subject", f"Question number {number}")
    mail.replace_header("Message-ID", f"<live-{number}@customer.example>")
    return mail


def test_a_lost_connection_heals_with_nothing_missed(desk: Desk, browser: Browser) -> None:
    mika, lea = sign_in(browser, desk, "mika"), sign_in(browser, desk, "lea")
    for page in (mika, lea):
        page.goto(f"{desk.url}/work/queues/tier-1")
        expect(page.locator(".live")).to_have_text("Live")

    mika.context.set_offline(True)
    expect(mika.locator(".live")).to_contain_text("Connection lost", timeout=60_000)
    for number in (1, 2, 3):
        send(desk, numbered(number))
        row = lea.get_by_role("link", name=f"Question number {number}")
        expect(row).to_be_visible(timeout=30_000)
    expect(mika.get_by_role("link", name="Question number 1")).to_have_count(0)

    mika.context.set_offline(False)
    for number in (1, 2, 3):
        row = mika.get_by_role("link", name=f"Question number {number}")
        expect(row).to_be_visible(timeout=60_000)
    expect(mika.locator(".live")).to_have_text("Live")
