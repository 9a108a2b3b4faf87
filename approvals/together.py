"""Deciding several posts at once: which ones may stand on the one page, and what became of each.

Only words can be read in full down a page, so a post with a picture is never among them; nor is one with anything
that asks for words of its own: an amber or red gate, or another policy that it touches.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied

from approvals import actions
from approvals.gates import judge, snapshot_of
from approvals.gates.results import Level
from approvals.models import PostRequest, PostVersion, Stage
from approvals.permissions import APPROVERS, obstacle_to_deciding
from approvals.states import PostStatus, Verdict, WrongState
from school.obstacles import demand
from school.standing import Standing, standing_of

MOST = 20
ONLY_APPROVERS = "Only the Principal and the Vice-Principal decide several posts together."
ALONE = "It is not one of those that are decided together. Open it and decide on it by itself."


@dataclass(frozen=True)
class Read:
    """A post as it stood on somebody's page."""

    pk: UUID
    version_id: UUID
    digest: str
    row_version: int


@dataclass(frozen=True)
class Outcome:
    """What became of one post. `why` is empty when it was approved."""

    pk: UUID
    reference: str
    why: str


def obstacle_to_together(standing: Standing) -> str:
    return "" if standing.is_active and standing.holds(*APPROVERS) else ONLY_APPROVERS


def obstacle_to_offering(post: PostRequest, version: PostVersion, standing: Standing, now: datetime) -> str:
    """Why this one is decided by itself; "" when it may stand among the others."""
    version.request = post
    if obstacle := obstacle_to_deciding(standing, version.hands()):
        return obstacle
    if post.status != PostStatus.SUBMITTED or post.other_policy or version.pictures.exists():
        return ALONE
    gates = judge(snapshot_of(version, stage=Stage.APPROVE, now=now, placements=version.placements.all()))
    return "" if all(one.level == Level.GREEN for one in gates) else ALONE


def offered(standing: Standing, now: datetime) -> tuple[list[PostVersion], int]:
    """What may be decided together, the longest waiting first and at most MOST; and how many wait beside them."""
    waiting = PostRequest.objects.waiting_for(standing).filter(status=PostStatus.SUBMITTED)
    words_only = waiting.filter(other_policy="", current_version__pictures=None)
    ids = list(words_only.order_by("changed_at", "pk").values_list("current_version", flat=True)[: 2 * MOST])
    rows = PostVersion.objects.filter(pk__in=ids).select_related("request__author", "requested_by")
    found = {one.pk: one for one in rows.prefetch_related("placements__account", "pictures", "editors")}
    versions = [found[pk] for pk in ids if not obstacle_to_offering(found[pk].request, found[pk], standing, now)][:MOST]
    return versions, waiting.count() - len(versions)


def approve_together(chosen: list[Read], *, by: UUID, now: datetime) -> list[Outcome]:
    """Approve each by the one action that decides, in a transaction of its own: what cannot be says why, the rest stands."""
    standing = standing_of(by, now)
    demand(obstacle_to_together(standing))
    ids = [one.pk for one in chosen]
    references = dict(PostRequest.objects.visible_to(standing).filter(pk__in=ids).values_list("pk", "reference"))
    return [
        Outcome(one.pk, references[one.pk], _approved(one, standing, now)) for one in chosen if one.pk in references
    ]


def _approved(read: Read, standing: Standing, now: datetime) -> str:
    post = PostRequest.objects.select_related("current_version").get(pk=read.pk)
    version = post.current_version
    is_as_read = version is not None and version.pk == read.version_id and post.status == PostStatus.SUBMITTED
    if version and is_as_read and (obstacle := obstacle_to_offering(post, version, standing, now)):
        return obstacle
    try:
        actions.decide(
            pk=read.pk,
            version_id=read.version_id,
            digest=read.digest,
            row_version=read.row_version,
            verdict=Verdict.APPROVE,
            by=standing.person_id,
            now=now,
        )
    except (WrongState, PermissionDenied) as refused:
        return str(refused)
    return ""
