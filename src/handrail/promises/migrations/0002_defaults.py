"""An empty desk keeps some promises from the first day; every change of a policy is noticed."""

from django.db import migrations

from handrail.base.configuration import watch

HOUR, DAY = 60, 24 * 60
# Minutes of open time: (kind, priority or None for all, minutes).
TARGETS = [
    ("first_response", 1, HOUR),
    ("first_response", 2, 4 * HOUR),
    ("first_response", 3, 8 * HOUR),
    ("first_response", 4, DAY),
    ("next_response", 1, 2 * HOUR),
    ("next_response", 2, 8 * HOUR),
    ("next_response", 3, DAY),
    ("next_response", 4, 2 * DAY),
    ("resolution", 1, 8 * HOUR),
    ("resolution", 2, DAY),
    ("resolution", 3, 3 * DAY),
    ("resolution", 4, 5 * DAY),
    ("accept_handoff", None, HOUR),
    ("time_in_tier", None, 8 * HOUR),
    ("answer_consult", None, 4 * HOUR),
]
CONSEQUENCES = [
    (75, "notify_owner"),
    (90, "notify_lead"),
    (100, "notify_owner"),
    (100, "notify_lead"),
]


def set_up(apps, schema_editor):
    policy = apps.get_model("promises", "Policy").objects.create(name="Standard", position=1000)
    for kind, priority, minutes in TARGETS:
        apps.get_model("promises", "Target").objects.create(
            policy=policy, kind=kind, priority=priority, minutes=minutes
        )
    for percent, action in CONSEQUENCES:
        apps.get_model("promises", "Consequence").objects.create(
            policy=policy, at_percent=percent, action=action
        )


class Migration(migrations.Migration):
    dependencies = [("promises", "0001_initial"), ("base", "0002_configuration")]

    operations = [
        *watch("promises_policy", "promises_target", "promises_consequence"),
        migrations.RunPython(set_up, migrations.RunPython.noop),
    ]
