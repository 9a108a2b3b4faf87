"""What a reporter tells beside the three answers: never changed, like the report itself (domain 2.0, rule 1).

Three times are kept apart: when it happened (on the report), when the reporter learned of it, and when they
told somebody. "At once" is judged on the telling, not on the filing.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from audit.models import Sealed
from incidents.models.kinds import Kind
from incidents.models.reports import Report
from incidents.models.services import Service


class Place(models.TextChoices):
    """Where, in the words of the Addressing Bullying in Schools Act (Northern Ireland) 2016, sections 2 and 3."""

    PREMISES = "premises", "On the school’s premises, in the school day"
    TRAVELLING = "travelling", "On the way to or from school"
    IN_CHARGE = "in_charge", "Elsewhere, in the charge of the school’s staff"
    ARRANGED = "arranged", "At a place where the school arranged for teaching"
    AFFECTING = "affecting", "Elsewhere, but it affects school life"
    ELSEWHERE = "elsewhere", "Elsewhere"


class Images(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known"


class Circumstances(Sealed):
    """One row for a report, only when the reporter told any of this."""

    SEALED: ClassVar[tuple[str, ...]] = (
        "report",
        "learned_on",
        "learned_at",
        "place",
        "on_school_equipment",
        "on_school_network",
        "on_own_device",
        "service",
        "service_words",
        "address",
        "images",
        "past_pupil_initials",
        "past_pupil_left",
        "is_about_reporter",
        "kind",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.OneToOneField(Report, models.PROTECT, related_name="circumstances")
    learned_on = models.DateField(null=True)
    learned_at = models.TimeField(null=True)
    place = models.CharField(max_length=12, choices=Place, blank=True)
    on_school_equipment = models.BooleanField(default=False)
    on_school_network = models.BooleanField(default=False)
    on_own_device = models.BooleanField(default=False)
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    service_words = models.CharField(max_length=100, blank=True)
    # As the reporter wrote it; shown as text and never as a link, so that nobody opens a pupil's page by a slip.
    address = models.CharField(max_length=500, blank=True)
    images = models.CharField(max_length=10, choices=Images, blank=True)
    past_pupil_initials = models.CharField(max_length=10, blank=True)
    past_pupil_left = models.PositiveSmallIntegerField(null=True)
    is_about_reporter = models.BooleanField(default=False)
    # The short way in that the reporter came by, where no clause says as much: a suggestion, which binds nobody.
    kind = models.ForeignKey(Kind, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_service_is_picked_or_described", condition=Q(service=None) | Q(service_words="")
            ),
            models.CheckConstraint(
                name="a_past_pupil_is_given_by_initials",
                condition=Q(past_pupil_left=None) | ~Q(past_pupil_initials=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Circumstances of {self.report}"


class Whom(models.TextChoices):
    PRINCIPAL = "principal", "The Principal"
    VICE_PRINCIPAL = "vice_principal", "The Vice-Principal"
    DESIGNATED_TEACHER = "designated_teacher", "The Designated Teacher"
    DEPUTY = "deputy_designated_teacher", "The Deputy Designated Teacher"
    CHAIR = "chair", "The Chair of the Board of Governors"
    CLASS_TEACHER = "class_teacher", "The class teacher"
    OFFICE = "office", "The school office"
    PARENTS = "parents", "A parent or carer"
    AUTHORITIES = "authorities", "The Gateway Service or the police"
    OTHER = "other", "Somebody else"


class How(models.TextChoices):
    IN_PERSON = "in_person", "In person"
    TELEPHONE = "telephone", "By telephone"
    WRITING = "writing", "In a letter or a message"
    NOTE = "note", "On a note, or through a worry box"


class ReportTelling(Sealed):
    """Whom the reporter told before writing it down, when and how: what "at once" is judged by."""

    SEALED: ClassVar[tuple[str, ...]] = ("report", "whom", "name", "told_on", "told_at", "how")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="tellings")
    whom = models.CharField(max_length=30, choices=Whom)
    name = models.CharField(max_length=100, blank=True)
    told_on = models.DateField()
    told_at = models.TimeField(null=True)
    how = models.CharField(max_length=12, choices=How)

    class Meta:
        ordering = ("told_on", F("told_at").asc(nulls_last=True), "id")
        constraints = [
            models.CheckConstraint(
                name="somebody_else_who_was_told_has_a_name", condition=~Q(whom=Whom.OTHER) | ~Q(name="")
            )
        ]

    def __str__(self) -> str:
        return self.name if self.whom == Whom.OTHER else self.get_whom_display()


class Speaker(models.TextChoices):
    PUPIL = "pupil", "A pupil"
    PARENT = "parent", "A parent or carer"
    OUTSIDER = "outsider", "Someone outside the school"


class ReportSpeaker(Sealed):
    """Whoever told the reporter, with their own words taken down as said, apart from the reporter's."""

    SEALED: ClassVar[tuple[str, ...]] = ("report", "kind", "person", "as_described", "how", "words", "may_be_named")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.OneToOneField(Report, models.PROTECT, related_name="speaker")
    kind = models.CharField(max_length=10, choices=Speaker)
    person = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    as_described = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=12, choices=How, blank=True)
    words = models.TextField()
    # Hidden from the person concerned unless the speaker agreed (domain 3.3).
    may_be_named = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="whoever_spoke_said_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="a_speaker_is_picked_or_described", condition=Q(person__isnull=False) | ~Q(as_described="")
            ),
        ]

    def __str__(self) -> str:
        return self.person.display_name if self.person else self.as_described
