"""Invariant 1 in the database: an unsolved ticket has an open owning stint when a transaction ends."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION handrail_nobody_is_dropped() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE number bigint;
BEGIN
    IF TG_TABLE_NAME = 'tickets_ticket' THEN number := NEW.id; ELSE number := NEW.ticket_id; END IF;
    IF EXISTS (SELECT 1 FROM tickets_ticket WHERE id = number AND state <> 'done')
       AND NOT EXISTS (SELECT 1 FROM escalation_stint
                       WHERE ticket_id = number AND kind = 'owning' AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'ticket % is not solved, and nobody is responsible for it', number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ticket_has_a_stint AFTER INSERT OR UPDATE OF state ON tickets_ticket
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION handrail_nobody_is_dropped();
CREATE CONSTRAINT TRIGGER stint_ends_into_another AFTER UPDATE OF ended_at ON escalation_stint
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL)
    EXECUTE FUNCTION handrail_nobody_is_dropped();
"""
BACKWARD = """
DROP TRIGGER ticket_has_a_stint ON tickets_ticket;
DROP TRIGGER stint_ends_into_another ON escalation_stint;
DROP FUNCTION handrail_nobody_is_dropped;
"""


class Migration(migrations.Migration):
    dependencies = [("escalation", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
