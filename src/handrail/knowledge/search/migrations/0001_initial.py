"""The index: words of tickets in shelves by number, words for typing errors, vectors where they can be kept."""

import django.db.models.deletion
from django.db import migrations, models

INDEX = """
CREATE TABLE search_entry (
    ticket_id bigint PRIMARY KEY,
    -- What the customer may find the ticket by.
    public_words tsvector NOT NULL,
    -- The same and the notes' words, where there are notes: for the desk alone.
    desk_words tsvector
) PARTITION BY RANGE (ticket_id);

-- Small shelves in front, where everybody looks first; larger ones behind, so that there are few.
CREATE TABLE search_shelf (first_id bigint PRIMARY KEY, after_id bigint NOT NULL, name text NOT NULL UNIQUE);
-- Shelves that were replaced: a search that began before may still be reading them.
CREATE TABLE search_old_shelf (name text PRIMARY KEY);
-- Whose grammar is asked for stems. By name: a column of type regconfig would stand in the way of pg_upgrade.
CREATE TABLE search_language (language text PRIMARY KEY);

CREATE FUNCTION search_make_indexes(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (ticket_id)', name);
    -- Without a pending list: it would be read from end to end by every search.
    EXECUTE format('CREATE INDEX ON %I USING gin (coalesce(desk_words, public_words))
                    WITH (fastupdate = off)', name);
END $$;

CREATE FUNCTION search_make_shelf(first bigint, after bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text := format('search_entry_%s_%s', first, after);
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('search_make_shelf'));
    IF EXISTS (SELECT FROM search_shelf s WHERE s.first_id < after AND s.after_id > first) THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE %I (LIKE search_entry)', name);
    PERFORM search_make_indexes(name);
    EXECUTE format('ALTER TABLE search_entry ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
                   name, first, after);
    INSERT INTO search_shelf VALUES (first, after, name);
END $$;

-- A shelf that was filled beside takes the place of those that are there.
CREATE FUNCTION search_put_shelf(first bigint, after bigint, made text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text := format('search_entry_%s_%s_%s', first, after, pg_current_xact_id()); old text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('search_make_shelf'));
    PERFORM search_make_indexes(made);
    FOR old IN DELETE FROM search_shelf s WHERE s.first_id < after AND s.after_id > first
               RETURNING s.name LOOP
        EXECUTE format('ALTER TABLE search_entry DETACH PARTITION %I', old);
        INSERT INTO search_old_shelf VALUES (old);
    END LOOP;
    EXECUTE format('ALTER TABLE %I RENAME TO %I', made, name);
    EXECUTE format('ALTER TABLE search_entry ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
                   name, first, after);
    INSERT INTO search_shelf VALUES (first, after, name);
END $$;

CREATE FUNCTION search_drop_old() RETURNS void LANGUAGE plpgsql AS $$
DECLARE old text;
BEGIN
    FOR old IN DELETE FROM search_old_shelf s RETURNING s.name LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I', old);
    END LOOP;
END $$;
"""

