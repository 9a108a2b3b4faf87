"""Pupils and the adults who care for them."""

from datetime import date, datetime
from uuid import UUID

from audit.actions import record
from django.db import transaction

from school.changes import announce
from school.models import FamilyLink, Person, Pupil, SchoolClass
from school.models.families import Relation
from school.obstacles import demand
from school.permissions import obstacle_to_keeping_people
from school.standing import standing_of


@transaction.atomic
def add_pupil(
    *, person: Person, born_on: date, school_class: SchoolClass | None, joined_on: date, by: Person, now: datetime
) -> Pupil:
    demand(obstacle_to_keeping_people(standing_of(by.pk, now)))
    pupil = Pupil.objects.create(person=person, born_on=born_on, school_class=school_class, joined_on=joined_on)
    record("pupil.joined", pupil, by=by.pk, now=now)
    return pupil


@transaction.atomic
def pupil_left(*, pupil_id: UUID, left_on: date, by: Person, now: datetime) -> Pupil:
    demand(obstacle_to_keeping_people(standing_of(by.pk, now)))
    pupil = Pupil.objects.select_for_update().get(pk=pupil_id)
    pupil.left_on, pupil.school_class = left_on, None
    pupil.save(update_fields=["left_on", "school_class"])
    record("pupil.left", pupil, by=by.pk, now=now)
    return pupil


@transaction.atomic
def link_family(
    *,
    adult: Person,
    pupil: Pupil,
    relation: str = Relation.PARENT,
    has_responsibility: bool = True,
    starts_on: date,
    by: Person,
    now: datetime,
) -> FamilyLink:
    """The adult is this pupil's parent or carer. Who may read a case can change by it."""
    demand(obstacle_to_keeping_people(standing_of(by.pk, now)))
    link = FamilyLink.objects.create(
        adult=adult, pupil=pupil, relation=relation, has_responsibility=has_responsibility, starts_on=starts_on
    )
    announce({adult.pk, pupil.person_id}, now)
    record("family.linked", link, by=by.pk, now=now)
    return link


@transaction.atomic
def end_family_link(*, link_id: UUID, ends_on: date, by: Person, now: datetime) -> FamilyLink:
    demand(obstacle_to_keeping_people(standing_of(by.pk, now)))
    link = FamilyLink.objects.select_for_update().select_related("pupil").get(pk=link_id)
    link.ends_on = ends_on
    link.save(update_fields=["ends_on"])
    announce({link.adult_id, link.pupil.person_id}, now)
    record("family.unlinked", link, by=by.pk, now=now)
    return link
