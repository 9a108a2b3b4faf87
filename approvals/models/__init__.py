"""The school's official voice: who speaks, where, what was asked, decided and published."""

from approvals.models.accounts import Account, Platform
from approvals.models.decisions import Decision, Publication
from approvals.models.officials import EndReason, OfficialUser, Scope
from approvals.models.posts import PostRequest, PostVersion, VersionEditor
from approvals.models.suggestions import Suggestion

__all__ = [
    "Account",
    "Decision",
    "EndReason",
    "OfficialUser",
    "Platform",
    "PostRequest",
    "PostVersion",
    "Publication",
    "Scope",
    "Suggestion",
    "VersionEditor",
]
