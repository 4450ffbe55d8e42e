"""A mail knows which machine handed it to our listener."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("email", "0005_webhooks"),
    ]

    operations = [
        migrations.AddField(
            model_name="rawmail",
            name="peer",
            field=models.GenericIPAddressField(null=True),
        ),
    ]
