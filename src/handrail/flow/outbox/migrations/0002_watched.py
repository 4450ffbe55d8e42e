from django.db import migrations

from handrail.base.configuration import watch


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial"), ("base", "0002_configuration")]

    operations = watch(
        "outbox_sendingaddress", "outbox_sendingrule", "outbox_frame", "outbox_signingkey"
    )
