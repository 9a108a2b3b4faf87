"""The kind that a reporter began from, where no rule says as much."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0071_restrictions"),
    ]

    operations = [
        migrations.AddField(
            model_name="circumstances",
            name="kind",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.kind"
            ),
        ),
    ]
