"""Saved views, who looks at a ticket now, and what was done to many at once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0006_ways_up"),
        ("people", "0002_domains_are_found"),
        ("tickets", "0004_virus_scanner"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("words", models.CharField(max_length=200)),
                ("before", models.JSONField(default=list)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Onlooker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen_at", models.DateTimeField()),
                ("typed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("asked", models.CharField(blank=True, max_length=2000)),
                ("is_shared", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ("name", "pk"),
            },
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("state", "done"), _negated=True),
                fields=["due_at", "id"],
                name="queue_by_due",
            ),
        ),
        migrations.AddField(
            model_name="bulkchange",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="onlooker",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="onlooker",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tickets.ticket",
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="saved_views",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(
            # It is worth nothing after a crash, and is written every few seconds.
            "ALTER TABLE tickets_onlooker SET UNLOGGED",
            "ALTER TABLE tickets_onlooker SET LOGGED",
        ),
        migrations.AddIndex(
            model_name="bulkchange",
            index=models.Index(fields=["at"], name="bulk_changes_to_forget"),
        ),
        migrations.AddIndex(
            model_name="onlooker",
            index=models.Index(fields=["seen_at"], name="onlookers_to_forget"),
        ),
        migrations.AddConstraint(
            model_name="onlooker",
            constraint=models.UniqueConstraint(fields=("ticket", "person"), name="looks_once"),
        ),
        migrations.AddIndex(
            model_name="savedview",
            index=models.Index(
                condition=models.Q(("is_shared", True)), fields=["name"], name="views_for_all"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(fields=("person", "name"), name="view_named_once"),
        ),
    ]