WORDS = r"""
CREATE FUNCTION search_language(code text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE split_part(lower(code), '-', 1)
        WHEN 'ar' THEN 'arabic' WHEN 'da' THEN 'danish' WHEN 'de' THEN 'german' WHEN 'nl' THEN 'dutch'
        WHEN 'es' THEN 'spanish' WHEN 'fi' THEN 'finnish' WHEN 'fr' THEN 'french'
        WHEN 'hu' THEN 'hungarian' WHEN 'it' THEN 'italian' WHEN 'nb' THEN 'norwegian'
        WHEN 'no' THEN 'norwegian' WHEN 'pt' THEN 'portuguese' WHEN 'ro' THEN 'romanian'
        WHEN 'ru' THEN 'russian' WHEN 'sv' THEN 'swedish' WHEN 'tr' THEN 'turkish'
        WHEN 'en' THEN 'english' WHEN '' THEN 'english' ELSE 'simple' END::regconfig
$$;

-- Numbers, codes and addresses become their parts, in a text and in a search alike, so that the whole
-- is a phrase and each part can be found.
CREATE FUNCTION search_plain(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(said, E'.-/_#=:@+\\|~&<>\u2013\u2014\u2026', '                  ')
$$;

-- Every word as it stands, with its place; and its stem, without.
CREATE FUNCTION search_words(language regconfig, said text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('simple', search_plain(said)) || strip(to_tsvector(language, search_plain(said)))
$$;

-- What is typed as three questions: `loose` for the index (every word somewhere), `exact` for the rows
-- (phrases, and what must not be there), `shown` for what is marked. Each is null when it asks nothing.
CREATE FUNCTION search_asked(words text[], prefix text, phrases text[], excluded text[], own text,
                             OUT loose tsquery, OUT exact tsquery, OUT shown tsquery)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    languages regconfig[] := ARRAY(SELECT language::regconfig FROM search_language
                                   UNION SELECT search_language(own) UNION SELECT 'english');
    one text; plain text; wide tsquery; tight tsquery; stem tsquery; each regconfig;
    is_prefix boolean; number integer := 0;
    spare_loose tsquery := ''; spare_exact tsquery := '';
BEGIN
    loose := ''; exact := ''; shown := '';
    FOREACH one IN ARRAY words || prefix LOOP
        number := number + 1;
        is_prefix := number > cardinality(words) AND prefix <> '';
        plain := search_plain(one);
        tight := phraseto_tsquery('simple', plain);
        CONTINUE WHEN numnode(tight) = 0;
        wide := plainto_tsquery('simple', plain);
        stem := '';
        IF numnode(tight) = 1 THEN
            FOREACH each IN ARRAY languages LOOP
                IF numnode(plainto_tsquery(each, plain)) = 1
                        AND NOT plainto_tsquery(each, plain)::text = ANY (ARRAY[stem::text, tight::text]) THEN
                    stem := stem || plainto_tsquery(each, plain);
                END IF;
            END LOOP;
            IF numnode(plainto_tsquery(search_language(own), plain)) = 0 THEN
                spare_loose := spare_loose && wide;
                spare_exact := spare_exact && tight;
                CONTINUE;
            END IF;
        END IF;
        IF is_prefix THEN
            tight := (tight::text || ':*')::tsquery;
            wide := (wide::text || ':*')::tsquery;
        END IF;
        loose := loose && (wide || stem);
        exact := exact && (tight || stem);
        shown := shown || (tight || stem);
    END LOOP;
    FOREACH one IN ARRAY phrases LOOP
        loose := loose && plainto_tsquery('simple', search_plain(one));
        exact := exact && phraseto_tsquery('simple', search_plain(one));
        shown := shown || phraseto_tsquery('simple', search_plain(one));
    END LOOP;
    -- "the who" is all stop words, and then they count.
    IF numnode(loose) = 0 THEN
        loose := spare_loose; exact := exact && spare_exact; shown := spare_exact;
    END IF;
    FOREACH one IN ARRAY excluded LOOP
        tight := phraseto_tsquery('simple', search_plain(one));
        IF numnode(tight) > 0 THEN exact := exact && !! tight; END IF;
    END LOOP;
    loose := CASE WHEN numnode(loose) > 0 THEN loose END;
    shown := CASE WHEN numnode(shown) > 0 THEN shown END;
    exact := CASE WHEN numnode(exact) > 0 AND exact::text IS DISTINCT FROM loose::text THEN exact END;
END $$;

-- Numbers of tickets whose words fit, newest first, below a number: shelf by shelf, until there are enough.
CREATE FUNCTION search_candidates(loose tsquery, exact tsquery, below bigint, most integer)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 60
SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
DECLARE shelf text; found integer := 0; got integer;
BEGIN
    FOR shelf IN SELECT s.name FROM search_shelf s WHERE s.first_id < below ORDER BY s.first_id DESC LOOP
        IF exact IS NULL THEN
            RETURN QUERY EXECUTE format(
                'SELECT ticket_id FROM %I WHERE coalesce(desk_words, public_words) @@ $1 AND ticket_id < $2
                 ORDER BY ticket_id DESC LIMIT $3', shelf)
                USING loose, below, most - found;
        ELSE
            RETURN QUERY EXECUTE format(
                'SELECT ticket_id FROM (
                    SELECT ticket_id, coalesce(desk_words, public_words) AS words FROM %I
                    WHERE coalesce(desk_words, public_words) @@ $1 AND ticket_id < $2
                    ORDER BY ticket_id DESC OFFSET 0
                 ) near WHERE words @@ $4 LIMIT $3', shelf)
                USING loose, below, most - found, exact;
        END IF;
        GET DIAGNOSTICS got = ROW_COUNT;
        found := found + got;
        EXIT WHEN found >= most;
    END LOOP;
END $$;
"""

# A word of the text, and in how many tickets it was met: what a typing error is compared with.
SPELLING = """
CREATE TABLE search_word (word text PRIMARY KEY, tickets bigint NOT NULL);
CREATE INDEX search_word_often ON search_word (tickets DESC);
"""

# People are few and short: an index of its own over what they are called, always true, no job.
PEOPLE = """
CREATE INDEX search_people ON people_person
    USING gin (to_tsvector('simple', search_plain(name || ' ' || coalesce(email, ''))));
CREATE INDEX search_organisations ON people_organisation
    USING gin (to_tsvector('simple', search_plain(name)));
"""

VECTORS = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
        CREATE EXTENSION IF NOT EXISTS vector;
        CREATE TABLE search_vector (ticket_id bigint PRIMARY KEY, vector vector NOT NULL);
        ALTER TABLE search_vector ALTER vector SET STORAGE PLAIN;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'pgvector is there but may not be installed by this account: search goes by words alone';
END $$
"""


UNDO_INDEX = """
DROP TABLE search_entry CASCADE;
SELECT search_drop_old();
DROP TABLE search_shelf, search_old_shelf, search_language;
DROP FUNCTION search_make_shelf, search_put_shelf, search_drop_old, search_make_indexes;
"""
UNDO_WORDS = (
    "DROP FUNCTION search_candidates, search_asked, search_words, search_plain, search_language"
)


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("people", "0001_initial"),
        ("tickets", "0001_initial"),
        ("base", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(INDEX, UNDO_INDEX),
        migrations.RunSQL(WORDS, UNDO_WORDS),
        migrations.RunSQL(SPELLING, "DROP TABLE search_word"),
        migrations.RunSQL(PEOPLE, "DROP INDEX search_people; DROP INDEX search_organisations"),
        migrations.RunSQL(VECTORS, "DROP TABLE IF EXISTS search_vector"),
        migrations.CreateModel(
            name="Cluster",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.JSONField(default=list, help_text="What they have in common.")),
                ("first_seen_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("dismissed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={"ordering": ["-seen_at", "id"]},
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nearness", models.FloatField()),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="search.cluster",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("ticket",), name="in_one_cluster")]
            },
        ),
    ]
