"""The database refuses by itself: the guards of 0002 over the tables as they are now, and those of the new ones."""

from django.db import migrations, models

from approvals.triggers import (
    DifferentPerson,
    EndsOnce,
    FrozenVersion,
    FrozenWithVersion,
    GuardedDecision,
    GuardedPublication,
    GuardedTarget,
    LegalMoves,
    PublicationOfTarget,
)
from audit.triggers import InsertOnly

POST = {
    "draft": ["submitted", "withdrawn"],
    "submitted": ["draft", "changes_requested", "approved", "rejected", "withdrawn", "expired"],
    "changes_requested": ["draft", "withdrawn"],
    "approved": ["draft", "on_hold", "publishing", "partly_published", "published", "withdrawn", "expired"],
    "on_hold": ["approved", "draft", "withdrawn", "expired"],
    "publishing": ["approved", "partly_published", "published"],
    "partly_published": ["publishing", "published", "taken_down"],
    "published": ["partly_published", "taken_down"],
    "expired": ["draft", "withdrawn"],
}
TARGET = {
    "queued": ["publishing", "published", "held", "dropped"],
    "publishing": ["published", "failed"],
    "published": ["taken_down"],
    "held": ["queued", "dropped"],
    "failed": ["queued", "held", "dropped"],
    "dropped": ["queued", "held"],
}
HOLD = ["id", "request_id", "account_id", "cause", "reason", "freeze_id", "by_id", "at"]
FREEZE = ["id", "account_id", "reason", "by_id", "at"]


class Migration(migrations.Migration):
    dependencies = [("approvals", "0004_one_target_each"), ("audit", "0002_refuse_changes")]
    operations = [
        migrations.AddConstraint(
            model_name="postrequest",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['approved', 'on_hold', 'partly_published', 'published', 'publishing', 'taken_down']), models.Q(('lane', ''), _negated=True)), models.Q(('lane', ''), ('status__in', ['changes_requested', 'draft', 'rejected', 'submitted'])), models.Q(('status__in', ['approved', 'changes_requested', 'draft', 'on_hold', 'partly_published', 'published', 'publishing', 'rejected', 'submitted', 'taken_down']), _negated=True), _connector='OR'), name='what_was_allowed_out_has_a_lane'),
        ),
        FrozenVersion("approvals_postversion"),
        InsertOnly("approvals_versioneditor"),
        GuardedDecision("approvals_decision"),
        GuardedPublication("approvals_publication"),
        LegalMoves("approvals_postrequest", moves=POST),
        PublicationOfTarget("approvals_publication"),
        FrozenWithVersion("approvals_versionaccount"),
        FrozenWithVersion("approvals_versionpicture"),
        GuardedTarget("approvals_posttarget"),
        LegalMoves("approvals_posttarget", moves=TARGET),
        EndsOnce("approvals_hold", end="released_at", keeps=HOLD),
        EndsOnce("approvals_freeze", end="ended_at", keeps=FREEZE),
        InsertOnly("approvals_takedown"),
        DifferentPerson("approvals_publicationcheck"),
        InsertOnly("approvals_gaterun"),
        InsertOnly("approvals_comment"),
    ]
