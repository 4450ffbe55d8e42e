"""A phrase of common words is looked for in so many tickets at a time, not in all that have the words."""

from django.db import migrations

# Each candidate's words have to be read to see whether they stand side by side, which is what takes time.
# Where the search stopped before it had enough is told by a negative number: everything above is searched.
BOUNDED = """
CREATE OR REPLACE FUNCTION search_candidates(loose tsquery, exact tsquery, below bigint, most integer)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 60
SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
DECLARE shelf text; found integer := 0; got integer; looked integer := 0; one record;
BEGIN
    FOR shelf IN SELECT s.name FROM search_shelf s WHERE s.first_id < below ORDER BY s.first_id DESC LOOP
        IF exact IS NULL THEN
            RETURN QUERY EXECUTE format(
                'SELECT ticket_id FROM %I WHERE coalesce(desk_words, public_words) @@ $1 AND ticket_id < $2
                 ORDER BY ticket_id DESC LIMIT $3', shelf)
                USING loose, below, most - found;
            GET DIAGNOSTICS got = ROW_COUNT;
            found := found + got;
        ELSE
            FOR one IN EXECUTE format(
                'SELECT ticket_id, words @@ $3 AS fits FROM (
                    SELECT ticket_id, coalesce(desk_words, public_words) AS words FROM %I
                    WHERE coalesce(desk_words, public_words) @@ $1 AND ticket_id < $2
                    ORDER BY ticket_id DESC OFFSET 0
                 ) near', shelf)
                USING loose, below, exact
            LOOP
                looked := looked + 1;
                IF one.fits THEN
                    found := found + 1;
                    RETURN NEXT one.ticket_id;
                    EXIT WHEN found >= most;
                END IF;
                IF looked >= 2000 THEN
                    RETURN NEXT -one.ticket_id;
                    RETURN;
                END IF;
            END LOOP;
        END IF;
        EXIT WHEN found >= most;
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunSQL(BOUNDED, migrations.RunSQL.noop)]
