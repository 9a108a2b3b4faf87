from django.db import migrations, models


class Migration(migrations.Migration):
    """A clause's own row may send a report to the Principal and the Vice-Principal alike."""

    dependencies = [("incidents", "0040_clocks")]

    operations = [
        migrations.AddField(model_name="incident", name="reaches_both", field=models.BooleanField(default=False)),
    ]
