"""A search that reads too much stops, says so, and finds the rest where it goes on."""

from typing import Any

import pytest
from django.db import connection

from cast import Cast, cast
from handrail.base.by import By
from handrail.knowledge.search import index
from handrail.tickets import actions
from handrail.tickets.models import Message, Ticket
from rooms.search.scene import AT, ask, found

pytestmark = pytest.mark.django_db
MANY = 4_200


@pytest.fixture
def them() -> Cast:
    return cast()


def copies(model: Any, pk: int, count: int, **other: str) -> list[int]:
    """So many copies of a row, some of its columns otherwise; their numbers."""
    table = model._meta.db_table
    columns = [
        f.column for f in model._meta.concrete_fields if not f.primary_key and not f.generated
    ]
    values = [other.get(column, f'"{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table},"
            f" generate_series(1, {count}) WHERE id = {pk} RETURNING id"
        )
        return [row[0] for row in cursor.fetchall()]


def test_a_phrase_far_back_is_found_by_going_on(them: Cast) -> None:
    old = ask(them.ada, "red hot stove")
    noise = ask(them.ada, "hot and red stove")
    by = By.person(them.root, AT)
    actions.solve(actions.take(noise, person=them.root, by=by), by=by)
    index.index(copies(Ticket, noise.pk, MANY, token="md5(random()::text)"))
    assert Message.objects.count() == 2
    seen, below, pages = [], None, 0
    while pages < 4:
        page = found('"red hot"', them.root, below=below)
        seen, below, pages = [*seen, *page.numbers], page.further, pages + 1
        if below is None:
            break
        assert page.is_bounded
    assert seen == [old.pk] and pages > 1
