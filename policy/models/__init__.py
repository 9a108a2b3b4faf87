"""Rules as rows: a policy, its versions, its clauses, and what each clause asks for."""

from policy.models.board import (
    BoardMeeting,
    Capacity,
    Line,
    Minute,
    Presence,
    Return,
    Signature,
)
from policy.models.clauses import (
    Audience,
    Clause,
    ClauseRegister,
    ClauseStep,
    ClauseVersion,
    Force,
    Section,
    TellRule,
    steps_of,
)
from policy.models.history import History
from policy.models.register import Register, Step, StepForce, StepMoment, StepSource
from policy.models.reviews import (
    READS_REVIEWS,
    Reason,
    Review,
    StaffReview,
    StaffReviewForm,
)
from policy.models.versions import Policy, Version, version_in_force

__all__ = [
    "READS_REVIEWS",
    "Audience",
    "BoardMeeting",
    "Capacity",
    "Clause",
    "ClauseRegister",
    "ClauseStep",
    "ClauseVersion",
    "Force",
    "History",
    "Line",
    "Minute",
    "Policy",
    "Presence",
    "Reason",
    "Register",
    "Return",
    "Review",
    "Section",
    "Signature",
    "StaffReview",
    "StaffReviewForm",
    "Step",
    "StepForce",
    "StepMoment",
    "StepSource",
    "TellRule",
    "Version",
    "steps_of",
    "version_in_force",
]
