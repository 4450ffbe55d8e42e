"""Mail providers call the desk; each has an address and a proof of its own."""

import django.db.models.deletion
import handrail.base.sealed
import handrail.channels.email.webhooks
from django.db import migrations, models

from handrail.base.configuration import watch


class Migration(migrations.Migration):
    dependencies = [
        ("email", "0004_alike"),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                (
                    "provider",
                    models.CharField(
                        choices=[
                            ("mailgun", "Mailgun"),
                            ("postmark", "Postmark"),
                            ("sendgrid", "SendGrid"),
                            ("ses", "Amazon SES"),
                            ("mailjet", "Mailjet"),
                            ("mandrill", "Mailchimp Transactional (Mandrill)"),
                            ("mailersend", "MailerSend"),
                            ("postal", "Postal"),
                            ("sparkpost", "SparkPost"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=handrail.channels.email.webhooks.unguessable,
                        editable=False,
                        max_length=40,
                        unique=True,
                    ),
                ),
                (
                    "secret",
                    handrail.base.sealed.SealedField(
                        blank=True,
                        help_text="The provider's signing key, or else name:password it signs in with.",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="WebhookHealth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("called_at", models.DateTimeField(null=True)),
                ("fault", models.TextField(blank=True)),
                ("fault_at", models.DateTimeField(null=True)),
                (
                    "webhook",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="health",
                        to="email.webhook",
                    ),
                ),
            ],
        ),
        *watch("email_webhook"),
    ]
