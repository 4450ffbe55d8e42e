"""What says the same is gathered on one ticket."""

import django.db.models.deletion
from django.db import migrations, models

from handrail.base.configuration import watch


class Migration(migrations.Migration):
    dependencies = [
        ("flow", "0003_delivery_status"),
        ("tickets", "0002_rating"),
    ]

    operations = [
        migrations.CreateModel(
            name="AlertRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kept",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="So many stand on the ticket; what comes beyond is counted.",
                        verbose_name="kept as messages",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveIntegerField(
                        default=60,
                        help_text="When nothing of the kind came for so long, the next opens a ticket.",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kept__gte", 1)), name="alert_rule_keeps_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 1)), name="alert_rule_has_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alike",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                ("count", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField()),
                (
                    "ticket",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["last_at"], name="alike_by_last")],
            },
        ),
        *watch("flow_alertrule"),
    ]
