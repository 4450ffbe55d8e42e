"""What a search finds, and what it does not."""

import pytest

from cast import Cast, cast
from handrail.base.by import By
from handrail.desk.models import Category, Membership, Team
from handrail.knowledge.search import index
from handrail.knowledge.search.people import find_people
from handrail.knowledge.search.showing import passages
from handrail.tickets import actions
from handrail.tickets.files import File
from rooms.search.scene import AT, ask, found, numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def them() -> Cast:
    return cast()


def test_all_words_must_be_there_in_whatever_form(them: Cast) -> None:
    ticket = ask(them.ada, "Radiators are cold", "The heating failed in two kitchens.")
    assert numbers("radiator kitchen ", them.mika) == [ticket.pk]
    assert numbers("radiator cellar ", them.mika) == []


def test_german_words_are_found_by_german_rules(them: Cast) -> None:
    ticket = ask(them.ada, "Die Heizungen", "Die Heizungen bleiben kalt.", language="de")
    assert numbers("heizung kalte ", them.mika) == [ticket.pk]


def test_newest_first_and_page_by_page(them: Cast) -> None:
    tickets = [ask(them.ada, "Printer").pk for _ in range(45)]
    seen: list[int] = []
    below = None
    while True:
        page = found("printer ", them.mika, below=below)
        seen += page.numbers
        if page.further is None:
            break
        below = page.further
    assert seen == sorted(tickets, reverse=True)


@pytest.mark.parametrize(
    "line",
    ["ERR-1234", "err-1234 ", "1234 ", "0x8007045D ", "jo.doe@mail-host.example.org ", "INV/2026/0017 ",
     "mail-host ", "+49 30 901820 ", "report_final.pdf ", "ada@people.example "],
)  # fmt: skip
def test_numbers_codes_addresses_and_names_of_files(them: Cast, line: str) -> None:
    text = "Error ERR-1234 (0x8007045D), jo.doe@mail-host.example.org, INV/2026/0017, +49 30 901820"
    ticket = ask(
        them.ada, "Fails", text, files=[File(name="report_final.pdf", content=b"%PDF-1.4")]
    )
    ask(them.ben, "Fails too", "Error ERR-1235, jo.roe@mail.example.org, INV/2026/0018, report.doc")
    assert numbers(line, them.mika) == [ticket.pk]


def test_exact_words_stand_in_this_order(them: Cast) -> None:
    ticket = ask(them.ada, "Heating", "It stays cold since Monday.")
    assert numbers('"stays cold"', them.mika) == [ticket.pk]
    assert numbers('"cold stays"', them.mika) == numbers('"stay cold"', them.mika) == []


def test_what_must_not_be_there(them: Cast) -> None:
    one, two = ask(them.ada, "Printer cold"), ask(them.ada, "Printer hot")
    assert numbers("printer -hot ", them.mika) == [one.pk]
    assert numbers("-cold", them.mika) == [two.pk]


def test_the_last_word_may_be_a_beginning(them: Cast) -> None:
    ticket = ask(them.ada, "Projector in the kitchen")
    assert numbers("kitchen proj", them.mika) == [ticket.pk]
    assert numbers("kitchen proj ", them.mika) == []


def test_small_words_do_not_stand_in_the_way(them: Cast) -> None:
    ticket = ask(them.ada, "Password lost", "Cannot sign in any more.")
    assert numbers("how to reset the lost password -reset", them.mika) == []
    assert numbers("the password ", them.mika) == [ticket.pk]


def test_notes_are_for_the_desk(them: Cast) -> None:
    ticket = ask(them.ada, "Printer", "It burns.")
    actions.note(ticket, author=them.mika, text="Kestrel again", by=By.person(them.mika, AT))
    index.index([ticket.pk])
    assert numbers("kestrel ", them.mika) == numbers("kestrel printer ", them.mika) == [ticket.pk]
    assert numbers("kestrel ", them.ada) == numbers("-kestrel printer ", them.mika) == []
    assert numbers("printer ", them.ada) == numbers("-kestrel printer ", them.ada) == [ticket.pk]
    shown = found("printer ", them.ada)
    assert "Kestrel" not in str(passages(shown.numbers, "'kestrel'", ["kestrel"], them.ada))


