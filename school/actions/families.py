"""Pupils, their classes, and the adults who care for them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from school.changes import announce
from school.consent_changes import consent_changed
from school.models import ClassTeacher, FamilyLink, Person, Pupil, Relation, SchoolClass
from school.obstacles import demand
from school.permissions import obstacle_to_keeping_families, obstacle_to_keeping_people
from school.standing import standing_of
from school.states import WrongState
from school.unmoved import demand_unmoved, mark_of

CHANGED = ("born_on", "school_class")


@dataclass(frozen=True)
class Adult:
    """A parent or carer who is entered together with a pupil: somebody who is entered already, or a new name."""

    given_name: str = ""
    family_name: str = ""
    person: Person | None = None
    relation: str = Relation.PARENT
    has_responsibility: bool = True


@transaction.atomic
def add_class(*, name: str, stage: str, position: int = 0, by: Person, now: datetime) -> SchoolClass:
    demand(obstacle_to_keeping_families(standing_of(by.pk, now)))
    row = SchoolClass.objects.create(name=name, stage=stage, position=position)
    record("class.added", row, by=by.pk, now=now)
    return row


@transaction.atomic
def assign_teacher(
    *, person: Person, school_class: SchoolClass, starts_on: date, by: Person, now: datetime
) -> ClassTeacher:
    """The person teaches the class from a day; a repeat answers with the row that stands."""
    demand(obstacle_to_keeping_people(standing_of(by.pk, now)))
    SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    if row := ClassTeacher.objects.filter(person=person, school_class=school_class, ends_on=None).first():
        return row
    row = ClassTeacher.objects.create(person=person, school_class=school_class, starts_on=starts_on)
    record("class.teacher_assigned", row, by=by.pk, now=now)
    return row


@transaction.atomic
def end_teaching(*, row_id: UUID, ends_on: date, by: Person, now: datetime) -> ClassTeacher:
    demand(obstacle_to_keeping_people(standing_of(by.pk, now)))
    row = ClassTeacher.objects.select_for_update().get(pk=row_id)
    if row.ends_on:
        raise WrongState("That ended already.")
    row.ends_on = max(ends_on, row.starts_on)
    row.save(update_fields=["ends_on"])
    record("class.teacher_ended", row, by=by.pk, now=now)
    return row


@transaction.atomic
def add_pupil(
    *,
    given_name: str,
    family_name: str,
    known_as: str = "",
    born_on: date,
    school_class: SchoolClass | None,
    joined_on: date,
    adults: Sequence[Adult] = (),
    once: UUID | None = None,
    by: Person,
    now: datetime,
) -> Pupil:
    """Enter a child with the adults who care for them; a form sent twice answers with the first."""
    known = [adult.person.pk for adult in adults if adult.person]
    demand(obstacle_to_keeping_families(standing_of(by.pk, now), *known))
    names = {"given_name": given_name, "family_name": family_name, "known_as": known_as}
    child, is_new = Person.objects.get_or_create(once=once or uuid.uuid4(), defaults=names)
    if not is_new:
        return child.pupil
    pupil = Pupil.objects.create(person=child, born_on=born_on, school_class=school_class, joined_on=joined_on)
    people, links = [child], []
    for adult in adults:
        person = adult.person or Person.objects.create(given_name=adult.given_name, family_name=adult.family_name)
        people.append(person)
        links.append(
            FamilyLink.objects.create(
                adult=person,
                pupil=pupil,
                relation=adult.relation,
                has_responsibility=adult.has_responsibility,
                starts_on=joined_on,
            )
        )
    announce({person.pk for person in people}, now)
    record("pupil.joined", pupil, *people, *links, by=by.pk, now=now)
    return pupil


@transaction.atomic
def change_pupil(
    *, pupil_id: UUID, born_on: date, school_class: SchoolClass | None, seen: str = "", by: Person, now: datetime
) -> Pupil:
    """Another class, or a birth date put right. Raises Moved when they are not as the page showed them."""
    demand(obstacle_to_keeping_families(standing_of(by.pk, now)))
    pupil = Pupil.objects.select_for_update(no_key=True).get(pk=pupil_id)
    demand_unmoved(seen, mark_of(pupil, *CHANGED))
    pupil.born_on, pupil.school_class = born_on, school_class
    pupil.save(update_fields=["born_on", "school_class"])
    record("pupil.changed", pupil, by=by.pk, now=now)
    return pupil


@transaction.atomic
def pupil_left(*, pupil_id: UUID, left_on: date, by: Person, now: datetime) -> Pupil:
    """The child left on that day. The staff code protects former pupils until they are eighteen, so nothing is lost."""
    standing = standing_of(by.pk, now)
    demand(obstacle_to_keeping_families(standing))
    pupil = Pupil.objects.select_for_update(no_key=True).get(pk=pupil_id)
    if pupil.left_on and pupil.left_on <= standing.today:
        raise WrongState("This pupil left already.")
    pupil.left_on = max(left_on, pupil.joined_on)
    pupil.save(update_fields=["left_on"])
    consent_changed({pupil.pk}, now)
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
    """The adult is this pupil's parent or carer. Who may read a case can change by it. A repeat changes nothing."""
    demand(obstacle_to_keeping_families(standing_of(by.pk, now), adult.pk))
    Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)
    if adult.pk == pupil.person_id or Pupil.objects.filter(person=adult, left_on=None).exists():
        raise WrongState("A pupil of the school cannot be entered as a parent. Choose the adult.")
    if standing := FamilyLink.objects.filter(adult=adult, pupil=pupil, ends_on=None).first():
        return standing
    link = FamilyLink.objects.create(
        adult=adult, pupil=pupil, relation=relation, has_responsibility=has_responsibility, starts_on=starts_on
    )
    announce({adult.pk, pupil.person_id}, now)
    consent_changed({pupil.pk}, now)  # what this adult answered before holds again
    record("family.linked", link, by=by.pk, now=now)
    return link


@transaction.atomic
def end_family_link(*, link_id: UUID, ends_on: date, by: Person, now: datetime) -> FamilyLink:
    """The link ends with that day: entered by mistake, or a court or the family changed it."""
    pupil = Pupil.objects.select_for_update(no_key=True).get(family_links=link_id)
    link = FamilyLink.objects.select_for_update(of=("self",)).select_related("pupil").get(pk=link_id)
    demand(obstacle_to_keeping_families(standing_of(by.pk, now), link.adult_id))
    if link.ends_on:
        raise WrongState("This link has ended already.")
    link.ends_on = max(ends_on, link.starts_on)
    link.save(update_fields=["ends_on"])
    announce({link.adult_id, link.pupil.person_id}, now)
    consent_changed({pupil.pk}, now)  # what this adult answered counts no longer
    record("family.unlinked", link, by=by.pk, now=now)
    return link
