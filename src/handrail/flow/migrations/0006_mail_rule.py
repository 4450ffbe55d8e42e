"""How mail is taken in is chosen on screen."""

from django.db import migrations, models

from handrail.base.configuration import watch


class Migration(migrations.Migration):
    dependencies = [
        ("flow", "0005_sender_check"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "joins_by_number",
                    models.CharField(
                        choices=[
                            ("never", "Never; it only shows the agent which ticket is meant"),
                            (
                                "proven",
                                "From those who belong to it and whose domain stands behind the mail",
                            ),
                        ],
                        default="proven",
                        help_text="Whether a number in the subject is enough to continue a ticket.",
                        max_length=6,
                        verbose_name="joined by [#123] alone",
                    ),
                ),
                (
                    "answers_a_domain",
                    models.PositiveIntegerField(
                        default=200,
                        help_text="However many write from one domain. A sender gets one a day.",
                        verbose_name="acknowledgements a domain and day",
                    ),
                ),
                (
                    "requests_an_hour",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="What comes beyond is gathered on one ticket. 0: no limit.",
                        verbose_name="tickets a sender and hour",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
        ),
        *watch("flow_mailrule"),
    ]
