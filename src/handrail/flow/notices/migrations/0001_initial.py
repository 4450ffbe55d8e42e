"""Notifications, wishes about them, mails of several, and push."""

import django.core.validators
import django.db.models.deletion
import handrail.base.sealed
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tickets", "0005_working"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PushKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("private", handrail.base.sealed.SealedField()),
                ("public", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PushPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("endpoint", models.URLField(max_length=1000, unique=True)),
                ("p256dh", models.CharField(max_length=200)),
                ("auth", handrail.base.sealed.SealedField()),
                ("added_at", models.DateTimeField()),
                ("fault", models.CharField(blank=True, max_length=200)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="push_places",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=60, validators=[django.core.validators.MaxValueValidator(1440)]
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digest",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at", None), _negated=True),
                        fields=["due_at"],
                        name="digests_due",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "event",
                    models.BigIntegerField(help_text="The line of the log that it is about."),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assigned", "A ticket was given to me"),
                            ("offered", "A handoff is offered to my team"),
                            ("handoff", "A handoff of mine was answered"),
                            ("question", "My team is asked"),
                            ("answer", "My question was answered"),
                            ("wrote", "A customer wrote on my ticket"),
                            ("mentioned", "Somebody named me in a note"),
                            ("noted", "A colleague wrote a note on my ticket"),
                            ("watched", "Something happened on a ticket I watch"),
                            ("promise", "A promise on my ticket is near or broken"),
                            ("lead", "I am asked to look, as a lead"),
                            ("together", "I am asked to a swarm, or to help"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("in_app", models.BooleanField(default=True)),
                ("by_mail", models.BooleanField(default=False)),
                ("by_push", models.BooleanField(default=False)),
                ("seen_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-id"], name="notifications_of_person"),
                    models.Index(
                        condition=models.Q(("seen_at", None)),
                        fields=["person", "ticket"],
                        name="notifications_unseen",
                    ),
                    models.Index(fields=["at"], name="notifications_to_forget"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "event"), name="notified_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assigned", "A ticket was given to me"),
                            ("offered", "A handoff is offered to my team"),
                            ("handoff", "A handoff of mine was answered"),
                            ("question", "My team is asked"),
                            ("answer", "My question was answered"),
                            ("wrote", "A customer wrote on my ticket"),
                            ("mentioned", "Somebody named me in a note"),
                            ("noted", "A colleague wrote a note on my ticket"),
                            ("watched", "Something happened on a ticket I watch"),
                            ("promise", "A promise on my ticket is near or broken"),
                            ("lead", "I am asked to look, as a lead"),
                            ("together", "I am asked to a swarm, or to help"),
                        ],
                        max_length=12,
                    ),
                ),
                ("in_app", models.BooleanField()),
                ("by_mail", models.BooleanField()),
                ("by_push", models.BooleanField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind"), name="one_wish_a_kind")
                ],
            },
        ),
    ]
