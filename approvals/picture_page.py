"""What pages show of the pictures of a post: how far each is, who is in it, what families agreed to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from approvals.gates.people import PURPOSE, media_of
from approvals.models import Derivative, PlacedPicture, PostRequest, PostVersion, TakedownTask
from approvals.models.pictures import LONGEST_SIDE
from approvals.states import PostStatus
from files.cleaning.shaping import Shape
from school.consents import Answer, Use, answers

CHANGEABLE = (PostStatus.DRAFT, PostStatus.CHANGES_REQUESTED, PostStatus.EXPIRED)


@dataclass
class Shown:
    """One picture on a page. `answers`: for each child in it what holds where it is to be seen, in sentences."""

    placed: PlacedPicture
    order: int
    alt: str
    is_decorative: bool
    names: list[str]
    answers: list[Answer] = field(default_factory=list)
    threads: list[dict[str, Any]] = field(default_factory=list)


def may_change(post: PostRequest) -> bool:
    return post.status in CHANGEABLE


def pictured(version: PostVersion, post: PostRequest, on: date) -> list[Shown]:
    """The pictures of a version in their order. Ten queries, whatever their number."""
    rows = PlacedPicture.objects.filter(place__version=version).select_related(
        "place", "picture", "derivative__file", "declared_by"
    )
    found = list(rows.prefetch_related("people__pupil__person"))
    pupils = {one.pupil_id for row in found for one in row.people.all()}
    platforms = {one.account.platform for one in version.placements.select_related("account")} if pupils else set()
    media = sorted(set(media_of({one: [] for one in platforms}).values())) if pupils else []
    uses = [Use(medium, PURPOSE) for medium in media]
    said = answers(pupils, uses, on) if pupils else {}
    return [
        Shown(
            placed=row,
            order=row.place.order,
            alt=row.place.alt,
            is_decorative=row.place.is_decorative,
            names=[one.pupil.person.display_name for one in row.people.all()],
            answers=[said[one.pupil_id, use] for one in row.people.all() for use in uses],
        )
        for row in found
    ]


def choices_of(version: PostVersion) -> list[tuple[UUID, str]]:
    """The pictures of a version to choose one from: by their number and the words for those who do not see them."""
    rows = PlacedPicture.objects.filter(place__version=version).select_related("place")
    return [(row.picture_id, f"Picture {row.place.order}: {row.place.alt[:60]}".rstrip(": ")) for row in rows]


def whole_of(row: PlacedPicture) -> Derivative | None:
    """The picture as a whole, clean, to draw boxes on; it was the first that was made of it."""
    whole = Shape(longest=LONGEST_SIDE).written()
    return Derivative.objects.filter(picture_id=row.picture_id, shape=whole).select_related("file").first()


def tasks_of(post: PostRequest) -> list[TakedownTask]:
    """What is to be done about its live targets because of a child in it, the most urgent first."""
    rows = TakedownTask.objects.open().filter(target__request=post).select_related("target__account")
    seen: dict[object, TakedownTask] = {}
    for row in rows.order_by("cause", "due_at"):
        seen.setdefault((row.target_id, row.cause), row)
    return list(seen.values())
