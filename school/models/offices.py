"""Offices are dated appointments: what somebody may do on a day follows from the ones that stand that day."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from audit.models import Sealed


class Office(models.TextChoices):
    PRINCIPAL = "principal", "Principal"
    VICE_PRINCIPAL = "vice_principal", "Vice-Principal"
    DESIGNATED_TEACHER = "designated_teacher", "Designated Teacher"
    DEPUTY_DESIGNATED_TEACHER = "deputy_designated_teacher", "Deputy Designated Teacher"
    ICT_COORDINATOR = "ict_coordinator", "ICT co-ordinator"
    SLT = "slt", "Senior leadership team"
    GOVERNOR = "governor", "Governor"
    DESIGNATED_GOVERNOR = "designated_governor", "Designated Governor"
    CHAIR = "chair", "Chair of the Board of Governors"
    VICE_CHAIR = "vice_chair", "Vice-Chair of the Board of Governors"
    CLERK = "clerk", "Clerk to the Board of Governors"
    DPO = "dpo", "Data protection officer"
    ADMINISTRATOR = "administrator", "System administrator"


# One holder at a time; an acting holder stands beside an absent one.
SINGLE = (
    Office.PRINCIPAL,
    Office.VICE_PRINCIPAL,
    Office.DESIGNATED_TEACHER,
    Office.DESIGNATED_GOVERNOR,
    Office.CHAIR,
    Office.VICE_CHAIR,
    Office.CLERK,
)
# These read cases, so a second entitled person confirms the appointment before it takes effect.
READS_CASES = (
    Office.PRINCIPAL,
    Office.VICE_PRINCIPAL,
    Office.DESIGNATED_TEACHER,
    Office.DEPUTY_DESIGNATED_TEACHER,
    Office.CHAIR,
    Office.VICE_CHAIR,
)
# Governors are entered by the clerk and confirmed by the Chair.
BOARD = (Office.GOVERNOR, Office.DESIGNATED_GOVERNOR, Office.CHAIR, Office.VICE_CHAIR)
NEEDS_CONFIRMATION = tuple({*READS_CASES, *BOARD})


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def on(self, day: date) -> "AppointmentQuerySet":
        """Appointments whose dates cover `day`, confirmed or not."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def effective(self, day: date) -> "AppointmentQuerySet":
        """Appointments that count on `day`: dated right and, where needed, confirmed."""
        return self.on(day).filter(~Q(office__in=NEEDS_CONFIRMATION) | Q(confirmed_at__isnull=False))

    def unconfirmed(self, day: date) -> "AppointmentQuerySet":
        """Appointments that wait for a second person."""
        still_dated = Q(ends_on=None) | Q(ends_on__gte=day)
        return self.filter(still_dated, office__in=NEEDS_CONFIRMATION, confirmed_at=None)


class Appointment(Sealed):
    """A person holds an office from a day, until a day."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "person_id",
        "office",
        "is_acting",
        "starts_on",
        "ends_on",
        "appointed_by_id",
        "confirmed_by_id",
        "confirmed_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="appointments")
    office = models.CharField(max_length=40, choices=Office.choices)
    is_acting = models.BooleanField("acting", default=False)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)
    source = models.CharField("where this was decided", max_length=200, blank=True)
    appointed_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ("office", "-starts_on", "id")
        indexes = [models.Index(fields=["person", "ends_on"], name="school_appt_person")]
        constraints = [
            models.CheckConstraint(
                name="an_appointment_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="nobody_appoints_himself", condition=Q(appointed_by=None) | ~Q(appointed_by=F("person"))
            ),
            models.CheckConstraint(
                name="a_second_person_confirms",
                condition=Q(confirmed_by=None) | (~Q(confirmed_by=F("person")) & ~Q(confirmed_by=F("appointed_by"))),
            ),
            models.UniqueConstraint(
                fields=["office"],
                condition=Q(ends_on=None, is_acting=False, office__in=SINGLE),
                name="one_open_holder_of_an_office",
            ),
        ]

    def __str__(self) -> str:
        return self.get_office_display()
