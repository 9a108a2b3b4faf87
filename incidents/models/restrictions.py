"""The register of ICT restrictions (domain part 10, gap G17): what holds for which pupil until when, and who supervises.

A row follows the records that were written down for it (see incidents.actions.restrictions) and outlives the case.
Whoever supervises sees the restriction and nothing of the case: not that there is one.
"""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from audit.models import Sealed
from incidents.models.access import ShutOut
from incidents.models.cases import Incident, IncidentPerson
from incidents.models.parts import IncidentStep
from incidents.models.records import IctRestriction
from incidents.routes import Shut
from school.standing import Standing


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def running(self, today: date) -> Self:
        """Not over and not fallen; one that begins tomorrow is there already, so that nobody is surprised by it."""
        return self.filter(fell_at=None, ends_on__gte=today)

    def visible_to(self, standing: Standing) -> Self:
        """Those that this person supervises. Being shut out of the case beats it, as it beats every office."""
        if not standing.is_active:
            return self.none()
        mine = RestrictionSupervisor.objects.live().filter(restriction=OuterRef("pk"), person_id=standing.person_id)
        shut = ShutOut.objects.live().filter(incident=OuterRef("incident"), person_id=standing.person_id)
        closed_doors = {f"incident__{office.column}": False for office in Shut if standing.holds(office)}
        return self.running(standing.today).filter(Exists(mine), ~Exists(shut), **closed_doors)


class Restriction(Sealed):
    """Supervised use for one pupil, from a day until a day, never beyond the term it was decided in."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "incident",
        "step",
        "subject",
        "record",
        "starts_on",
        "review_on",
        "ends_on",
        "term_ends_on",
        "fell_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="restrictions")
    step = models.OneToOneField(IncidentStep, models.PROTECT, related_name="+")
    subject = models.ForeignKey(IncidentPerson, models.PROTECT, null=True, related_name="+")
    record = models.ForeignKey(IctRestriction, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    review_on = models.DateField()
    ends_on = models.DateField()
    # The last school day of the term in which it was decided, or decided afresh, as the calendar said then.
    term_ends_on = models.DateField()
    fell_at = models.DateTimeField(null=True)  # the finding that it followed from was changed

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on", "id")
        constraints = [
            models.CheckConstraint(
                name="a_restriction_never_outlasts_its_term", condition=Q(ends_on__lte=F("term_ends_on"))
            ),
            models.CheckConstraint(name="a_restriction_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="a_restriction_is_looked_at_before_it_ends", condition=Q(review_on__lte=F("ends_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"Supervised use until {self.ends_on:%d/%m/%Y}"

    def is_running(self, today: date) -> bool:
        return self.fell_at is None and self.ends_on >= today


class SupervisorQuerySet(models.QuerySet["RestrictionSupervisor"]):
    def live(self) -> Self:
        return self.filter(ended_at=None)


class RestrictionSupervisor(Sealed):
    """One member of staff who supervises, between which moments."""

    SEALED: ClassVar[tuple[str, ...]] = ("restriction", "person", "named_at", "named_by", "ended_at", "ended_by")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="supervisors")
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")

    objects = SupervisorQuerySet.as_manager()

    class Meta:
        ordering = ("named_at", "id")
        constraints = [
            models.UniqueConstraint(
                name="a_person_supervises_a_restriction_once",
                fields=["restriction", "person"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="ended_supervision_names_who_and_when",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} supervises"
