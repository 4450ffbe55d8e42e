"""What usually goes up by itself stands ready, switched off: an administrator switches it on."""

from django.db import migrations

AGAIN = ["ticket.customer_wrote", "ticket.reopened"]
TRIGGERS = [
    (
        "Third reopening: up one tier", AGAIN,
        {"all": [{"fact": "reopened", "how": "at_least", "value": 3}]},
        [{"do": "escalate", "wanted": "It came back for the third time. Find the cause behind it."}],
    ),
    (
        "Returned twice: tell the lead", ["handoff.returned"],
        {"all": [{"fact": "returned", "how": "at_least", "value": 2}]},
        [{"do": "tell_lead", "text": "This went to and fro between two teams. Who has it now?"}],
    ),
    (
        "Key organisation: tell the lead", ["ticket.opened"],
        {"all": [{"fact": "key_organisation", "how": "is", "value": True}]},
        [{"do": "tell_lead", "text": "A key organisation has written."}],
    ),
    (
        "A promise is broken: tell the lead", ["promise.broken"], {},
        [{"do": "tell_lead", "text": "We did not keep what we promised here."}],
    ),
]  # fmt: skip
WORKING_DAY = 8 * 60


def set_up(apps, schema_editor):
    triggers = apps.get_model("automation", "Trigger")
    for number, (name, on, conditions, actions) in enumerate(TRIGGERS, start=1):
        triggers.objects.create(
            name=name, on=on, conditions=conditions, actions=actions, is_active=False,
            position=500 + 10 * number,
        )  # fmt: skip
    apps.get_model("automation", "TimeRule").objects.create(
        name="No progress for a working day: tell the lead", position=500, is_active=False,
        since="changed", after_minutes=WORKING_DAY, business=True,
        conditions={"all": [{"fact": "state", "how": "is", "value": "open"}]},
        actions=[{"do": "tell_lead", "text": "Nothing has happened here for a working day."}],
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("automation", "0003_defaults")]
    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
