"""Groups that something explains are no news; and all of it works where the database has no pgvector."""

from datetime import timedelta

import pytest
from django.db import connection

from cast import Cast, cast
from handrail.base.by import By
from handrail.escalation import actions as escalation
from handrail.jobs.sweeps import gather_clusters
from handrail.knowledge import actions as knowledge
from handrail.knowledge.models import Article
from handrail.knowledge.search import index, likeness, meaning, relevance
from handrail.knowledge.search.clusters import clusters_for
from handrail.knowledge.words import Words
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from rooms.search.scene import AT, ask
from rooms.search.test_likeness import NOISE, VPN

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=9)


@pytest.fixture
def them() -> Cast:
    return cast()


@pytest.fixture
def alike(them: Cast) -> list[Ticket]:
    found = [ask(them.ada, subject, subject) for subject in VPN]
    for subject in NOISE:
        ask(them.cy, subject, subject)
    return found


def article(them: Cast) -> Article:
    by = By.person(them.root, AT)
    made = knowledge.create(words=Words(title="VPN", resolution="Start it again."), by=by)
    return knowledge.publish(made, by=by)


def shown(them: Cast) -> int:
    return len(clusters_for(them.mika))


def test_an_article_written_from_one_of_them_explains_the_group(them, alike) -> None:
    gather_clusters(LATER)
    assert shown(them) == 1
    knowledge.write_down(alike[0], by=By.person(them.mika, LATER))
    assert shown(them) == 0
    assert gather_clusters(LATER) == 0


def test_one_that_answered_half_of_them_explains_it_and_one_that_was_wrong_does_not(
    them, alike
) -> None:
    gather_clusters(LATER)
    by, known = By.person(them.mika, LATER), article(them)
    for ticket in alike:
        knowledge.tie(known, ticket=ticket, kind="wrong", by=by)
    knowledge.tie(known, ticket=alike[0], kind="helped", by=by)
    assert (gather_clusters(LATER), shown(them)) == (1, 1)
    for ticket in alike[1:3]:
        knowledge.tie(known, ticket=ticket, kind="used", by=by)
    assert (shown(them), gather_clusters(LATER)) == (0, 0)
    knowledge.retire(known, why="It was another cause.", by=By.person(them.root, LATER))
    assert (gather_clusters(LATER), shown(them)) == (1, 1)


def test_a_major_incident_explains_its_tickets(them, alike) -> None:
    gather_clusters(LATER)
    assert shown(them) == 1
    by = By.person(them.root, LATER)
    incident = escalation.declare(alike[0], title="VPN", manager=them.lea, by=by)
    for ticket in alike[1:]:
        escalation.attach(ticket, to=incident, by=by)
    assert (gather_clusters(LATER), shown(them)) == (0, 0)


def test_without_pgvector_it_goes_by_words_and_says_so(them: Cast) -> None:
    old = ask(them.cy, "Radiator valve stuck", "The valve of the radiator does not turn.")
    actions.solve(old, by=By.person(them.mika, AT))
    new = ask(them.ada, "Radiator valve", "The valve is stuck.")
    ask(them.ben, "Invoice", "Please send it again.")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE search_vector")
        cursor.execute(
            "UPDATE base_configuration SET version = nextval('base_configuration_version')"
        )
    assert not meaning.is_there()
    found = relevance.find("radiator valve ", them.mika, now=AT)
    assert set(found.numbers) == {old.pk, new.pk} and "pgvector" in found.notice
    assert [like.number for like in likeness.solved_before(new, them.mika)] == [old.pk]
    same = ask(them.ben, "Radiator valve", "The valve is stuck.")
    assert likeness.duplicates(new, them.mika)[0].number == same.pk
    assert likeness.solved_before(new, them.ada) == []
    index.index([new.pk])
    assert meaning.prune() == 0
    for subject in (*VPN, *NOISE):
        ask(them.ada, subject, subject)
    assert gather_clusters(LATER) == 1
