"""Which moves are legal, and whose turn it is. Imports nothing but states."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from approvals.activity_states import ACTIVITY_MOVES, ACTIVITY_TURN, ActivityStatus


class WrongState(Exception):
    """Somebody was quicker, or the page was old. The text is shown to the person."""


class PostStatus(models.TextChoices):
    DRAFT = "draft", "draft"
    SUBMITTED = "submitted", "waiting for a decision"
    CHANGES_REQUESTED = "changes_requested", "changes asked for"
    APPROVED = "approved", "approved"
    REJECTED = "rejected", "rejected"
    WITHDRAWN = "withdrawn", "withdrawn"
    PUBLISHED = "published", "published"
    EXPIRED = "expired", "expired"
    ON_HOLD = "on_hold", "on hold"
    PUBLISHING = "publishing", "being published"
    PARTLY_PUBLISHED = "partly_published", "published in part"
    TAKEN_DOWN = "taken_down", "taken down"


class TargetStatus(models.TextChoices):
    """Where a post stands on one account."""

    QUEUED = "queued", "ready to publish"
    PUBLISHING = "publishing", "being published"
    PUBLISHED = "published", "published"
    HELD = "held", "on hold"
    FAILED = "failed", "failed"
    DROPPED = "dropped", "not published there"
    TAKEN_DOWN = "taken_down", "taken down"


class Lane(models.TextChoices):
    """How a post came to be allowed out. Never a state, so that no count mixes them."""

    APPROVED = "approved", "approved"
    SELF_AUTHORISED = "self_authorised", "authorised by its own author"
    STANDING_TEMPLATE = "standing_template", "from a standing template"


class OfficialStatus(models.TextChoices):
    NOMINATED = "nominated", "named, not yet acknowledged"
    ACKNOWLEDGED = "acknowledged", "acknowledged, not yet approved"
    ACTIVE = "active", "active"
    SUSPENDED = "suspended", "suspended"
    ENDED = "ended", "ended"
    DECLINED = "declined", "declined by the person"
    REFUSED = "refused", "refused"


class TemplateStatus(models.TextChoices):
    WAITING = "waiting", "waiting for approval"
    APPROVED = "approved", "approved for use"
    REFUSED = "refused", "refused"
    ENDED = "ended", "no longer used"


class SuggestionStatus(models.TextChoices):
    NEW = "new", "received"
    USED = "used", "used for a post"
    DECLINED = "declined", "not used"


class Verdict(models.TextChoices):
    APPROVE = "approve", "Approve"
    CHANGES = "changes", "Ask for changes"
    REJECT = "reject", "Reject"


VERDICT_LEADS_TO: dict[str, str] = {
    Verdict.APPROVE: PostStatus.APPROVED,
    Verdict.CHANGES: PostStatus.CHANGES_REQUESTED,
    Verdict.REJECT: PostStatus.REJECTED,
}

_POST = PostStatus
POST_MOVES: dict[str, frozenset[str]] = {
    _POST.DRAFT: frozenset({_POST.SUBMITTED, _POST.WITHDRAWN, _POST.APPROVED}),
    _POST.SUBMITTED: frozenset(
        {
            _POST.DRAFT,
            _POST.CHANGES_REQUESTED,
            _POST.APPROVED,
            _POST.REJECTED,
            _POST.WITHDRAWN,
            _POST.EXPIRED,
        }
    ),
    _POST.CHANGES_REQUESTED: frozenset({_POST.DRAFT, _POST.WITHDRAWN}),
    _POST.APPROVED: frozenset(
        {
            _POST.DRAFT,
            _POST.ON_HOLD,
            _POST.PUBLISHING,
            _POST.PARTLY_PUBLISHED,
            _POST.PUBLISHED,
            _POST.WITHDRAWN,
            _POST.EXPIRED,
        }
    ),
    _POST.ON_HOLD: frozenset({_POST.APPROVED, _POST.DRAFT, _POST.WITHDRAWN, _POST.EXPIRED}),
    _POST.PUBLISHING: frozenset({_POST.APPROVED, _POST.PARTLY_PUBLISHED, _POST.PUBLISHED}),
    _POST.PARTLY_PUBLISHED: frozenset({_POST.PUBLISHING, _POST.PUBLISHED, _POST.TAKEN_DOWN}),
    _POST.PUBLISHED: frozenset({_POST.PARTLY_PUBLISHED, _POST.TAKEN_DOWN}),
    _POST.EXPIRED: frozenset({_POST.DRAFT, _POST.WITHDRAWN}),
    _POST.REJECTED: frozenset(),
    _POST.WITHDRAWN: frozenset(),
    _POST.TAKEN_DOWN: frozenset(),
}
# The states in which something was allowed out: these, and no others, have a lane.
WITH_LANE: frozenset[str] = frozenset(
    {_POST.APPROVED, _POST.ON_HOLD, _POST.PUBLISHING, _POST.PARTLY_PUBLISHED, _POST.PUBLISHED, _POST.TAKEN_DOWN}
)
WITHOUT_LANE: frozenset[str] = frozenset({_POST.DRAFT, _POST.SUBMITTED, _POST.CHANGES_REQUESTED, _POST.REJECTED})
# Something of it is or was out: its words are never changed again.
OUT: frozenset[str] = frozenset({_POST.PUBLISHING, _POST.PARTLY_PUBLISHED, _POST.PUBLISHED, _POST.TAKEN_DOWN})
# Nothing more comes of it, so that its words may begin a post of their own.
ENDED: frozenset[str] = frozenset({_POST.REJECTED, _POST.WITHDRAWN, _POST.EXPIRED, _POST.PUBLISHED, _POST.TAKEN_DOWN})

_TARGET = TargetStatus
TARGET_MOVES: dict[str, frozenset[str]] = {
    _TARGET.QUEUED: frozenset({_TARGET.PUBLISHING, _TARGET.PUBLISHED, _TARGET.HELD, _TARGET.DROPPED}),
    _TARGET.PUBLISHING: frozenset({_TARGET.PUBLISHED, _TARGET.FAILED}),
    _TARGET.PUBLISHED: frozenset({_TARGET.TAKEN_DOWN}),
    _TARGET.HELD: frozenset({_TARGET.QUEUED, _TARGET.DROPPED}),
    _TARGET.FAILED: frozenset({_TARGET.QUEUED, _TARGET.HELD, _TARGET.DROPPED}),
    _TARGET.DROPPED: frozenset({_TARGET.QUEUED, _TARGET.HELD}),
    _TARGET.TAKEN_DOWN: frozenset(),
}


def status_of_targets(targets: Iterable[str]) -> str:
    """What a post that was approved is, from where its targets stand. Raises ValueError without any."""
    found = frozenset(targets) - {_TARGET.DROPPED}
    if _TARGET.PUBLISHING in found:
        return _POST.PUBLISHING
    is_live, is_down = _TARGET.PUBLISHED in found, _TARGET.TAKEN_DOWN in found
    pending = found & {_TARGET.QUEUED, _TARGET.HELD, _TARGET.FAILED}
    if is_live or is_down:
        if pending or (is_live and is_down):
            return _POST.PARTLY_PUBLISHED
        return _POST.PUBLISHED if is_live else _POST.TAKEN_DOWN
    if not pending:
        raise ValueError("None of its targets was approved.")
    return _POST.ON_HOLD if pending == {_TARGET.HELD} else _POST.APPROVED


_OFFICIAL = OfficialStatus
OFFICIAL_MOVES: dict[str, frozenset[str]] = {
    _OFFICIAL.NOMINATED: frozenset({_OFFICIAL.ACKNOWLEDGED, _OFFICIAL.DECLINED, _OFFICIAL.REFUSED, _OFFICIAL.ENDED}),
    _OFFICIAL.ACKNOWLEDGED: frozenset({_OFFICIAL.ACTIVE, _OFFICIAL.REFUSED, _OFFICIAL.ENDED}),
    _OFFICIAL.ACTIVE: frozenset({_OFFICIAL.SUSPENDED, _OFFICIAL.ENDED}),
    _OFFICIAL.SUSPENDED: frozenset({_OFFICIAL.ACTIVE, _OFFICIAL.ENDED}),
    _OFFICIAL.ENDED: frozenset(),
    _OFFICIAL.DECLINED: frozenset(),
    _OFFICIAL.REFUSED: frozenset(),
}

SUGGESTION_MOVES: dict[str, frozenset[str]] = {
    SuggestionStatus.NEW: frozenset({SuggestionStatus.USED, SuggestionStatus.DECLINED}),
    SuggestionStatus.USED: frozenset(),
    SuggestionStatus.DECLINED: frozenset(),
}

_TEMPLATE = TemplateStatus
TEMPLATE_MOVES: dict[str, frozenset[str]] = {
    _TEMPLATE.WAITING: frozenset({_TEMPLATE.APPROVED, _TEMPLATE.REFUSED, _TEMPLATE.ENDED}),
    _TEMPLATE.APPROVED: frozenset({_TEMPLATE.ENDED}),
    _TEMPLATE.REFUSED: frozenset(),
    _TEMPLATE.ENDED: frozenset(),
}

POST_TERMINAL: frozenset[str] = frozenset(s for s, after in POST_MOVES.items() if not after)
OFFICIAL_TERMINAL: frozenset[str] = frozenset(s for s, after in OFFICIAL_MOVES.items() if not after)
SUGGESTION_TERMINAL: frozenset[str] = frozenset(s for s, after in SUGGESTION_MOVES.items() if not after)
TARGET_TERMINAL: frozenset[str] = frozenset(s for s, after in TARGET_MOVES.items() if not after)
TERMINAL: frozenset[str] = POST_TERMINAL | OFFICIAL_TERMINAL | SUGGESTION_TERMINAL | TARGET_TERMINAL

# Whose turn it is, as the page says it. "nobody" is the end of the road.
POST_TURN: dict[str, str] = {
    _POST.DRAFT: "the author, to send it for approval",
    _POST.SUBMITTED: "the Principal or the Vice-Principal",
    _POST.CHANGES_REQUESTED: "the author, to change it",
    _POST.APPROVED: "the author, to publish it",
    _POST.EXPIRED: "the author, to give it a new time",
    _POST.REJECTED: "nobody",
    _POST.WITHDRAWN: "nobody",
    _POST.ON_HOLD: "the Principal or the Vice-Principal, to let it go on",
    _POST.PUBLISHING: "an official user, to finish publishing it",
    _POST.PARTLY_PUBLISHED: "an official user, to publish the rest or settle it",
    _POST.PUBLISHED: "nobody",
    _POST.TAKEN_DOWN: "nobody",
}
TARGET_TURN: dict[str, str] = {
    _TARGET.QUEUED: "an official user of the account",
    _TARGET.PUBLISHING: "an official user of the account",
    _TARGET.PUBLISHED: "nobody",
    _TARGET.HELD: "the Principal or the Vice-Principal",
    _TARGET.FAILED: "an official user of the account",
    _TARGET.DROPPED: "nobody",
    _TARGET.TAKEN_DOWN: "nobody",
}
OFFICIAL_TURN: dict[str, str] = {
    _OFFICIAL.NOMINATED: "the person named",
    _OFFICIAL.ACKNOWLEDGED: "the Principal or the Vice-Principal",
    _OFFICIAL.ACTIVE: "nobody",
    _OFFICIAL.SUSPENDED: "the Principal or the Vice-Principal",
    _OFFICIAL.ENDED: "nobody",
    _OFFICIAL.DECLINED: "nobody",
    _OFFICIAL.REFUSED: "nobody",
}
SUGGESTION_TURN: dict[str, str] = {
    SuggestionStatus.NEW: "the official users",
    SuggestionStatus.USED: "nobody",
    SuggestionStatus.DECLINED: "nobody",
}
TEMPLATE_TURN: dict[str, str] = {
    _TEMPLATE.WAITING: "the Principal or the Vice-Principal who did not write it",
    _TEMPLATE.APPROVED: "every official user, at need",
    _TEMPLATE.REFUSED: "nobody",
    _TEMPLATE.ENDED: "nobody",
}
TURN: dict[str, dict[str, str]] = {
    "post": POST_TURN,
    "post_target": TARGET_TURN,
    "official_user": OFFICIAL_TURN,
    "suggestion": SUGGESTION_TURN,
    "standing_template": TEMPLATE_TURN,
    "activity": ACTIVITY_TURN,
}

WORKFLOWS: dict[str, tuple[type[models.TextChoices], dict[str, frozenset[str]]]] = {
    "post": (PostStatus, POST_MOVES),
    "post_target": (TargetStatus, TARGET_MOVES),
    "official_user": (OfficialStatus, OFFICIAL_MOVES),
    "suggestion": (SuggestionStatus, SUGGESTION_MOVES),
    "standing_template": (TemplateStatus, TEMPLATE_MOVES),
    "activity": (ActivityStatus, ACTIVITY_MOVES),
}

_SENTENCES: dict[str, str] = {
    "post": "This post is {status}, so that step is no longer open. Look at it again below.",
    "post_target": "On this account the post is {status}, so that step is no longer open. Look at it again below.",
    "official_user": "This entry is {status}, so that step is no longer open.",
    "standing_template": "This template is {status}, so that step is no longer open.",
    "suggestion": "This was already {status}, so there is nothing left to decide.",
    "activity": "This activity is {status}, so that step is no longer open. Look at it again below.",
}


def check_move(workflow: str, status: str, target: str) -> None:
    """Raise the kind sentence unless the table of moves lists this step."""
    choices, moves = WORKFLOWS[workflow]
    if target not in moves[status]:
        raise WrongState(_SENTENCES[workflow].format(status=choices(status).label))
