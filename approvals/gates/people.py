"""Who is in the pictures of a version, what their families agreed to, and whether their names stand in its words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from approvals.gates.names import Called, Found, find_any
from approvals.models import PersonInPicture, PostVersion
from school.consents import Answer, Tone, Use, answers
from school.models import ConsentMedium, Pupil

PURPOSE = "school_life"


@dataclass(frozen=True)
class Face:
    """A child who can be recognised, and how surely their names stand in the words of an account."""

    name: str
    first: Found
    surname: Found
    may_be_named: bool


def pupils_in(version: PostVersion) -> list[Pupil]:
    """Every child who can be recognised in any of its pictures. One query."""
    ids = PersonInPicture.objects.filter(placed__place__version=version).values("pupil_id")
    return list(Pupil.objects.filter(pk__in=ids).select_related("person"))


def hold_pupils(version: PostVersion) -> None:
    """Hold the rows of the children in its pictures, in the order of their ids, before asking what their families agreed to.

    A withdrawal holds them too, and looks only at what is ready or live: without this an approval that has not ended yet
    would be seen by no withdrawal, nor see one. What is being approved is neither, so that neither waits for the other's post.
    """
    ids = PersonInPicture.objects.filter(placed__place__version=version).values("pupil_id")
    rows = Pupil.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids).order_by("pk")
    list(rows.values_list("pk", flat=True))


def judged_people(
    pupils: list[Pupil], words: dict[str, list[str]], on: date
) -> tuple[tuple[Answer, ...], tuple[Face, ...]]:
    """Answers and faces for the platforms that remain; `words`: for each, everything that stands there to be read.

    Seven queries, and none without a child.
    """
    if not pupils or not words:
        return (), ()
    media = media_of(words)
    uses = [Use(medium, PURPOSE, named) for medium in set(media.values()) for named in (False, True)]
    found = answers([one.pk for one in pupils], uses, on)
    faces, given = [], []
    for platform, texts in words.items():
        for pupil in pupils:
            face = _face(pupil, texts, found[pupil.pk, Use(media[platform], PURPOSE, True)])
            faces.append(face)
            is_named = face.first is not Found.NO and face.may_be_named
            given.append(found[pupil.pk, Use(media[platform], PURPOSE, is_named)])
    return tuple(given), tuple(faces)


def media_of(platforms: Iterable[str]) -> dict[str, str]:
    """The medium of each platform; empty for one that families were never asked about, which is answered red."""
    rows = list(ConsentMedium.objects.all())
    return {one: next((row.code for row in rows if one in row.platforms), "") for one in platforms}


def _face(pupil: Pupil, texts: list[str], named: Answer) -> Face:
    person = pupil.person
    called = Called(person.given_name, person.family_name, person.known_as)
    return Face(
        name=person.display_name,
        first=find_any(called.first_names, texts),
        surname=find_any([called.family], texts),
        may_be_named=named.tone is not Tone.RED,
    )


def red_for(pupil_ids: set[UUID], platforms: Collection[str], on: date) -> dict[str, set[UUID]]:
    """For each platform those of these children who may not be shown there, named or not. Seven queries for all of them."""
    uses = {one: Use(medium, PURPOSE) for one, medium in media_of(platforms).items()}
    found = answers(pupil_ids, set(uses.values()), on)
    return {one: {pupil for pupil in pupil_ids if not found[pupil, use].is_allowed} for one, use in uses.items()}
