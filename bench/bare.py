"""The floor: bare PostgreSQL writing the rows that one new ticket makes, and nothing else."""

import json
import multiprocessing
import time

import psycopg

TICKET = """
INSERT INTO tickets_ticket (subject, channel, language, preview, complexity, impact, urgency, priority, tags,
    fields, state, turn, opened_at, changed_at, waiting_since, attention_at, reopened, version, token,
    requester_id, tier_id, team_id)
VALUES ('Cold', 'api', '', 'It is cold', 1, 2, 2, 3, '{}', '{}', 'open', 'first_reply', now(), now(), now(),
    now(), 0, 2, gen_random_uuid()::text, %s, %s, %s) RETURNING id
"""
MESSAGE = """
INSERT INTO tickets_message (ticket_id, direction, author_id, channel, at, text, quoted, html, external_id,
                             is_automatic)
VALUES (%s, 'in', %s, 'api', now(), 'It is cold in here.', '', '', '', false)
"""
ACCESS = "INSERT INTO tickets_teamaccess (ticket_id, team_id) VALUES (%s, %s)"
STINT = """
INSERT INTO escalation_stint (ticket_id, kind, tier_id, team_id, started_at, outcome, business_seconds,
                              waiting_seconds)
VALUES (%s, 'owning', %s, %s, now(), '', 0, 0)
"""
EVENT = """
INSERT INTO base_event (kind, noun, subject_id, ticket_id, audience, actor, person_id, tier, team_id, at,
                        payload)
VALUES (%s, 'ticket', %s, %s, 'public', 'person', %s, %s, %s, now(), %s)
"""
PAYLOAD = json.dumps({"subject": "Cold", "requester": 1, "channel": "api", "tier": 1, "team": 1})


def writes(url: str, seconds: float, done: "multiprocessing.Queue[int]") -> None:
    """Write for so long; how many tickets goes into the queue."""
    with psycopg.connect(url) as connection:
        person, team, tier = _somebody(connection)
        count, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            _one(connection, person, team, tier)
            count += 1
    done.put(count)


def _somebody(connection: psycopg.Connection) -> tuple[int, int, int]:
    person = connection.execute("SELECT min(id) FROM people_person").fetchone()
    team = connection.execute("SELECT id, tier_id FROM desk_team ORDER BY id LIMIT 1").fetchone()
    assert person and team
    return person[0], team[0], team[1]


def _one(connection: psycopg.Connection, person: int, team: int, tier: int) -> None:
    with connection.transaction():
        row = connection.execute(TICKET, [person, tier, team]).fetchone()
        assert row
        number = row[0]
        connection.execute(MESSAGE, [number, person])
        connection.execute(ACCESS, [number, team])
        connection.execute(STINT, [number, tier, team])
        for kind in ("ticket.opened", "ticket.customer_wrote"):
            connection.execute(EVENT, [kind, number, number, person, tier, team, PAYLOAD])


def rate(url: str, clients: int, seconds: float) -> float:
    """Tickets a second with so many clients at once."""
    done: multiprocessing.Queue[int] = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=writes, args=(url, seconds, done)) for _ in range(clients)
    ]
    for worker in workers:
        worker.start()
    total = sum(done.get() for _ in workers)
    for worker in workers:
        worker.join()
    return total / seconds
