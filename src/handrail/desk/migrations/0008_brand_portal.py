"""A brand's portal answers to a name of its own, in a colour of its own."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0007_brand_speaks"),
    ]

    operations = [
        migrations.AddField(
            model_name="brand",
            name="host",
            field=models.CharField(
                blank=True,
                help_text="The name its portal answers to, such as help.example.com. Empty: the first brand's.",
                max_length=253,
                validators=[django.core.validators.RegexValidator("^[a-z0-9.-]+$")],
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="hue",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="The colour of its portal, as a hue from 0 to 359. Empty: Handrail's blue.",
                null=True,
                validators=[django.core.validators.MaxValueValidator(359)],
            ),
        ),
        migrations.AddConstraint(
            model_name="brand",
            constraint=models.UniqueConstraint(
                condition=models.Q(("host", ""), _negated=True),
                fields=("host",),
                name="host_of_one_brand",
            ),
        ),
    ]
