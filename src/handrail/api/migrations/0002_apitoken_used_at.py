from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="used_at",
            field=models.DateTimeField(help_text="The last use, to the hour.", null=True),
        ),
    ]
