"""The database holds the review: legal steps, locked once signed, two signatures, insert-only rows."""

from audit.triggers import InsertOnly
from django.db import migrations

from policy.review_triggers import ReviewGuard, SignatureGuard

AWAITING = ["decided_approved", "decided_with_changes", "no_change"]
MOVES = {
    "opened": ["staff_reviewed", "referred_back"],
    "staff_reviewed": [*AWAITING, "referred_back"],
    "decided_approved": ["signed", "referred_back"],
    "decided_with_changes": ["signed", "referred_back"],
    "no_change": ["signed", "referred_back"],
    "referred_back": [],
    "signed": [],
}


class Migration(migrations.Migration):
    dependencies = [("policy", "0004_reviews"), ("audit", "0002_refuse_changes")]

    operations = [
        ReviewGuard("policy_review", moves=MOVES, signatures="policy_signature"),
        SignatureGuard("policy_signature", reviews="policy_review", awaiting=AWAITING),
        InsertOnly("policy_staffreview"),
        InsertOnly("policy_boardmeeting"),
        InsertOnly("policy_presence"),
        InsertOnly("policy_minute"),
        InsertOnly("policy_return"),
        InsertOnly("policy_history"),
    ]
