"""Files are shown to a virus scanner, where there is one."""

from django.db import migrations, models

from handrail.base.configuration import watch


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0003_message_found"),
    ]

    operations = [
        migrations.CreateModel(
            name="VirusScanner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        default="127.0.0.1:3310",
                        help_text="Where clamd listens: host:port, or the path of its socket.",
                        max_length=300,
                    ),
                ),
                (
                    "holds_back",
                    models.BooleanField(
                        default=True,
                        help_text="Otherwise a file can be opened while the scanner is away.",
                        verbose_name="hold files back until they are scanned",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
        ),
        migrations.AddField(
            model_name="blob",
            name="scan",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Not scanned"),
                    ("waiting", "Waits for the virus scanner"),
                    ("clean", "Nothing found"),
                    ("infected", "In quarantine"),
                    ("released", "Released from quarantine"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="blob",
            name="virus",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddIndex(
            model_name="blob",
            index=models.Index(
                condition=models.Q(("scan", "waiting")), fields=["sha256"], name="blob_to_scan"
            ),
        ),
        migrations.AddIndex(
            model_name="blob",
            index=models.Index(
                condition=models.Q(("scan", "infected")), fields=["sha256"], name="blob_infected"
            ),
        ),
        *watch("tickets_virusscanner"),
    ]
