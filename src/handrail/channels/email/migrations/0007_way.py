"""A mail knows by which way it came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("email", "0006_peer"),
    ]

    operations = [
        migrations.AddField(
            model_name="rawmail",
            name="way",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
    ]
