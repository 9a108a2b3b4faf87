"""The pictures of a version as actions move them. Callers hold the post's row and have asked who acts."""

from __future__ import annotations

from uuid import UUID

from approvals.models import PersonInPicture, PlacedPicture, PostVersion, VersionPicture
from files.cleaning.shaping import WHOLE, Box
from school.models import Pupil


def take_along(earlier: PostVersion, later: PostVersion) -> None:
    """Copy the pictures of one version to another, with their shapes, their files and the people in them.

    A file that is missing is not copied: the worker makes it anew of what was sent, and who is in it is asked anew.
    """
    rows = earlier.pictures.select_related("placed__derivative__file").prefetch_related("placed__people")
    for row in rows:
        placed = getattr(row, "placed", None)
        people = list(placed.people.all()) if placed else []
        copy = VersionPicture.objects.create(
            version=later, order=row.order, sha256=row.sha256, alt=row.alt, is_decorative=row.is_decorative
        )
        if placed is None:
            continue
        placed.pk, placed.place, placed._state.adding = PlacedPicture().pk, copy, True
        if not placed.has_its_file():
            placed.derivative = None
            undeclare(placed)
        placed.save(force_insert=True)
        PersonInPicture.objects.bulk_create(PersonInPicture(placed=placed, pupil_id=one.pupil_id) for one in people)


def reshape(placed: PlacedPicture, crop: Box, blurs: list[Box]) -> bool:
    """Whether it is another shape now: then the file is made anew, and who is in it is asked anew."""
    wanted = (list(crop) if crop != WHOLE else [], [list(one) for one in blurs])
    if wanted == (placed.crop, placed.blurs):
        return False
    placed.crop, placed.blurs = wanted
    placed.derivative, placed.refused = None, ""
    undeclare(placed)
    placed.save()
    return True


def undeclare(placed: PlacedPicture) -> None:
    """Nobody has said of this shape who is in it."""
    placed.declared_by_id = placed.declared_at = None


def name_people(placed: PlacedPicture, pupil_ids: set[UUID]) -> None:
    """Exactly these pupils can be recognised; ids of no pupil are left out."""
    known = set(Pupil.objects.filter(pk__in=pupil_ids).values_list("pk", flat=True))
    placed.people.exclude(pupil_id__in=known).delete()
    there = set(placed.people.values_list("pupil_id", flat=True))
    PersonInPicture.objects.bulk_create(PersonInPicture(placed=placed, pupil_id=one) for one in sorted(known - there))


def renumber(version: PostVersion, ids: list[UUID]) -> None:
    """Put the pictures into this order; by way of free places, since each place holds one."""
    rows = {row.pk: row for row in version.pictures.all()}
    past = max((row.order for row in rows.values()), default=0) + len(ids)
    for start in (past + 1, 1):
        for n, pk in enumerate(ids, start):
            VersionPicture.objects.filter(pk=pk).update(order=n)
