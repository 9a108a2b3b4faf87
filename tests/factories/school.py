"""People as the tests need them: PersonFactory, UserFactory, and a holder of any office in one call."""

from datetime import UTC, date, datetime
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from school.actions import Said, record_consents
from school.models import Appointment, Consent, FamilyLink, Person, Pupil, SchoolClass, StaffKind, StaffRole, User
from school.models.offices import NEEDS_CONFIRMATION

LONG_AGO = date(2020, 9, 1)
MEDIA, PURPOSES = ("printed", "website", "social_media", "press"), ("school_life", "publicity")
ALL_QUESTIONS = [(medium, purpose) for medium in MEDIA for purpose in PURPOSES]


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    given_name = factory.Sequence(lambda n: f"Given{n}")
    family_name = factory.Sequence(lambda n: f"Family{n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    person = factory.SubFactory(PersonFactory)
    email = factory.Sequence(lambda n: f"person{n}@school.example")
    password = factory.django.Password("correct horse battery")


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = Appointment

    person = factory.LazyFunction(lambda: UserFactory().person)
    office = "slt"
    starts_on = LONG_AGO
    confirmed_at = factory.LazyAttribute(
        lambda row: datetime(2020, 9, 1, 9, tzinfo=UTC) if row.office in NEEDS_CONFIRMATION else None
    )


class StaffRoleFactory(DjangoModelFactory):
    class Meta:
        model = StaffRole

    person = factory.LazyFunction(lambda: UserFactory().person)
    kind = StaffKind.TEACHER
    starts_on = LONG_AGO


def StaffFactory(kind: str = StaffKind.TEACHER, person: Person | None = None) -> Person:
    """A person with a sign-in who works at the school."""
    person = person or UserFactory().person
    StaffRoleFactory(person=person, kind=kind)
    return person


def OfficeHolderFactory(office: str, person: Person | None = None, **dates: object) -> Person:
    """A person with a sign-in who holds an office; staff offices work at the school too."""
    person = person or UserFactory().person
    AppointmentFactory(person=person, office=office, **dates)
    if office not in ("governor", "designated_governor", "chair", "vice_chair", "clerk", "dpo", "administrator"):
        StaffRoleFactory(person=person)
    return person


class SchoolClassFactory(DjangoModelFactory):
    class Meta:
        model = SchoolClass

    name = factory.Sequence(lambda n: f"P6 Class {n}")
    stage = "p6"


class PupilFactory(DjangoModelFactory):
    class Meta:
        model = Pupil

    person = factory.SubFactory(PersonFactory)
    born_on = date(2016, 3, 14)
    school_class = factory.SubFactory(SchoolClassFactory)
    joined_on = date(2020, 9, 1)


class FamilyLinkFactory(DjangoModelFactory):
    class Meta:
        model = FamilyLink

    adult = factory.SubFactory(PersonFactory)
    pupil = factory.SubFactory(PupilFactory)
    starts_on = LONG_AGO


def ParentFactory(pupil: Pupil, person: Person | None = None) -> Person:
    """A parent of this pupil."""
    return FamilyLinkFactory(pupil=pupil, **({"adult": person} if person else {})).adult


def answered(pupil: Pupil, verdict: str = "named", *, by: Person, now: datetime, **said: object) -> list[Consent]:
    """The family of this pupil answers everything alike, or the `keys` given."""
    keys = said.pop("keys", None) or ALL_QUESTIONS
    facts = {"starts_on": now.date(), "evidence": "paper"} | said
    return record_consents(
        pupil_id=pupil.pk, said=Said(dict.fromkeys(keys, verdict), **facts), once=uuid4(), by=by, now=now
    )
