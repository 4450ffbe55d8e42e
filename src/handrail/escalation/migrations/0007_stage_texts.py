"""What the desk says at each stage of a major incident, until somebody writes it better."""

from typing import Any

from django.db import migrations

from handrail.base.configuration import watch

TEXTS = {
    "investigating": "We know of a problem: {title}. We are looking for the cause now. "
    "You need not do anything; you hear from us again by {next}.",
    "identified": "About “{title}”: we have found the cause and are working on it. "
    "You hear from us again by {next}.",
    "monitoring": "About “{title}”: it is mended as far as we can see, and we keep watching. "
    "If it does not work for you, please answer this message. You hear from us again by {next}.",
    "resolved": "“{title}” is over. We are sorry for the trouble. "
    "If anything is still wrong for you, please answer this message and we look at it at once.",
}


def write_texts(apps: Any, editor: Any) -> None:
    texts = apps.get_model("escalation", "StageText")
    for stage, text in TEXTS.items():
        texts.objects.get_or_create(stage=stage, defaults={"text": text})


class Migration(migrations.Migration):
    dependencies = [("escalation", "0006_swarms_and_incidents"), ("base", "0002_configuration")]

    operations = [
        *watch("escalation_incident", "escalation_stagetext"),
        migrations.RunPython(write_texts, migrations.RunPython.noop, elidable=False),
    ]
