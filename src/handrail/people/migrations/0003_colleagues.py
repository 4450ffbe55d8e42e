"""Colleagues are found without a look at every customer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("people", "0002_domains_are_found"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("role", "customer"), _negated=True),
                fields=["name"],
                name="people_who_work_here",
            ),
        ),
    ]
