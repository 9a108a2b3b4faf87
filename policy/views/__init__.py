"""The policy's pages: for everybody who reads it, and for the two offices that keep it."""

from policy.views.drafts import bring_into_force, draft, drop, enter_history
from policy.views.importing import accept, confirm, confirm_clause, import_policy, join
from policy.views.reading import read, version

__all__ = [
    "accept",
    "bring_into_force",
    "confirm",
    "confirm_clause",
    "draft",
    "drop",
    "enter_history",
    "import_policy",
    "join",
    "read",
    "version",
]
