from django.db import migrations

from handrail.base.configuration import watch


class Migration(migrations.Migration):
    dependencies = [("automation", "0001_initial"), ("base", "0002_configuration")]

    operations = watch(
        "automation_trigger", "automation_timerule", "automation_macro", "automation_cannedanswer"
    )
