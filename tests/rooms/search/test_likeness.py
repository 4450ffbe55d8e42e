"""Like tickets: solved before, come twice, and many at once."""

from datetime import timedelta

import pytest

from cast import Cast, cast
from handrail.base.by import By
from handrail.knowledge.search import clusters, index, likeness, meaning, relevance, typos
from handrail.knowledge.search.clusters import clusters_for, gather
from handrail.knowledge.search.language import parse
from handrail.knowledge.search.models import Cluster
from handrail.tickets import actions
from rooms.search.scene import AT, ask, found

pytestmark = pytest.mark.django_db
VPN = [
    "VPN disconnects after the update", "VPN drops since the update", "VPN connection lost after update",
    "After the update the VPN disconnects", "VPN update broke the connection",
]  # fmt: skip
NOISE = [
    "Invoice has the wrong address", "Please reset my password", "Delivery is late", "Refund for order 7",
    "How do I export a report", "Cancel my subscription", "The printer has no toner",
    "Add a colleague to our account", "Chair with a broken leg", "Question about opening hours",
    "Change the bank account", "Dark mode for the app", "Missing parcel", "Discount code refused",
    "Search finds nothing", "Newsletter twice a day", "Gift card balance", "Loud fan in the laptop",
]  # fmt: skip


@pytest.fixture
def them() -> Cast:
    return cast()


def test_solved_tickets_about_the_same_come_first(them: Cast) -> None:
    old = ask(them.cy, VPN[0], "The tunnel is gone after every update of the client.")
    actions.solve(old, by=By.person(them.mika, AT))
    for subject in NOISE[:6]:
        actions.solve(ask(them.ben, subject, subject), by=By.person(them.mika, AT))
    new = ask(them.ada, VPN[1], "Since the update of the client the tunnel drops.")
    assert next(one.number for one in likeness.solved_before(new, them.mika)) == old.pk
    assert likeness.solved_before(new, them.ada) == []


def test_the_same_request_twice(them: Cast) -> None:
    one = ask(them.ada, "Radiator cold", "The radiator in the kitchen stays cold.")
    ask(them.ada, "Invoice", "Please send the invoice of May again.")
    same = ask(them.cy, "Radiator cold", "The radiator in the kitchen stays cold.")
    ask(them.ben, "Kitchen", "The kitchen of the radiator has no window.")
    two = ask(them.ada, "Kitchen radiator", "My radiator in the kitchen stays cold, please help.")
    found_twice = {like.number: like.why for like in likeness.duplicates(two, them.mika)}
    assert found_twice == {one.pk: "same requester", same.pk: "nearly the same words"}
    assert likeness.duplicates(same, them.mika)[0].why == "nearly the same words"


def test_what_looks_alike_is_put_together_and_named(them: Cast) -> None:
    alike = {ask(them.ada, subject, subject).pk for subject in VPN}
    for subject in NOISE:
        ask(them.cy, subject, subject)
    gather(now=AT + timedelta(hours=2))
    (group,) = clusters_for(them.mika)
    assert {number for number, _ in group.tickets} == alike
    assert "vpn" in group.words and clusters_for(them.ada) == []


def test_a_group_keeps_its_number_and_stays_dismissed(them: Cast) -> None:
    for subject in VPN:
        ask(them.ada, subject, subject)
    for subject in NOISE:
        ask(them.cy, subject, subject)
    gather(now=AT + timedelta(hours=2))
    before = Cluster.objects.get()
    clusters.dismiss(before, now=AT)
    ask(them.ben, VPN[0], VPN[1])
    gather(now=AT + timedelta(hours=3))
    assert Cluster.objects.get().pk == before.pk and clusters_for(them.mika) == []


def test_what_is_explained_is_no_news(them: Cast) -> None:
    explained = [ask(them.ada, subject, subject).pk for subject in VPN]
    for subject in NOISE:
        ask(them.cy, subject, subject)
    assert gather(now=AT + timedelta(hours=2), explained=explained) == 0


def test_meaning_finds_what_shares_no_word(them: Cast) -> None:
    if not meaning.is_there():
        pytest.skip("this database has no pgvector")
    ticket = ask(them.ada, "Laptop screen broken", "The display of my notebook is cracked.")
    for subject in NOISE:
        ask(them.cy, subject, subject)
    answer = relevance.find("computer monitor damaged ", them.mika, now=AT)
    assert answer.numbers[0] == ticket.pk and not answer.notice


def test_subjects_count_more_when_the_nearest_come_first(them: Cast) -> None:
    in_text = ask(them.ada, "Trouble", "Something about the radiator and much else besides.")
    in_subject = ask(them.ada, "Radiator", "Cold.")
    ask(them.cy, "Radiator? No.", "I meant the boiler.")
    answer = relevance.find("radiator ", them.mika, now=AT)
    assert list(answer.numbers).index(in_subject.pk) < list(answer.numbers).index(in_text.pk)


def test_a_typing_error_is_answered_with_the_word_that_was_meant(them: Cast) -> None:
    ask(them.ada, "Radiator", "The thermostat is broken.")
    assert typos.meant(parse("thermostst "), them.mika, now=AT) == "thermostat"
    assert typos.meant(parse("raditaor tier:1 "), them.mika, now=AT) == "tier:1 radiator"
    assert typos.meant(parse("thermostst "), them.cy, now=AT) == ""
    assert typos.meant(parse("qqqqqqqq "), them.mika, now=AT) == ""


def test_a_word_that_was_redacted_is_not_suggested(them: Cast) -> None:
    ticket = ask(them.ada, "Radiator", "The codeword is rosebud.")
    message = ticket.messages.get()
    actions.redact(ticket, message=message, reason="secret", by=By.person(them.root, AT))
    assert typos.meant(parse("rosebdu "), them.root, now=AT) == ""
    assert not found("rosebud ", them.root).numbers
    index.index([ticket.pk])
    assert not found("rosebud ", them.root).numbers
