from django.db import migrations

from handrail.base.configuration import watch


class Migration(migrations.Migration):
    dependencies = [("escalation", "0004_ways_up"), ("base", "0002_configuration")]

    operations = watch("escalation_path")
