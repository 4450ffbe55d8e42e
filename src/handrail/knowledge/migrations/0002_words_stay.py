"""A version is never changed again, but for words that must be taken out; licences are settings."""

from django.db import migrations

from handrail.base.configuration import watch

STAY = """
CREATE FUNCTION knowledge_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('handrail.redacting', true), '') = 'on' THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a version of an article is never changed; write the next one'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER version_is_final BEFORE UPDATE ON knowledge_version
    FOR EACH ROW EXECUTE FUNCTION knowledge_version_is_final();
"""
GO = """
DROP TRIGGER version_is_final ON knowledge_version;
DROP FUNCTION knowledge_version_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial"), ("base", "0002_configuration")]

    operations = [migrations.RunSQL(STAY, GO), *watch("knowledge_licence")]
