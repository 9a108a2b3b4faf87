"""Staff in the policy's wide sense (register clause 9.16): also students and volunteers."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from audit.models import Sealed


class StaffKind(models.TextChoices):
    TEACHER = "teacher", "Teacher"
    SUPPORT = "support", "Support staff"
    SUPPLY = "supply", "Supply staff"
    WORK_EXPERIENCE = "work_experience", "Work-experience student"
    TEACHING_PRACTICE = "teaching_practice", "Teaching-practice student"
    VOLUNTEER = "volunteer", "Volunteer"


class StaffRoleQuerySet(models.QuerySet["StaffRole"]):
    def on(self, day: date) -> "StaffRoleQuerySet":
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def not_over(self, day: date) -> "StaffRoleQuerySet":
        """Working here on `day`, or about to."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))


class StaffRole(Sealed):
    """What a person works as at the school, and between which days. Governors are an office, not a kind of work."""

    SEALED: ClassVar[tuple[str, ...]] = ("person", "kind", "starts_on", "ends_on", "post", "organisation")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="staff_roles")
    kind = models.CharField(max_length=30, choices=StaffKind.choices)
    post = models.CharField("post", max_length=80, blank=True)
    organisation = models.CharField("sent by (agency, university)", max_length=120, blank=True)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = StaffRoleQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "id")
        indexes = [models.Index(fields=["person", "ends_on"], name="school_role_person")]
        constraints = [
            models.CheckConstraint(
                name="a_staff_role_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