def test_a_redaction_is_followed_at_once(them: Cast) -> None:
    ticket = ask(them.ada, "Printer", "My password is rosebud.")
    message = ticket.messages.get()
    actions.redact(ticket, message=message, reason="secret", by=By.person(them.root, AT))
    assert numbers("rosebud ", them.root) == [] and numbers("printer ", them.root) == [ticket.pk]


def test_a_merged_ticket_is_found_as_the_one_it_went_into(them: Cast) -> None:
    one, two = ask(them.ada, "Unicorn", "Alpha."), ask(them.ada, "Printer", "Beta.")
    actions.merge(one, into=two, by=By.person(them.mika, AT))
    index.index([one.pk, two.pk])
    for line in ("unicorn ", "alpha beta ", "printer "):
        assert numbers(line, them.mika) == [two.pk]


def test_filters_narrow(them: Cast) -> None:
    kitchen = Category.objects.create(name="Kitchen", path="House/Kitchen")
    one = ask(them.ada, "Printer", category=kitchen, tags=["vip"], impact=1, urgency=1)
    two = ask(them.cy, "Printer")
    actions.take(two, person=them.mika, by=By.person(them.mika, AT))
    mine = {
        "owner:me": two, "owner:none": one, "requester:ada": one, "requester:cy@people.example": two,
        "organisation:birch": one, "category:kitchen": one, "tag:VIP": one, "priority:1": one,
        "-tag:vip": two, "owner:mika": two,
    }  # fmt: skip
    for line, ticket in mine.items():
        assert numbers(line, them.mika) == numbers(f"printer {line} ", them.mika) == [ticket.pk], (
            line
        )
    both = [two.pk, one.pk]
    for line in ("tier:1", "status:open", "team:tier-1", "created:2026-11-23", "created:>=2026-11",
                 "created:2026", "created:2d", "channel:email", "status:open,done", "tier:<2"):  # fmt: skip
        assert numbers(line, them.mika) == both, line
    for line in (
        "tier:2",
        "status:solved",
        "created:>2026-11-23",
        "created:<2026",
        "has:attachment",
    ):
        assert numbers(line, them.mika) == [], line


def test_a_bad_value_is_left_out_and_said_so(them: Cast) -> None:
    ticket = ask(them.ada, "Printer")
    for line in ("tier:two", "status:maybe", "created:soon", "team:nobody", "owner:nobody", "priority:9",
                 "created:2026-13-45", "created:9999", "tier:99999999999999999999"):  # fmt: skip
        answer = found(f"printer {line} ", them.mika)
        assert list(answer.numbers) == [ticket.pk] and "fits nothing" in answer.faults[0], line


def test_customers_may_not_ask_what_the_desk_knows(them: Cast) -> None:
    ticket = ask(them.ada, "Printer")
    answer = found("printer tier:3 ", them.ada)
    assert list(answer.numbers) == [ticket.pk] and "cannot filter by tier" in answer.faults[0]


def test_a_search_reads_on_past_what_it_may_not_show(them: Cast) -> None:
    Team.objects.update(visibility="private")
    second = Team.objects.get(slug="tier-2")
    mine = ask(them.ada, "Printer").pk
    for _ in range(70):
        ask(them.ada, "Printer", team=second)
    Membership.objects.filter(person=them.mika).exclude(team__slug="tier-1").delete()
    assert numbers("printer ", them.mika) == numbers('"printer"', them.mika) == [mine]


def test_people_by_beginnings_of_what_they_are_called(them: Cast) -> None:
    assert find_people("ad", them.mika) == [them.ada]
    assert find_people("ada@people", them.mika) == [them.ada]
    assert set(find_people("birch", them.mika)) == {them.ada, them.ben}
    assert find_people("ada", them.ada) == find_people("'; --", them.mika) == []


def test_passages_are_marked_and_harmless(them: Cast) -> None:
    ticket = ask(them.ada, "Printers <b>", 'The <script>alert("radiators")</script> ERR-12 & more')
    answer = found("radiator ERR-12 ", them.mika)
    (shown,) = passages(answer.numbers, answer.shown, answer.leads, them.mika)
    assert shown.ticket == ticket.pk and shown.subject == "Printers &lt;b&gt;"
    assert (
        "<mark>radiators</mark>" in shown.text and "<mark>ERR</mark>-<mark>12</mark>" in shown.text
    )
    assert "<script" not in shown.text.replace("<mark>", "")
