"""Who says whether senders are proven is chosen on screen."""

import django.core.validators
from django.db import migrations, models

from handrail.base.configuration import watch


class Migration(migrations.Migration):
    dependencies = [
        ("flow", "0004_alike"),
    ]

    operations = [
        migrations.CreateModel(
            name="SenderCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("header", "Our mail server: read what it wrote into the mail"),
                            ("ourselves", "This desk: check signatures and senders in the DNS"),
                            ("nobody", "Nobody"),
                        ],
                        default="header",
                        max_length=10,
                        verbose_name="who checks",
                    ),
                ),
                (
                    "server",
                    models.CharField(
                        blank=True,
                        help_text="As it stands first in Authentication-Results, such as mx.example.com.",
                        max_length=253,
                        verbose_name="our mail server's name",
                    ),
                ),
                (
                    "hops",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="How many of ours a mail passes before it is here, each writing a Received line.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="servers of our own",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
        ),
        *watch("flow_sendercheck"),
    ]
