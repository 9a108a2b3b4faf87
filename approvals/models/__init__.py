"""The school's official voice: who speaks, where, what was asked, decided and published."""

from approvals.models.accounts import Account, Platform
from approvals.models.activities import Activity, ActivityDecision, ActivityVerdict, ActivityVersion
from approvals.models.decisions import Decision, Publication, PublicationCheck, RejectReason
from approvals.models.feeds import CalendarAddress
from approvals.models.lanes import (
    Authorisation,
    Outcome,
    RetrospectiveReview,
    StandingTemplate,
    Why,
    leave_to_go_out,
)
from approvals.models.officials import EndReason, OfficialUser, Reacknowledgement, Scope
from approvals.models.passed import Children, Look, PassedPicture, PassedPictureShown
from approvals.models.pictures import (
    Derivative,
    PersonInPicture,
    Picture,
    PlacedPicture,
    TakedownTask,
    TaskCause,
    TaskOutcome,
)
from approvals.models.posts import PostRequest
from approvals.models.proofs import Screenshot
from approvals.models.refusals import GateRefusal
from approvals.models.suggestions import Suggestion
from approvals.models.talking import Comment, GateRun, PictureComment, Stage
from approvals.models.targets import Freeze, Hold, HoldCause, PostTarget, Takedown, TakedownReason
from approvals.models.versions import PostVersion, VersionAccount, VersionEditor, VersionPicture, hold_parts

__all__ = [
    "Account",
    "Activity",
    "ActivityDecision",
    "ActivityVerdict",
    "ActivityVersion",
    "Authorisation",
    "CalendarAddress",
    "Children",
    "Comment",
    "Decision",
    "Derivative",
    "EndReason",
    "Freeze",
    "GateRefusal",
    "GateRun",
    "Hold",
    "HoldCause",
    "Look",
    "OfficialUser",
    "Outcome",
    "PassedPicture",
    "PassedPictureShown",
    "PersonInPicture",
    "Picture",
    "PictureComment",
    "PlacedPicture",
    "Platform",
    "PostRequest",
    "PostTarget",
    "PostVersion",
    "Publication",
    "PublicationCheck",
    "Reacknowledgement",
    "RejectReason",
    "RetrospectiveReview",
    "Scope",
    "Screenshot",
    "Stage",
    "StandingTemplate",
    "Suggestion",
    "Takedown",
    "TakedownReason",
    "TakedownTask",
    "TaskCause",
    "TaskOutcome",
    "VersionAccount",
    "VersionEditor",
    "VersionPicture",
    "Why",
    "hold_parts",
    "leave_to_go_out",
]
