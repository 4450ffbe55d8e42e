"""Finding people and their organisations by the beginnings of what they are called."""

from django.db import connection

from handrail.base.text import clean
from handrail.people.models import Person
from handrail.people.rules import works_here

MOST = 20
MOST_FIRMS = 50

# Every word must begin a word of the name or the address, or all of them name the organisation.
PEOPLE = """
WITH asked AS MATERIALIZED (
    SELECT (SELECT string_agg(lexeme || ':*', ' & ') FROM (
        SELECT quote_literal(lexeme) AS lexeme FROM unnest(to_tsvector('simple', search_plain(%s)))
    ) words)::tsquery AS words
)
SELECT p.id FROM asked, people_person p
WHERE to_tsvector('simple', search_plain(p.name || ' ' || coalesce(p.email, ''))) @@ asked.words
   OR p.organisation_id = ANY (ARRAY(
        SELECT o.id FROM asked, people_organisation o
        WHERE to_tsvector('simple', search_plain(o.name)) @@ asked.words LIMIT %s))
ORDER BY p.is_active DESC, p.id DESC LIMIT %s
"""


def find_people(line: str, person: Person, *, most: int = MOST) -> list[Person]:
    """People by name, address or organisation, for those who work here; nobody for anybody else."""
    if not (person.is_active and works_here(person.role)):
        return []
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [clean(line, most=200), MOST_FIRMS, most])
        numbers = [row[0] for row in cursor.fetchall()]
    found = Person.objects.select_related("organisation").in_bulk(numbers)
    return [found[number] for number in numbers]
