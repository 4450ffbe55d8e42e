"""Filling a desk with N tickets, fast: set-based SQL, so that 200,000 take seconds."""

import psycopg

PEOPLE = 2000
# Every ninth ticket is still open: the queues of a busy desk, and a long history behind them.
LOAD = """

INSERT INTO people_person (password, is_superuser, email, name, role, is_active, language, time_zone,
                           presence, capacity, joined_at)
SELECT '!', false, 'bench' || n || '@bench.example', 'Customer ' || n, 'customer', true, 'en', 'UTC',
       'online', 12, now()
FROM generate_series(1, %(people)s) n ON CONFLICT DO NOTHING;

CREATE TEMP TABLE crowd AS
SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM people_person WHERE email LIKE 'bench%%';
CREATE TEMP TABLE place AS
SELECT t.id AS team, t.tier_id AS tier, row_number() OVER (ORDER BY t.id) - 1 AS n FROM desk_team t;
CREATE TEMP TABLE request AS
SELECT %(first)s + g AS id, crowd.id AS person, place.team, place.tier,
       CASE WHEN g %% 9 = 0 THEN 'open' ELSE 'done' END AS state,
       now() - interval '1 second' * (%(count)s - g) * 20 AS at, 1 + g %% 4 AS priority, g AS n
FROM generate_series(0, %(count)s - 1) g
JOIN crowd ON crowd.n = g * 7919::bigint %% (SELECT count(*) FROM crowd)
JOIN place ON place.n = CASE WHEN g %% 10 < 7 THEN 0 WHEN g %% 10 < 9 THEN 1 ELSE 2 END;

INSERT INTO tickets_ticket (id, subject, channel, language, preview, complexity, impact, urgency, priority,
    tags, fields, state, turn, opened_at, changed_at, waiting_since, attention_at, solved_at, reopened,
    version, token, requester_id, tier_id, team_id)
SELECT id, 'Request ' || n || ' about the heating', 'email', '', 'It is cold since ' || n, 1, 2, 2, priority,
    '{}', '{}', state, CASE state WHEN 'open' THEN 'first_reply' ELSE 'solved' END, at, at, at,
    CASE state WHEN 'open' THEN now() + interval '1 day' END, CASE state WHEN 'done' THEN at END, 0,
    2, md5('t' || id), person, tier, team
FROM request;

INSERT INTO tickets_message (ticket_id, direction, author_id, channel, at, text, quoted, html, external_id,
                             is_automatic)
SELECT id, d, person, 'email', at, repeat('The radiator in room ' || n || ' stays cold. ', 8), '', '', '', false
FROM request CROSS JOIN (VALUES ('in'), ('out')) AS way(d);

INSERT INTO tickets_teamaccess (ticket_id, team_id) SELECT id, team FROM request;

INSERT INTO escalation_stint (ticket_id, kind, tier_id, team_id, started_at, ended_at, outcome,
                              business_seconds, waiting_seconds)
SELECT id, 'owning', tier, team, at, CASE state WHEN 'done' THEN at END,
       CASE state WHEN 'done' THEN 'solved' ELSE '' END, 0, 0 FROM request;

INSERT INTO base_event (kind, noun, subject_id, ticket_id, audience, actor, person_id, tier, team_id, at,
                        payload)
SELECT kind, 'ticket', id, id, 'public', 'person', person, tier, team, at, payload::jsonb
FROM request CROSS JOIN (VALUES
    ('ticket.opened', '{"subject": "s", "requester": 1, "channel": "email", "tier": 1, "team": 1,
      "priority": 3, "impact": 2, "urgency": 2, "complexity": 1}'),
    ('ticket.customer_wrote', '{"message": 1, "opening": true}')) AS story(kind, payload);

DROP TABLE request, crowd, place;
SELECT setval(pg_get_serial_sequence('tickets_ticket', 'id'), (SELECT max(id) FROM tickets_ticket));
"""


def load(url: str, count: int) -> None:
    """Add `count` tickets with two messages, a stint and two events each."""
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        found = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM tickets_ticket").fetchone()
        first = int(found[0]) if found else 1
        connection.execute(LOAD, {"people": PEOPLE, "count": count, "first": first})
        connection.execute("VACUUM ANALYZE")
