"""A deadline moves often and is in no index: with some room on its page, a ticket changes in place.

Without, each move of a deadline would write the ticket anew into every one of its indexes.
"""

from django.db import migrations

FORWARD = "ALTER TABLE tickets_ticket SET (fillfactor = 90)"
BACKWARD = "ALTER TABLE tickets_ticket RESET (fillfactor)"


class Migration(migrations.Migration):
    dependencies = [("promises", "0002_defaults"), ("tickets", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
