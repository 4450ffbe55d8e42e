"""A bad rating usually goes to the lead; the rule stands ready, switched off."""

from typing import Any

from django.db import migrations


def set_up(apps: Any, editor: Any) -> None:
    apps.get_model("automation", "Trigger").objects.create(
        name="Bad rating: tell the lead", on=["ticket.rated"], position=550, is_active=False,
        conditions={"all": [{"fact": "rating", "how": "is", "value": "bad"}]},
        actions=[{"do": "tell_lead", "text": "The customer was not content. Please write to them."}],
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("automation", "0004_automatic_escalations")]
    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
