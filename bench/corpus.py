"""Tickets with three messages each, in words as often as words really are (Zipf), by COPY."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import psycopg

PEOPLE = 20_000
VOCABULARY = 120_000
SUBJECT, MESSAGE = 6, 45
AT_ONCE = 10_000
START = datetime(2020, 1, 1, tzinfo=UTC)

CROWD = """
INSERT INTO people_person (password, is_superuser, email, name, role, is_active, language, time_zone,
                           presence, capacity, joined_at)
SELECT '!', false, 'bench' || n || '@bench.example', 'Customer ' || n, 'customer', true, 'en', 'UTC',
       'online', 12, now()
FROM generate_series(1, %s) n ON CONFLICT DO NOTHING
"""
TICKETS = """
COPY tickets_ticket (id, subject, channel, language, preview, complexity, impact, urgency, priority, tags,
    fields, state, turn, opened_at, changed_at, waiting_since, attention_at, solved_at, reopened, version,
    token, requester_id, tier_id, team_id) FROM STDIN
"""
MESSAGES = """
COPY tickets_message (ticket_id, direction, author_id, channel, at, text, quoted, html, external_id,
                      is_automatic) FROM STDIN
"""
STINTS = """
INSERT INTO escalation_stint (ticket_id, kind, tier_id, team_id, started_at, outcome, business_seconds,
                              waiting_seconds)
SELECT id, 'owning', tier_id, team_id, opened_at, '', 0, 0 FROM tickets_ticket
WHERE id >= %s AND id < %s AND state <> 'done'
"""
LAST = "SELECT setval(pg_get_serial_sequence('tickets_ticket', 'id'), (SELECT max(id) FROM tickets_ticket))"


def word(rank: int) -> str:
    """The word of a rank: pronounceable, always the same, longer the rarer."""
    letters, rest = "", rank + 7
    while rest:
        rest, part = divmod(rest, 75)
        letters += "bdfgklmnprstvwz"[part // 5] + "aeiou"[part % 5]
    return letters


class Speech:
    """Words drawn as often as Zipf says: the second half as often as the first, and so on."""

    def __init__(self, seed: int) -> None:
        self._dice = np.random.default_rng(seed)
        self.words = np.array([word(rank) for rank in range(VOCABULARY)], dtype=object)
        share = 1 / (np.arange(VOCABULARY) + 2.7)
        self._up_to = np.cumsum(share / share.sum())

    def texts(self, count: int, length: int) -> list[str]:
        """`count` texts of `length` words."""
        drawn = np.searchsorted(self._up_to, self._dice.random((count, length)))
        return [" ".join(row) for row in self.words[drawn.clip(max=VOCABULARY - 1)]]


def load(url: str, first: int, count: int) -> None:
    """Add tickets `first` to `first + count - 1`, and nothing of their log."""
    speech = Speech(first)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(CROWD, [PEOPLE])
        people = [
            row[0]
            for row in connection.execute(
                "SELECT id FROM people_person WHERE email LIKE 'bench%' ORDER BY id"
            )
        ]
        teams = connection.execute("SELECT id, tier_id FROM desk_team ORDER BY id").fetchall()
        for start in range(first, first + count, AT_ONCE):
            _some(
                connection, speech, people, teams, range(start, min(start + AT_ONCE, first + count))
            )
        connection.execute(LAST)


def _some(
    connection: psycopg.Connection, speech: Speech, people: list[int],
    teams: list[tuple[int, int]], numbers: range,
) -> None:  # fmt: skip
    subjects = speech.texts(len(numbers), SUBJECT)
    said = speech.texts(3 * len(numbers), MESSAGE)
    # Whoever is open has a team that answers for it, or the database refuses the lot.
    with connection.transaction(), connection.cursor() as cursor:
        with cursor.copy(TICKETS) as copy:
            for row in _tickets(numbers, subjects, said, people, teams):
                copy.write_row(row)
        cursor.execute(STINTS, [numbers.start, numbers.stop])
    with connection.cursor() as cursor, cursor.copy(MESSAGES) as copy:
        for place, number in enumerate(numbers):
            person, at = people[number * 7919 % len(people)], _at(number)
            for turn in range(3):
                way = "out" if turn == 1 else "in"
                text = said[3 * place + turn]
                copy.write_row((number, way, person, "email", at, text, "", "", "", False))


def _at(number: int) -> datetime:
    return START + timedelta(minutes=3 * number)


def _tickets(
    numbers: range, subjects: list[str], said: list[str], people: list[int],
    teams: list[tuple[int, int]],
) -> Iterator[tuple[object, ...]]:  # fmt: skip
    for place, number in enumerate(numbers):
        at, is_open = _at(number), number % 9 == 0
        team, tier = teams[0 if number % 10 < 7 else 1 if number % 10 < 9 else 2]
        yield (
            number, subjects[place].capitalize(), "email", "en", said[3 * place][:140], 1, 2, 2,
            1 + number % 4, "{}", "{}", "open" if is_open else "done",
            "first_reply" if is_open else "solved", at, at, at, at if is_open else None,
            None if is_open else at, 0, 2, f"token{number}", people[number * 7919 % len(people)],
            tier, team,
        )  # fmt: skip
