"""A message keeps what its channel found out about it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0002_rating"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="found",
            field=models.JSONField(
                blank=True, db_default=models.Value({}, models.JSONField()), default=dict
            ),
        ),
    ]
