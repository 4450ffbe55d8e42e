from django.db import migrations

CONFIGURATION = """
CREATE TABLE base_configuration (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    version bigint NOT NULL
);
-- A sequence, and not a sum: a version that was rolled back must never come again.
CREATE SEQUENCE base_configuration_version;
CREATE FUNCTION handrail_configuration_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO base_configuration (version) VALUES (nextval('base_configuration_version'))
    ON CONFLICT (single) DO UPDATE SET version = excluded.version;
    RETURN NULL;
END $$;
INSERT INTO base_configuration (version) VALUES (nextval('base_configuration_version'));
"""
GONE = """
DROP FUNCTION handrail_configuration_changed();
DROP SEQUENCE base_configuration_version;
DROP TABLE base_configuration;
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]

    operations = [migrations.RunSQL(CONFIGURATION, GONE)]
