"""Pupils, their classes, and the adults who care for them."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from audit.models import Sealed


class Stage(models.TextChoices):
    NURSERY = "nursery", "Nursery"
    P1 = "p1", "P1"
    P2 = "p2", "P2"
    P3 = "p3", "P3"
    P4 = "p4", "P4"
    P5 = "p5", "P5"
    P6 = "p6", "P6"
    P7 = "p7", "P7"


class SchoolClass(Sealed):
    """A class of this school year, such as P6 Rowan."""

    SEALED: ClassVar[tuple[str, ...]] = ("name", "stage")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=40, unique=True)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "name")
        verbose_name_plural = "school classes"

    def __str__(self) -> str:
        return self.name


class ClassTeacherQuerySet(models.QuerySet["ClassTeacher"]):
    def on(self, day: date) -> "ClassTeacherQuerySet":
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class ClassTeacher(Sealed):
    """Who teaches a class, and between which days."""

    SEALED: ClassVar[tuple[str, ...]] = ("person", "school_class", "starts_on", "ends_on")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="classes_taught")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="teachers")
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    objects = ClassTeacherQuerySet.as_manager()

    class Meta:
        ordering = ("school_class", "-starts_on")
        constraints = [
            models.CheckConstraint(
                name="teaching_a_class_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                fields=["person", "school_class"], condition=Q(ends_on=None), name="one_open_row_of_teacher_and_class"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} of {self.school_class}"


class PupilQuerySet(models.QuerySet["Pupil"]):
    def at_school(self, day: date) -> "PupilQuerySet":
        return self.filter(Q(left_on=None) | Q(left_on__gt=day))

    def past_under_18(self, day: date, born_after: date | None = None) -> "PupilQuerySet":
        """Former pupils whom the staff code still protects: not yet eighteen on `day`.

        `born_after`: eighteen_years_before(day), where the SQL is kept and so no day may be worked out inside it.
        """
        return self.filter(left_on__lte=day, born_on__gt=born_after or eighteen_years_before(day))


def eighteen_years_before(day: date) -> date:
    """Whoever was born on it is eighteen on `day`."""
    return date(day.year - 18, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


class Pupil(Sealed):
    """A child at the school, or one who left."""

    SEALED: ClassVar[tuple[str, ...]] = ("person", "born_on", "school_class", "joined_on", "left_on")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField("school.Person", models.PROTECT, related_name="pupil")
    born_on = models.DateField("date of birth")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, null=True, blank=True, related_name="pupils")
    joined_on = models.DateField("joined")
    left_on = models.DateField("left", null=True, blank=True)

    objects = PupilQuerySet.as_manager()

    class Meta:
        ordering = ("person__sort_key", "id")
        constraints = [
            models.CheckConstraint(
                name="a_pupil_leaves_after_joining", condition=Q(left_on=None) | Q(left_on__gte=F("joined_on"))
            ),
            models.CheckConstraint(name="a_pupil_is_born_before_joining", condition=Q(born_on__lt=F("joined_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({'left' if self.left_on else self.school_class or 'no class yet'})"

    def age_on(self, day: date) -> int:
        """Whole years on `day`."""
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


class Relation(models.TextChoices):
    PARENT = "parent", "Parent"
    CARER = "carer", "Carer"


class FamilyLinkQuerySet(models.QuerySet["FamilyLink"]):
    def on(self, day: date) -> "FamilyLinkQuerySet":
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class FamilyLink(Sealed):
    """An adult is a pupil's parent or carer, between days. Conflict rules follow these links."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "adult",
        "pupil",
        "relation",
        "has_responsibility",
        "starts_on",
        "ends_on",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    adult = models.ForeignKey("school.Person", models.PROTECT, related_name="children_links")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="family_links")
    relation = models.CharField(max_length=10, choices=Relation.choices, default=Relation.PARENT)
    has_responsibility = models.BooleanField("has parental responsibility", default=True)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    objects = FamilyLinkQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["adult", "pupil"], condition=Q(ends_on=None), name="one_open_link_of_adult_and_pupil"
            ),
            models.CheckConstraint(
                name="a_family_link_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adult}, {self.get_relation_display().lower()} of {self.pupil.person}"
