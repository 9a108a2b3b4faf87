"""The two ways out that are no approval: an approver's own word, reviewed later, and a template approved beforehand."""

import uuid
from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from approvals.blanks import BadBlank, Blank, blanks_from, filled
from approvals.models.decisions import Decision
from approvals.models.versions import PostVersion
from approvals.states import Lane, TemplateStatus, Verdict, check_move
from audit.models import Sealed
from audit.prepared import Prepared
from school.standing import Standing


class StandingTemplateQuerySet(models.QuerySet["StandingTemplate"]):
    def visible_to(self, standing: Standing) -> Self:
        """All staff may know what the school says at need."""
        return self if standing.is_active and standing.is_staff else self.none()

    def usable(self, on: date) -> Self:
        return self.filter(status=TemplateStatus.APPROVED, expires_on__gte=on)

    def waiting_for(self, standing: Standing) -> Self:
        """Templates that this person may approve: never their own."""
        if not standing.holds("principal", "vice_principal"):
            return self.none()
        return self.filter(status=TemplateStatus.WAITING).exclude(written_by_id=standing.person_id)


class StandingTemplate(Sealed):
    """Words with typed blanks, approved once as text. Its words never change: other words are another template."""

    SEALED = ("name", "text", "blanks", "status", "expires_on", "written_by", "approved_by", "approved_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    text = models.TextField(max_length=1000)
    blanks = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=20, choices=TemplateStatus, default=TemplateStatus.WAITING)
    expires_on = models.DateField()
    written_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    appointment = models.ForeignKey("school.Appointment", models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = StandingTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-written_at"]
        constraints = [
            models.CheckConstraint(
                name="a_template_is_not_approved_by_its_writer",
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("written_by")),
            ),
            models.CheckConstraint(
                name="an_approved_template_names_who_and_when",
                condition=~Q(status=TemplateStatus.APPROVED)
                | Q(approved_by__isnull=False, approved_at__isnull=False, appointment__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def typed_blanks(self) -> list[Blank]:
        return blanks_from(self.blanks)

    def is_usable(self, on: date) -> bool:
        return self.status == TemplateStatus.APPROVED and on <= self.expires_on

    def move_to(self, target: str) -> None:
        """Take one legal step. Callers hold the row's lock."""
        check_move("standing_template", self.status, target)
        self.status = target
        self.save()


class Why(models.TextChoices):
    """Why an approver could not wait for the other one."""

    ABSENT = "absent", "The other approver is away and cannot be reached"
    URGENT = "urgent", "It cannot wait for the other approver"


class AuthorisationQuerySet(models.QuerySet["Authorisation"]):
    def unreviewed(self) -> Self:
        """Somebody's own word that the other approver has not looked at yet."""
        return self.filter(lane=Lane.SELF_AUTHORISED, review=None)

    def review_waits_for(self, standing: Standing) -> Self:
        if not standing.holds("principal", "vice_principal"):
            return self.none()
        return self.unreviewed().exclude(by_id=standing.person_id)


class Authorisation(Sealed):
    """What let a version out without an approval. Written once; it stands beside decisions and is never one."""

    SEALED = (
        "version",
        "digest",
        "lane",
        "by",
        "appointment",
        "why",
        "reason",
        "template",
        "blanks",
        "at",
        "review_due",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.OneToOneField(PostVersion, models.PROTECT, related_name="authorisation")
    digest = models.CharField(max_length=64)
    lane = models.CharField(max_length=20, choices=Lane)
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    appointment = models.ForeignKey("school.Appointment", models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=10, choices=Why, blank=True)
    reason = models.TextField(max_length=1000, blank=True)
    review_due = models.DateField(null=True)
    template = models.ForeignKey(StandingTemplate, models.PROTECT, null=True, related_name="uses")
    blanks = models.JSONField(default=dict, blank=True)

    objects = AuthorisationQuerySet.as_manager()
    # What the targets of a post ask of whatever let it out; nobody narrows these two ways.
    dropped: tuple[str, ...] = ()
    allows_out = True

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="an_authorisation_is_of_one_of_two_lanes",
                condition=Q(
                    lane=Lane.SELF_AUTHORISED,
                    appointment__isnull=False,
                    review_due__isnull=False,
                    template=None,
                    why__in=Why.values,
                )
                & ~Q(reason="")
                | Q(lane=Lane.STANDING_TEMPLATE, template__isnull=False, appointment=None, review_due=None, why=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_lane_display()}: {self.version_id}"

    @property
    def opens(self) -> datetime | None:
        return self.version.not_before

    @property
    def closes(self) -> datetime | None:
        return self.version.not_after

    def expires_at(self, lasts: timedelta) -> datetime:
        """When it stops being good, as an approval does."""
        lapses = max(self.at, self.opens or self.at) + lasts
        return min(lapses, self.closes) if self.closes else lapses

    def is_true_to_template(self) -> bool:
        """Whether the words are still the template's, its blanks filled as they were."""
        if self.template is None:
            return True
        try:
            return filled(self.template.text, self.template.typed_blanks(), self.blanks) == self.version.text
        except BadBlank:
            return False

    def has_its_template(self, on: date) -> bool:
        """Whether what it rests on still stands: a template that is over lets nothing out any more."""
        return self.template is None or self.template.is_usable(on)


class Outcome(models.TextChoices):
    CONFIRMED = "confirmed", "It was right to publish it"
    LEARNING = "learning", "It may stay; next time do it differently"
    TAKE_DOWN = "take_down", "It should not stay up"


class RetrospectiveReview(Sealed):
    """What the other approver found of a post that its author authorised alone."""

    SEALED = ("authorisation", "outcome", "note", "by", "appointment", "at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authorisation = models.OneToOneField(Authorisation, models.PROTECT, related_name="review")
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("school.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="a_review_that_finds_something_says_what",
                condition=Q(outcome=Outcome.CONFIRMED) | ~Q(note=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.authorisation_id}"


def leave_to_go_out(version: PostVersion) -> Decision | Authorisation | None:
    """What lets this version out: an approval, or an authorisation of one of the other two lanes; else the decision."""
    decision: Decision | None = next(iter(_decision(None, version.pk)), None)
    if decision is not None and decision.verdict == Verdict.APPROVE:
        return decision
    return next(iter(_authorisation(None, version.pk)), None) or decision


_decision = Prepared(lambda _, version: Decision.objects.filter(version=version)[:1])
_authorisation = Prepared(
    lambda _, version: Authorisation.objects.select_related("template", "version").filter(version=version)[:1]
)
