"""Everything the pages of one post show: where it stands, its versions, what changed, who may do what."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from approvals.comparing import word_changes
from approvals.deciders import deciders_of
from approvals.models import PostRequest, PostVersion, Publication
from approvals.models.officials import leave_of
from approvals.models.posts import approval_lasts
from approvals.permissions import (
    obstacle_of_words,
    obstacle_to_deciding,
    obstacle_to_editing,
    obstacle_to_publishing,
    obstacle_to_recalling,
    obstacle_to_submitting,
    obstacle_to_withdrawing,
)
from approvals.states import POST_MOVES, POST_TURN, PostStatus
from approvals.wording import current
from audit.models import Entry
from audit.register import ids_in, sentence
from school.models import Person
from school.standing import Standing

TONES = {
    PostStatus.SUBMITTED: "wait",
    PostStatus.CHANGES_REQUESTED: "wait",
    PostStatus.APPROVED: "done",
    PostStatus.PUBLISHED: "done",
    PostStatus.REJECTED: "stop",
    PostStatus.EXPIRED: "stop",
}


def tone_of(status: str) -> str:
    return TONES.get(PostStatus(status), "calm")


def history_of(post: PostRequest) -> list[dict[str, Any]]:
    """What happened, from the record itself, in plain sentences. Two queries."""
    entries = list(Entry.objects.about("approvals.PostRequest", post.pk))
    names: dict[Any, str] = {person.pk: person.display_name for person in Person.objects.filter(pk__in=ids_in(entries))}
    names |= {post.pk: post.reference, "approve": "approved", "changes": "changes asked for", "reject": "rejected"}
    return [{"at": entry.at, "sentence": sentence(entry, names)} for entry in entries]


def versions_of(post: PostRequest) -> list[PostVersion]:
    rows = post.versions.select_related(
        "account", "created_by", "requested_by", "decision__actor", "decision__appointment", "based_on"
    )
    return list(rows.order_by("-n"))


def _shown(post: PostRequest, version: PostVersion, versions: list[PostVersion]) -> dict[str, Any]:
    before = next((one for one in versions if one.pk == version.based_on_id), None)
    decision = getattr(version, "decision", None)
    return {
        "post": post,
        "version": version,
        "versions": versions,
        "before": before,
        "changes": word_changes(before.text, version.text) if before else [],
        "decision": decision,
        "last_decision": next((one.decision for one in versions if hasattr(one, "decision")), None),
        "tone": tone_of(post.status),
        "turn": POST_TURN[post.status],
        "history": history_of(post),
        "publication": Publication.objects.filter(version=version).select_related("published_by").first(),
    }


def page_of_post(post: PostRequest, standing: Standing, now: datetime) -> dict[str, Any]:
    """The whole page for this reader. The number of queries does not depend on the post's history."""
    versions = versions_of(post)
    version = next(one for one in versions if one.pk == post.current_version_id)
    version.request = post
    shown = _shown(post, version, versions)
    deciders = deciders_of(version, standing.today) if post.status in (PostStatus.DRAFT, PostStatus.SUBMITTED) else []
    return shown | {
        "deciders": deciders,
        "nobody_decides": bool(deciders) and not any(one.may for one in deciders),
        "no_offices": post.status == PostStatus.SUBMITTED and not deciders,
        "is_author": post.author_id == standing.person_id,
        "may": _may(post, version, standing, shown["decision"], now),
        "deciding_obstacle": obstacle_to_deciding(standing, version.hands()),
    }


def _may(post: PostRequest, version: PostVersion, standing: Standing, decision: Any, now: datetime) -> dict[str, bool]:
    """Which buttons to show. The actions ask again; these only spare people a refusal."""
    moves = POST_MOVES[post.status]
    author: UUID = post.author_id
    leave = leave_of(standing.person_id, standing.today)
    account = version.account
    is_waiting = post.status == PostStatus.SUBMITTED
    is_author = not obstacle_to_recalling(standing, author)
    may_edit = not obstacle_to_editing(standing, author)
    publishing = obstacle_to_publishing(standing, leave, account.pk, is_enabled=account.is_enabled)
    return {
        "decide": is_waiting and not obstacle_to_deciding(standing, version.hands()),
        "edit": may_edit and (post.status == PostStatus.DRAFT or PostStatus.DRAFT in moves),
        "submit": PostStatus.SUBMITTED in moves and not obstacle_to_submitting(standing, author, leave, account.pk),
        "recall": is_waiting and is_author,
        "restore": is_author and (post.status == PostStatus.DRAFT or PostStatus.DRAFT in moves),
        "withdraw": PostStatus.WITHDRAWN in moves and not obstacle_to_withdrawing(standing, author),
        "publish": PostStatus.PUBLISHED in moves
        and not publishing
        and not obstacle_of_words(version, decision, lasts=approval_lasts(), now=now),
    }


def current_version_of(post: PostRequest) -> PostVersion:
    version = current(post)
    version.request = post
    return version
