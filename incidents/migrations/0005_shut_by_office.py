from django.db import migrations, models


class Migration(migrations.Migration):
    """Holding an office that a case is shut to is a reason of its own: it outlasts the office."""

    dependencies = [("incidents", "0004_words")]

    operations = [
        migrations.AlterField(
            model_name="shutout",
            name="reason",
            field=models.CharField(
                choices=[
                    ("subject", "is a person concerned"),
                    ("family", "is a parent or carer of a child in the case"),
                    ("office", "held an office that the case is shut to"),
                    ("declared", "declared a conflict of interest"),
                ],
                max_length=20,
            ),
        ),
    ]
