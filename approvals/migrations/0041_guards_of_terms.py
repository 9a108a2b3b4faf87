"""The steps of official users are guarded again where the table was made anew; what was acknowledged is never changed."""

from django.db import migrations

from approvals.triggers import LegalMoves
from audit.triggers import InsertOnly

OFFICIAL_USER = {
    "nominated": ["acknowledged", "declined", "refused", "ended"],
    "acknowledged": ["active", "refused", "ended"],
    "active": ["suspended", "ended"],
    "suspended": ["active", "ended"],
}
TARGET = {
    "code": "reacknowledge_days",
    "text": "An official user who is asked acknowledges the policy again",
    "unit": "days",
    "value": 14,
    "position": 91,
}


def load(apps, schema_editor):
    apps.get_model("school", "Target").objects.get_or_create(code=TARGET["code"], defaults=TARGET)


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0040_terms_of_officials"),
        ("audit", "0002_refuse_changes"),
        ("school", "0170_self_authorised_lane"),
    ]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        InsertOnly("approvals_reacknowledgement"),
        LegalMoves("approvals_officialuser", moves=OFFICIAL_USER),
    ]
