"""What is alleged in a case, and what is to be done about it."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from audit.models import Sealed
from incidents.models.cases import Incident, IncidentPerson
from incidents.states import FINDING_MOVES, STEP_MOVES, Finding, StepStatus, WrongState
from policy.models import StepForce


class Allegation(Sealed):
    """One clause, as it was worded that day, and one person concerned: alleged, then found or not."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "incident",
        "clause_version",
        "subject",
        "finding",
        "by",
        "at",
        "reason",
        "is_paused",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="allegations")
    clause_version = models.ForeignKey("policy.ClauseVersion", models.PROTECT, related_name="+")
    subject = models.ForeignKey(IncidentPerson, models.PROTECT, null=True, related_name="allegations")
    finding = models.CharField(max_length=20, choices=Finding, default=Finding.ALLEGED)
    reason = models.TextField(blank=True)
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The person says that it was a disclosure in the public interest, and nobody has answered: see DisclosureClaim.
    is_paused = models.BooleanField(default=False)

    class Meta:
        ordering = ("clause_version__position", "subject__position", "id")
        constraints = [
            models.UniqueConstraint(
                name="a_clause_is_alleged_once_of_a_person", fields=["incident", "clause_version", "subject"]
            ),
            models.UniqueConstraint(
                name="a_clause_is_alleged_once_of_nobody_known",
                fields=["incident", "clause_version"],
                condition=Q(subject=None),
            ),
            models.CheckConstraint(
                name="nothing_is_found_while_a_disclosure_is_claimed",
                condition=Q(finding=Finding.ALLEGED) | Q(is_paused=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause_version.number} {self.get_finding_display().lower()}"

    def move_to(self, target: str) -> None:
        if target not in FINDING_MOVES[self.finding]:
            raise WrongState(f"This clause is {self.get_finding_display().lower()} already. Look at the case again.")
        self.finding = target


class IncidentStepQuerySet(models.QuerySet["IncidentStep"]):
    def open(self) -> Self:
        return self.filter(status=StepStatus.OPEN)

    def obligatory(self) -> Self:
        return self.filter(force=StepForce.OBLIGATORY)

    def overdue(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)

    def ready(self) -> Self:
        """Nothing that has to come first is still open in the same case."""
        first = IncidentStep.objects.open().filter(incident=OuterRef("incident"), step=OuterRef("after"))
        return self.filter(~Exists(first))

    def in_order(self) -> Self:
        return self.select_related("step", "subject__person", "clause_version", "settled_by").order_by(
            "step__order", "step_id", "subject__position", "id"
        )


class IncidentStep(Sealed):
    """One step of one case, for everybody or for one person in it."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "incident",
        "step",
        "clause_version",
        "subject",
        "force",
        "status",
        "due_on",
        "settled_by",
        "settled_at",
        "how",
        "reason",
        "due_at",
        "record",
        "then",
        "before_finding",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="steps")
    step = models.ForeignKey("policy.Step", models.PROTECT, related_name="+")
    clause_version = models.ForeignKey("policy.ClauseVersion", models.PROTECT, null=True, related_name="+")
    subject = models.ForeignKey(IncidentPerson, models.PROTECT, null=True, related_name="steps")
    force = models.CharField(max_length=12, choices=StepForce)
    status = models.CharField(max_length=10, choices=StepStatus, default=StepStatus.OPEN)
    due_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)  # only where the law counts hours
    # Decided when the step was asked for, so that a later change of the register leaves it alone.
    for_office = models.CharField(max_length=40, blank=True)
    excused_by_office = models.CharField(max_length=40, blank=True)
    after = models.ForeignKey("policy.Step", models.PROTECT, null=True, related_name="+")
    then = models.ForeignKey("policy.Step", models.PROTECT, null=True, related_name="+")
    record = models.CharField(max_length=40, blank=True)
    before_finding = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    settled_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    how = models.TextField(blank=True)
    reason = models.TextField(blank=True)

    objects = IncidentStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_step_is_asked_for_once_of_a_person", fields=["incident", "step", "subject"]
            ),
            models.UniqueConstraint(
                name="a_step_is_asked_for_once", fields=["incident", "step"], condition=Q(subject=None)
            ),
            models.CheckConstraint(
                name="a_settled_step_names_who_and_when",
                condition=Q(status=StepStatus.OPEN, settled_by=None, settled_at=None)
                | ~Q(status=StepStatus.OPEN) & Q(settled_by__isnull=False, settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="an_excused_step_gives_its_reason",
                condition=~Q(status=StepStatus.EXCUSED) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["for_office", "due_on"], condition=Q(status="open"), name="steps_open_for_office")
        ]

    def __str__(self) -> str:
        return str(self.step)

    @property
    def is_obligatory(self) -> bool:
        return self.force == StepForce.OBLIGATORY

    @property
    def is_open(self) -> bool:
        return self.status == StepStatus.OPEN

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < today

    def move_to(self, target: str) -> None:
        if target not in STEP_MOVES[self.status]:
            raise WrongState(
                f"This step is settled already: {self.get_status_display().lower()}. Look at the case again."
            )
        self.status = target
