"""What was filed, in the reporter's own words. Nothing here is ever changed (decision 3)."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from audit.models import Sealed
from incidents.states import ReportStatus, status_for_reporter
from school.references import new_reference
from school.standing import Standing


class Concerns(models.TextChoices):
    PUPIL = "pupil", "A pupil"
    PARENT = "parent", "A parent or carer"
    STAFF = "staff", "A member of staff"
    OUTSIDER = "outsider", "Someone outside the school"


class Part(models.TextChoices):
    CONCERNED = "concerned", "Person concerned"
    AFFECTED = "affected", "Person affected"


# An author whom nobody knows is an answer of its own; guesses at a person do not stand in its place (domain 2.4).
NOT_KNOWN = "Not known"


class Role(models.TextChoices):
    """In what role somebody is affected."""

    SHOWN = "shown", "shown in a picture or video"
    SPOKEN_OF = "spoken_of", "written or spoken about"
    CONTACTED = "contacted", "contacted, or sent something"
    WITNESS = "witness", "saw or heard it"


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, standing: Standing) -> Self:
        """A report belongs to whoever filed it, and to nobody else: leaders read the case instead."""
        return self.filter(reporter_id=standing.person_id) if standing.is_active else self.none()

    def newest_first(self) -> Self:
        return self.order_by("-filed_at", "-id")


class Report(Sealed):
    """One report as it was filed. What is led because of it are incidents, one or several."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "reference",
        "reporter",
        "filed_at",
        "concerns",
        "words",
        "happened_on",
        "happened_at_time",
        "child_at_risk",
        "about_principal",
        "about_vice_principal",
        "about_designated_teacher",
        "about_chair",
        "about_governor",
        "version",
    )
    ABOUT: ClassVar[dict[str, str]] = {
        "principal": "about_principal",
        "vice_principal": "about_vice_principal",
        "designated_teacher": "about_designated_teacher",
        "chair": "about_chair",
        "governor": "about_governor",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    once = models.UUIDField(unique=True)
    reporter = models.ForeignKey("school.Person", models.PROTECT, related_name="reports")
    filed_at = models.DateTimeField()
    concerns = models.CharField(max_length=10, choices=Concerns)
    words = models.TextField()
    happened_on = models.DateField()
    happened_at_time = models.TimeField(null=True, blank=True)
    child_at_risk = models.BooleanField(default=False)
    about_principal = models.BooleanField(default=False)
    about_vice_principal = models.BooleanField(default=False)
    about_designated_teacher = models.BooleanField(default=False)
    about_chair = models.BooleanField(default=False)
    about_governor = models.BooleanField(default=False)
    # The policy in force that day; none when the incident is older than every version (decision 19).
    version = models.ForeignKey("policy.Version", models.PROTECT, null=True, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_report_has_words", condition=~Q(words="")),
            models.CheckConstraint(name="a_report_concerns_somebody", condition=Q(concerns__in=Concerns.values)),
        ]
        indexes = [models.Index(fields=["reporter", "-filed_at", "-id"], name="reports_of_a_person")]

    def __str__(self) -> str:
        return self.reference

    @property
    def offices_named(self) -> frozenset[str]:
        """The offices that the reporter said the report is about."""
        return frozenset(office for office, field in self.ABOUT.items() if getattr(self, field))

    @property
    def went_to(self) -> str:
        """The office it went to on saving; the receipt never follows later, hidden changes."""
        first = min(self.incidents.all(), key=lambda incident: incident.opened_at, default=None)
        return first.sent_to if first else ""

    @property
    def status(self) -> ReportStatus:
        """All the reporter learns about the handling."""
        return status_for_reporter([incident.status for incident in self.incidents.all()])


class ReportPerson(models.Model):
    """Somebody named in a report: picked from the school's people, or described in the reporter's words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="people")
    person = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    as_described = models.CharField(max_length=200, blank=True)
    part = models.CharField(max_length=10, choices=Part)
    role = models.CharField(max_length=10, choices=Role, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_named_person_is_picked_or_described", condition=Q(person__isnull=False) | ~Q(as_described="")
            )
        ]

    def __str__(self) -> str:
        return self.person.display_name if self.person else self.as_described


class ReportClause(models.Model):
    """A clause that the reporter thought of: a suggestion, which binds nobody (decision 7)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="clauses")
    clause_version = models.ForeignKey("policy.ClauseVersion", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="a_clause_is_suggested_once", fields=["report", "clause_version"])]

    def __str__(self) -> str:
        return str(self.clause_version)


class ReportAddition(Sealed):
    """What the reporter remembered later."""

    SEALED: ClassVar[tuple[str, ...]] = ("report", "at", "text")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True)
    report = models.ForeignKey(Report, models.PROTECT, related_name="additions")
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"Addition to {self.report}"
