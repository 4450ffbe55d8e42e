"""The database keeps the queues: every open ticket that nobody has stands in exactly one place.

`serve_by` is the deadline, or a patience by priority where there is none, brought forward by
priority and plan. It hangs on nothing but the ticket and its plan, so a ticket that waits comes
nearer to the front than every newer one: nobody starves.
"""

from django.db import migrations

from handrail.base.configuration import watch

FORWARD = """
CREATE FUNCTION handrail_serve_by(due timestamptz, since timestamptz, priority int, weight int)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        due - (ARRAY[interval '2 hours', '1 hour', '0', '0'])[priority],
        since + (ARRAY[interval '1 hour', '4 hours', '24 hours', '72 hours'])[priority]
    ) - interval '15 minutes' * greatest(-96, least(96, weight))
$$;

CREATE FUNCTION handrail_lane(
    its_team bigint, its_category bigint, its_channel text, its_skill bigint, its_level int
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE found bigint;
BEGIN
    FOR attempt IN 1..2 LOOP
        SELECT id INTO found FROM routing_lane
        WHERE team_id = its_team AND category_id IS NOT DISTINCT FROM its_category
          AND channel = its_channel AND skill_id IS NOT DISTINCT FROM its_skill AND level = its_level;
        IF found IS NOT NULL THEN RETURN found; END IF;
        INSERT INTO routing_lane (team_id, category_id, channel, skill_id, level)
        VALUES (its_team, its_category, its_channel, its_skill, its_level)
        ON CONFLICT ON CONSTRAINT one_lane_a_kind DO NOTHING;
    END LOOP;
    SELECT id INTO STRICT found FROM routing_lane
    WHERE team_id = its_team AND category_id IS NOT DISTINCT FROM its_category
      AND channel = its_channel AND skill_id IS NOT DISTINCT FROM its_skill AND level = its_level;
    RETURN found;
END $$;

-- The caller holds the ticket's lock, or has just made it.
CREATE FUNCTION handrail_place(number bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO routing_queueplace (ticket_id, team_id, lane_id, serve_by)
    SELECT t.id, t.team_id,
           handrail_lane(t.team_id, t.category_id, t.channel, n.skill_id, coalesce(n.level, 0)),
           handrail_serve_by(t.due_at, t.waiting_since, t.priority, coalesce(p.weight, 0))
    FROM tickets_ticket t
    LEFT JOIN routing_ticketneed n ON n.ticket_id = t.id
    LEFT JOIN people_organisation o ON o.id = t.organisation_id
    LEFT JOIN people_plan p ON p.id = o.plan_id
    WHERE t.id = number AND t.state = 'open' AND t.owner_id IS NULL
    ON CONFLICT (ticket_id) DO UPDATE
    SET team_id = excluded.team_id, lane_id = excluded.lane_id, serve_by = excluded.serve_by
$$;

CREATE FUNCTION handrail_ticket_queues() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'open' AND NEW.owner_id IS NULL THEN
        PERFORM handrail_place(NEW.id);
    ELSE
        DELETE FROM routing_queueplace WHERE ticket_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION handrail_need_queues() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM handrail_place(coalesce(NEW.ticket_id, OLD.ticket_id));
    RETURN NULL;
END $$;

CREATE FUNCTION handrail_plan_queues() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE routing_queueplace q
    SET serve_by = handrail_serve_by(t.due_at, t.waiting_since, t.priority, coalesce(p.weight, 0))
    FROM tickets_ticket t
    JOIN people_organisation o ON o.id = t.organisation_id
    LEFT JOIN people_plan p ON p.id = o.plan_id
    WHERE q.ticket_id = t.id AND t.state <> 'done'
      AND CASE TG_TABLE_NAME WHEN 'people_plan' THEN o.plan_id = NEW.id ELSE o.id = NEW.id END;
    RETURN NULL;
END $$;

CREATE TRIGGER ticket_enters_queue AFTER INSERT ON tickets_ticket
    FOR EACH ROW WHEN (NEW.state = 'open' AND NEW.owner_id IS NULL)
    EXECUTE FUNCTION handrail_ticket_queues();
CREATE TRIGGER ticket_changes_queue AFTER UPDATE ON tickets_ticket
    FOR EACH ROW WHEN (
        ((OLD.state = 'open' AND OLD.owner_id IS NULL) OR (NEW.state = 'open' AND NEW.owner_id IS NULL))
        AND (OLD.state, OLD.owner_id, OLD.team_id, OLD.category_id, OLD.channel, OLD.priority,
             OLD.due_at, OLD.waiting_since, OLD.organisation_id)
            IS DISTINCT FROM
            (NEW.state, NEW.owner_id, NEW.team_id, NEW.category_id, NEW.channel, NEW.priority,
             NEW.due_at, NEW.waiting_since, NEW.organisation_id)
    ) EXECUTE FUNCTION handrail_ticket_queues();
CREATE TRIGGER need_changes_queue AFTER INSERT OR UPDATE OR DELETE ON routing_ticketneed
    FOR EACH ROW EXECUTE FUNCTION handrail_need_queues();
CREATE TRIGGER organisation_changes_queue AFTER UPDATE ON people_organisation
    FOR EACH ROW WHEN (OLD.plan_id IS DISTINCT FROM NEW.plan_id)
    EXECUTE FUNCTION handrail_plan_queues();
CREATE TRIGGER plan_changes_queue AFTER UPDATE ON people_plan
    FOR EACH ROW WHEN (OLD.weight IS DISTINCT FROM NEW.weight)
    EXECUTE FUNCTION handrail_plan_queues();

SELECT count(handrail_place(id)) FROM tickets_ticket WHERE state = 'open' AND owner_id IS NULL;
"""
BACKWARD = """
DROP TRIGGER plan_changes_queue ON people_plan;
DROP TRIGGER organisation_changes_queue ON people_organisation;
DROP TRIGGER need_changes_queue ON routing_ticketneed;
DROP TRIGGER ticket_changes_queue ON tickets_ticket;
DROP TRIGGER ticket_enters_queue ON tickets_ticket;
DROP FUNCTION handrail_plan_queues, handrail_need_queues, handrail_ticket_queues, handrail_place,
    handrail_lane, handrail_serve_by;
"""


class Migration(migrations.Migration):
    dependencies = [("routing", "0001_initial"), ("base", "0002_configuration")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        *watch(
            "routing_rule", "routing_starter", "routing_teampolicy", "routing_skillneed",
            "routing_channelcapacity", "routing_dutyshift", "routing_triagemodel",
        ),
    ]  # fmt: skip
