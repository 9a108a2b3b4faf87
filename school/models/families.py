"""Pupils, their classes, and the adults who care for them."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

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


class SchoolClass(models.Model):
    """A class of this school year, such as P6 Rowan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=40, unique=True)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "name")
        verbose_name_plural = "school classes"

    def __str__(self) -> str:
        return self.name


class ClassTeacher(models.Model):
    """Who teaches a class, and between which days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="classes_taught")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, related_name="teachers")
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    class Meta:
        ordering = ("school_class", "-starts_on")

    def __str__(self) -> str:
        return f"{self.person} of {self.school_class}"


class PupilQuerySet(models.QuerySet["Pupil"]):
    def at_school(self, day: date) -> "PupilQuerySet":
        return self.filter(Q(left_on=None) | Q(left_on__gt=day))

    def past_under_18(self, day: date) -> "PupilQuerySet":
        """Former pupils whom the staff code still protects: not yet eighteen on `day`."""
        eighteen_years_ago = date(day.year - 18, day.month, min(day.day, 28))
        return self.filter(left_on__lte=day, born_on__gt=eighteen_years_ago)


class Pupil(Sealed):
    """A child at the school, or one who left."""

    SEALED: ClassVar[tuple[str, ...]] = ("person_id", "born_on", "school_class_id", "joined_on", "left_on")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField("school.Person", models.PROTECT, related_name="pupil")
    born_on = models.DateField("date of birth")
    school_class = models.ForeignKey(SchoolClass, models.PROTECT, null=True, blank=True, related_name="pupils")
    joined_on = models.DateField("joined")
    left_on = models.DateField("left", null=True, blank=True)

    objects = PupilQuerySet.as_manager()

    class Meta:
        ordering = ("person__sort_key",)

    def __str__(self) -> str:
        return f"{self.person} ({self.school_class or 'left'})"

    def age_on(self, day: date) -> int:
        """Whole years on `day`."""
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


class Relation(models.TextChoices):
    PARENT = "parent", "Parent"
    CARER = "carer", "Carer"


class FamilyLink(Sealed):
    """An adult is a pupil's parent or carer, between days. Conflict rules follow these links."""

    SEALED: ClassVar[tuple[str, ...]] = ("adult_id", "pupil_id", "relation", "has_responsibility", "ends_on")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    adult = models.ForeignKey("school.Person", models.PROTECT, related_name="children_links")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="family_links")
    relation = models.CharField(max_length=10, choices=Relation.choices, default=Relation.PARENT)
    has_responsibility = models.BooleanField("has parental responsibility", default=True)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["adult", "pupil"], condition=Q(ends_on=None), name="one_open_link_of_adult_and_pupil"
            )
        ]

    def __str__(self) -> str:
        return f"{self.adult}, {self.get_relation_display().lower()} of {self.pupil.person}"
