"""Named access and named shut-outs: dated rows, so that who could read a case on a day can be answered."""

import uuid
from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from audit.models import Sealed
from school.models import Appointment, Office, Person, StaffRole
from school.models.offices import BOARD, STAFF_OFFICES
from school.standing import Standing


class AccessRole(models.TextChoices):
    LEAD = "lead", "Leads it"
    HELPER = "helper", "Helps with it"
    INVESTIGATOR = "investigator", "Looks into it"
    EMERGENCY = "emergency", "Opened it in an emergency"


# What a leader may name somebody for; an emergency is nobody's to give.
GIVEN_ROLES = (AccessRole.HELPER, AccessRole.INVESTIGATOR, AccessRole.LEAD)


def may_read_by_name(standing: Standing) -> bool:
    """Being named lasts while somebody works for the school or governs it, and never meets technical rights."""
    return standing.is_active and standing.is_staff and not standing.holds(Office.ADMINISTRATOR)


def readers_by_name(day: date) -> models.QuerySet[Person]:
    """Everybody of whom `may_read_by_name` is so on a day."""
    working = StaffRole.objects.on(day).filter(person=OuterRef("pk"))
    held = Appointment.objects.effective(day).filter(person=OuterRef("pk"))
    is_staff = Q(Exists(working)) | Q(Exists(held.filter(office__in=(*BOARD, *STAFF_OFFICES))))
    return Person.objects.filter(is_staff, ~Exists(held.filter(office=Office.ADMINISTRATOR)), user__is_active=True)


class AccessQuerySet(models.QuerySet["Access"]):
    def live(self, now: datetime | None = None) -> Self:
        """Neither ended nor, where it was given for a time, over."""
        return self.filter(Q(until=None) | Q(until__gt=now or timezone.now()), ended_at=None)

    def of(self, standing: Standing, now: datetime | None = None) -> Self:
        """What this person is named for, as long as it counts: see may_read_by_name."""
        return self.live(now).filter(person_id=standing.person_id) if may_read_by_name(standing) else self.none()

    def at_work(self) -> Self:
        """Named to do something in the case, rather than to read it in an emergency."""
        return self.live().exclude(role=AccessRole.EMERGENCY)


class Access(Sealed):
    """One person may read one case although no office of theirs does."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "incident",
        "person",
        "role",
        "given_at",
        "given_by",
        "ended_at",
        "ended_by",
        "until",
        "is_let_in",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="accesses")
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=AccessRole)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField(null=True)  # access in an emergency ends by itself
    # Given to somebody whom an office of theirs keeps out, where the route lets its leader do so (domain 3.3).
    is_let_in = models.BooleanField(default=False)

    objects = AccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_person_is_named_once_at_a_time", fields=["incident", "person"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="ended_access_names_who_and_when",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["person", "incident"], condition=Q(ended_at=None), name="access_of_a_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display().lower()}"


class ShutOutReason(models.TextChoices):
    SUBJECT = "subject", "is a person concerned"
    FAMILY = "family", "is a parent or carer of a child in the case"
    OFFICE = "office", "held an office that the case is shut to"
    DECLARED = "declared", "declared a conflict of interest"


class ShutOutQuerySet(models.QuerySet["ShutOut"]):
    def live(self) -> Self:
        return self.filter(ended_at=None)

    def by_office(self) -> Self:
        return self.filter(reason=ShutOutReason.OFFICE)


class ShutOut(Sealed):
    """For this person the case does not exist, whatever office they hold."""

    SEALED: ClassVar[tuple[str, ...]] = ("incident", "person", "reason", "since", "ended_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey("incidents.Incident", models.PROTECT, related_name="shut_outs")
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=ShutOutReason)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ShutOutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_person_is_shut_out_once_for_a_reason",
                fields=["incident", "person", "reason"],
                condition=Q(ended_at=None),
            )
        ]
        indexes = [
            models.Index(fields=["person", "incident"], condition=Q(ended_at=None), name="shut_outs_of_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_reason_display()}"
