"""An empty desk starts with three tiers of one team each."""

from django.conf import settings
from django.db import migrations

MATRIX = {
    (1, 1): 1,
    (1, 2): 2,
    (1, 3): 3,
    (2, 1): 2,
    (2, 2): 3,
    (2, 3): 4,
    (3, 1): 3,
    (3, 2): 4,
    (3, 3): 4,
}
TIERS = [
    (1, "Front line", "Greets everybody, fixes what is known, writes everything down.", False),
    (2, "Diagnosis", "Finds causes the front line cannot, and writes the answer up for it.", True),
    (3, "Experts", "Works next to engineering on what nobody has seen before.", True),
]
CATEGORIES = [("Question", 1), ("Account and access", 1), ("Billing", 1), ("Fault", 2), ("Data", 3)]


def set_up(apps, schema_editor):
    desk = {
        name: apps.get_model("desk", name)
        for name in ("Tier", "Team", "Brand", "Category", "PriorityCell")
    }
    for level, name, solves, tells in TIERS:
        tier = desk["Tier"].objects.create(
            level=level, name=name, solves=solves, tells_customer=tells
        )
        desk["Team"].objects.create(tier=tier, name=name, slug=f"tier-{level}", is_default=True)
    for (impact, urgency), priority in MATRIX.items():
        desk["PriorityCell"].objects.create(impact=impact, urgency=urgency, priority=priority)
    for name, complexity in CATEGORIES:
        desk["Category"].objects.create(name=name, path=name, complexity=complexity)
    desk["Brand"].objects.create(
        name="Support", slug="support", address=settings.HANDRAIL_MAIL_ADDRESS
    )


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_initial")]
    operations = [migrations.RunPython(set_up, migrations.RunPython.noop)]
