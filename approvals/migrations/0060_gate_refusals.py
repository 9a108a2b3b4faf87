"""How often each gate said no, kept apart from what was refused; never changed."""

import uuid

from django.db import migrations, models

from audit.triggers import InsertOnly

STAGES = [
    ("submit", "when it was sent for approval"),
    ("approve", "when it was approved"),
    ("release", "when it was let go on"),
    ("publish", "when it was published"),
]


class Migration(migrations.Migration):
    dependencies = [("approvals", "0052_guards_of_passed"), ("audit", "0002_refuse_changes")]
    operations = [
        migrations.CreateModel(
            name="GateRefusal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("gate", models.CharField(max_length=30)),
                ("stage", models.CharField(choices=STAGES, max_length=20)),
                ("at", models.DateTimeField()),
            ],
            options={"ordering": ["-at"]},
        ),
        migrations.AddIndex(
            model_name="gaterefusal", index=models.Index(fields=["at"], name="gate_refusal_by_time")
        ),
        InsertOnly("approvals_gaterefusal"),
    ]
