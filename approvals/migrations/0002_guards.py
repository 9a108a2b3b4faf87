"""The database refuses by itself: changed versions, decisions on own words, unapproved publications."""

from django.db import migrations

from approvals.triggers import FrozenVersion, GuardedDecision, GuardedPublication, LegalMoves
from audit.triggers import InsertOnly

POST = {
    "draft": ["submitted", "withdrawn"],
    "submitted": ["draft", "changes_requested", "approved", "rejected", "withdrawn", "expired"],
    "changes_requested": ["draft", "withdrawn"],
    "approved": ["draft", "published", "withdrawn", "expired"],
    "expired": ["draft", "withdrawn"],
}
OFFICIAL_USER = {
    "nominated": ["acknowledged", "declined", "refused", "ended"],
    "acknowledged": ["active", "refused", "ended"],
    "active": ["suspended", "ended"],
    "suspended": ["active", "ended"],
}
SUGGESTION = {"new": ["used", "declined"]}


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0001_initial"),
        ("audit", "0002_refuse_changes"),
        ("school", "0001_initial"),
    ]
    operations = [
        FrozenVersion("approvals_postversion"),
        InsertOnly("approvals_versioneditor"),
        InsertOnly("approvals_scope"),
        GuardedDecision("approvals_decision"),
        GuardedPublication("approvals_publication"),
        LegalMoves("approvals_postrequest", moves=POST),
        LegalMoves("approvals_officialuser", moves=OFFICIAL_USER),
        LegalMoves("approvals_suggestion", moves=SUGGESTION),
    ]
