"""An empty desk starts with a few texts and one macro; nothing acts by itself."""

from django.db import migrations

ANSWERS = [
    (
        "We are looking into it",
        "looking",
        "Hello {{requester.first_name}},\n\nthank you for writing. I am looking into this now and will "
        "write again as soon as I know more.\n\n{{agent.name}}, {{brand.name}}",
    ),
    (
        "Which version, and since when",
        "more",
        "Hello {{requester.first_name}},\n\nto find the cause I need a little more: what did you do, what did "
        "you expect, what happened instead, and since when? A picture of the screen often helps.\n\n"
        "{{agent.name}}, {{brand.name}}",
    ),
    (
        "Solved, please check",
        "check",
        "Hello {{requester.first_name}},\n\nthis should work again. Please try it. If it does not, simply answer "
        "this message or write at {{portal.url}}, and #{{ticket.number}} opens again.\n\n"
        "{{agent.name}}, {{brand.name}}",
    ),
]


def set_up(apps, schema_editor):
    answers = apps.get_model("automation", "CannedAnswer")
    for position, (name, shortcut, text) in enumerate(ANSWERS, start=1):
        answers.objects.create(
            name=name, shortcut=shortcut, text=text, language="en", position=10 * position
        )
    apps.get_model("automation", "Macro").objects.create(
        name="Close as solved elsewhere",
        position=10,
        is_active=True,
        conditions={"none": [{"fact": "state", "how": "is", "value": "done"}]},
        actions=[
            {"do": "add_tags", "tags": ["solved elsewhere"]},
            {"do": "note", "text": "Solved elsewhere; closed by {{agent.name}}."},
            {"do": "solve"},
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("automation", "0002_watched")]
    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
