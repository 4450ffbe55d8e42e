"""Whoever writes from a company's domain is found among its people, however many companies there are."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["domains"], name="organisation_by_domain"
            ),
        ),
    ]
