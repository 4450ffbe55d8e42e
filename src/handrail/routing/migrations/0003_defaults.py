"""Words that speak for the usual categories, so that triage has something to say on the first day."""

from django.db import migrations

STARTERS = {
    "Question": [
        "how do i", "how can i", "how to", "is it possible", "question", "wondering", "wie kann ich",
        "frage",
    ],
    "Account and access": [
        "password", "log in", "login", "sign in", "locked out", "two factor", "verification code",
        "my account", "access denied", "permission", "username", "passwort", "anmelden", "zugang",
    ],
    "Billing": [
        "invoice", "refund", "charged", "charged twice", "payment", "credit card", "billing",
        "subscription", "receipt", "vat", "price", "rechnung", "erstattung", "zahlung", "abbuchung",
    ],
    "Fault": [
        "error", "error message", "crash", "crashes", "crashed", "broken", "does not work",
        "doesn't work", "not working", "stopped working", "fails", "bug", "fehler",
        "funktioniert nicht", "kaputt", "abgestürzt",
    ],
    "Data": [
        "data loss", "lost data", "missing data", "export", "import", "database", "corrupted",
        "backup", "restore", "duplicate records", "daten", "datenbank",
    ],
}  # fmt: skip


def set_up(apps, schema_editor):
    categories = apps.get_model("desk", "Category").objects.in_bulk(
        list(STARTERS), field_name="path"
    )
    starters = apps.get_model("routing", "Starter").objects
    for path, category in categories.items():
        starters.create(category=category, words=STARTERS[path])


class Migration(migrations.Migration):
    dependencies = [("routing", "0002_queue"), ("desk", "0003_defaults")]
    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
