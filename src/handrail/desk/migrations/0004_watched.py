from django.db import migrations

from handrail.base.configuration import watch


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_defaults"), ("base", "0002_configuration")]

    operations = watch(
        "desk_tier", "desk_team", "desk_calendar", "desk_brand", "desk_category", "desk_prioritycell",
        "desk_customfield", "desk_customfield_categories",
    )  # fmt: skip
