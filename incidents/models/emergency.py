"""Who may open a case in an emergency although it is not theirs, and each time that somebody did."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from audit.models import Sealed
from incidents.models.access import Access
from incidents.models.cases import Incident
from school.standing import Standing


class EmergencyReaderQuerySet(models.QuerySet["EmergencyReader"]):
    def standing(self) -> Self:
        """Not ended, whether or not a second person has confirmed them."""
        return self.filter(ended_at=None)

    def effective(self) -> Self:
        return self.standing().filter(confirmed_at__isnull=False)


class EmergencyReader(Sealed):
    """Somebody whom the Principal or the Chair named, and the other of the two confirmed (decision 10)."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "person",
        "named_at",
        "named_by",
        "confirmed_at",
        "confirmed_by",
        "ended_at",
        "ended_by",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")

    objects = EmergencyReaderQuerySet.as_manager()

    class Meta:
        ordering = ("named_at", "id")
        constraints = [
            models.UniqueConstraint(
                name="an_emergency_reader_is_named_once", fields=["person"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(name="nobody_names_himself_for_emergencies", condition=~Q(person=F("named_by"))),
            models.CheckConstraint(
                name="a_second_person_confirms_an_emergency_reader",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                & ~Q(confirmed_by=F("person"))
                & ~Q(confirmed_by=F("named_by")),
            ),
            models.CheckConstraint(
                name="an_ended_emergency_reader_names_who_and_when",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in an emergency"


class EmergencyOpeningQuerySet(models.QuerySet["EmergencyOpening"]):
    def heard_by(self, standing: Standing, now: datetime | None = None) -> Self:
        """Told to an office that this person holds, of a case that is not shut to them since."""
        cases = Incident.objects.not_shut_to(standing, now)
        return self.filter(told_office__in=standing.offices, access__incident__in=cases)


class EmergencyOpening(Sealed):
    """One opening: by whom, why, until when. The access that it gave is a row of its own."""

    SEALED: ClassVar[tuple[str, ...]] = ("access", "reason", "at", "until", "told_office")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True)
    access = models.OneToOneField(Access, models.PROTECT, related_name="opening")
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()
    # Beside whoever leads: the Principal, or the Chair when the case is shut to the Principal.
    told_office = models.CharField(max_length=40)

    objects = EmergencyOpeningQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "id")
        constraints = [
            models.CheckConstraint(name="an_emergency_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="an_emergency_ends", condition=Q(until__gt=F("at"))),
        ]

    def __str__(self) -> str:
        return f"Opened in an emergency on {self.at:%-d %B %Y}"

    def is_over(self, now: datetime) -> bool:
        return self.until <= now
