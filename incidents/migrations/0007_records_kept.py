"""Records are never changed, by order of the database (decision 14); the shipped kinds say which step asks for which."""

from typing import Any

from django.db import migrations

from audit.triggers import InsertOnly
from incidents.register import load

RECORDS = (
    "actiontaken",
    "allegationoutcome",
    "breachassessment",
    "bullyingassessment",
    "bullyingrecord",
    "complaintlink",
    "consentcheck",
    "furtheraction",
    "hearing",
    "homeorganisation",
    "ictrestriction",
    "interventionreview",
    "investigation",
    "otherpolicy",
    "parentcontact",
    "platformreport",
    "proceduredecision",
    "redressdecision",
    "referraldecision",
    "removalrequest",
    "removalresult",
    "restrictionreview",
    "safeguardinglook",
    "support",
)


def fill(apps: Any, schema_editor: Any) -> None:
    load(apps)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0006_records"), ("policy", "0006_follow_up_steps")]

    operations = [
        *(InsertOnly(f"incidents_{name}") for name in RECORDS),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
