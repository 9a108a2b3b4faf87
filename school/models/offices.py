"""Offices are dated appointments: what somebody may do on a day follows from the ones that stand that day."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from audit.models import Sealed
from school.states import APPOINTMENT_MOVES, AppointmentStatus, WrongState

if TYPE_CHECKING:
    from school.models.people import Person


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
NEEDS_CONFIRMATION = tuple(dict.fromkeys((*READS_CASES, *BOARD)))
# Offices of people who work at the school; the others may be held from outside.
STAFF_OFFICES = (
    Office.PRINCIPAL,
    Office.VICE_PRINCIPAL,
    Office.DESIGNATED_TEACHER,
    Office.DEPUTY_DESIGNATED_TEACHER,
    Office.ICT_COORDINATOR,
    Office.SLT,
)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def on(self, day: date) -> "AppointmentQuerySet":
        """Appointments whose dates cover `day`, confirmed or not."""
        return self.standing().filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def standing(self) -> "AppointmentQuerySet":
        """Not taken back."""
        return self.filter(withdrawn_at=None)

    def not_over(self, day: date) -> "AppointmentQuerySet":
        """Holding on `day` or still to come, confirmed or not: what somebody has or is about to have."""
        return self.standing().filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def effective(self, day: date) -> "AppointmentQuerySet":
        """Appointments that count on `day`: dated right and, where needed, confirmed."""
        return self.on(day).filter(~Q(office__in=NEEDS_CONFIRMATION) | Q(confirmed_at__isnull=False))

    def unconfirmed(self, day: date) -> "AppointmentQuerySet":
        """Appointments that wait for a second person."""
        return self.not_over(day).filter(office__in=NEEDS_CONFIRMATION, confirmed_at=None)


class Appointment(Sealed):
    """A person holds an office from a day, until a day."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "person",
        "office",
        "is_acting",
        "starts_on",
        "ends_on",
        "appointed_by",
        "confirmed_by",
        "confirmed_at",
        "withdrawn_at",
        "source",
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
    withdrawn_at = models.DateTimeField("taken back", null=True)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
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
            models.CheckConstraint(
                name="who_confirmed_has_a_moment", condition=Q(confirmed_by=None) | Q(confirmed_at__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["office"],
                condition=Q(ends_on=None, is_acting=False, office__in=SINGLE, withdrawn_at=None),
                name="one_open_holder_of_an_office",
            ),
        ]

    def __str__(self) -> str:
        return self.get_office_display()

    @property
    def status(self) -> str:
        """Follows from the columns, so that no column can say otherwise."""
        if self.withdrawn_at:
            return AppointmentStatus.WITHDRAWN
        is_waiting = self.office in NEEDS_CONFIRMATION and self.confirmed_at is None
        return AppointmentStatus.WAITING if is_waiting else AppointmentStatus.STANDS

    def move_to(self, target: str, *, by: "Person", now: datetime) -> None:
        """Take one legal step. Callers hold the row's lock: see actions."""
        if target not in APPOINTMENT_MOVES[self.status]:
            told = AppointmentStatus(self.status).label.lower()
            raise WrongState(f"This appointment {told}, so nothing was changed. Open the person's page to see it.")
        if target == AppointmentStatus.STANDS:
            self.confirmed_at, self.confirmed_by = now, by
        else:
            self.withdrawn_at = now
        self.save(update_fields=["confirmed_at", "confirmed_by", "withdrawn_at"])

    def is_over(self, day: date) -> bool:
        return self.withdrawn_at is not None or (self.ends_on is not None and self.ends_on < day)
