"""Curriculum activities: what a school device may be used for in a lesson, when and by whom.

The shipped register keeps this list for its entry on school equipment in lessons. What was asked stands in
versions that never change; the activity points at the one that holds.
"""

import hashlib
import json
import uuid
from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from approvals.activity_states import HOLDS, ActivityStatus
from approvals.states import check_move
from audit.models import Sealed
from school.models import Stage
from school.references import new_reference
from school.standing import Standing

LONGEST = timedelta(days=366)
LOOKERS = ("designated_teacher", "deputy_designated_teacher", "ict_coordinator")


class Hands(models.TextChoices):
    """Who handles the device."""

    ADULT = "adult", "An adult shows it; pupils watch"
    TOGETHER = "together", "An adult handles it, pupils say what to do"
    CLOSED = "closed", "A closed exercise without any real account"
    PUPILS = "pupils", "Pupils, on a device that an adult signed in"
    PUPIL_ACCOUNTS = "pupil_accounts", "Pupils, with log-ins or accounts of their own"


class SignedIn(models.TextChoices):
    """Whose account is signed in on the device."""

    NOBODY = "nobody", "Nobody signs in"
    SCHOOL = "school", "A school account"
    OWN = "own", "A personal account of the teacher"


# From most to least care: a change towards the left narrows. A closed exercise is no step of it: there pupils' hands
# are on the device, and an approval of adults who show a site says nothing of that.
_CARE = (Hands.ADULT, Hands.TOGETHER, Hands.PUPILS, Hands.PUPIL_ACCOUNTS)
NEVER = (Hands.PUPIL_ACCOUNTS,)
SAME = ("site", "address", "school_class_id", "stage", "signed_in", "subject", "aim", "room", "times", "adults", "risks",
        "parents_told")  # fmt: skip
COVERED = (*SAME, "hands", "starts_on", "ends_on", "devices")


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, standing: Standing) -> Self:
        """One's own; what was ever approved for those who look after devices and children; all for the two offices."""
        if standing.holds("principal", "vice_principal"):
            return self
        own = Q(teacher_id=standing.person_id)
        return self.filter(own | Q(in_force__isnull=False) if standing.holds(*LOOKERS) else own)

    def holding(self, on: date) -> Self:
        """What may be done that day: approved, within its days, neither suspended nor called off."""
        return self.filter(
            status__in=sorted(HOLDS), in_force__starts_on__lte=on, in_force__ends_on__gte=on
        ).select_related("in_force__school_class", "teacher")

    def for_lists(self) -> Self:
        return self.select_related("teacher", "current__school_class", "in_force__school_class")

    def waiting_for(self, standing: Standing) -> Self:
        """What this person has to decide or to mend. One whose last day has passed waits for nobody."""
        mend = Q(status=ActivityStatus.CHANGES_REQUESTED, teacher_id=standing.person_id)
        rows = self.filter(current__ends_on__gte=standing.today)
        if not standing.holds("principal", "vice_principal"):
            return rows.filter(mend)
        mine = Q(teacher_id=standing.person_id) | Q(current__written_by_id=standing.person_id)
        decide = Q(status=ActivityStatus.SUBMITTED) & ~mine
        if not standing.holds("principal"):
            decide &= ~Q(current__hands=Hands.PUPILS)
        return rows.filter(mend | decide)


class Activity(Sealed):
    """One activity of one teacher: where it stands, what was asked last, and what holds."""

    SEALED = ("teacher", "status", "current", "in_force", "reason", "ended_on", "told")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    teacher = models.ForeignKey("school.Person", models.PROTECT, related_name="activities")
    status = models.CharField(max_length=20, choices=ActivityStatus, default=ActivityStatus.SUBMITTED)
    current = models.OneToOneField("ActivityVersion", models.PROTECT, null=True, related_name="+")
    in_force = models.OneToOneField("ActivityVersion", models.PROTECT, null=True, related_name="+")
    reason = models.CharField("why it is suspended or called off", max_length=300, blank=True)
    ended_on = models.DateField(null=True)
    told = models.TextField("anything to tell", max_length=1000, blank=True)
    changed_at = models.DateTimeField()
    row_version = models.PositiveIntegerField(default=1)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-id"]
        verbose_name_plural = "activities"
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="activity_newest_first"),
            models.Index(fields=["status"], name="activity_status"),
        ]
        constraints = [
            models.CheckConstraint(
                name="approved_activity_has_what_holds",
                condition=~Q(status__in=["approved", "suspended", "completed"]) | Q(in_force__isnull=False),
            ),
            models.CheckConstraint(
                name="suspended_activity_says_why", condition=~Q(status="suspended") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="completed_activity_has_its_day",
                condition=Q(status="completed", ended_on__isnull=False) | ~Q(status="completed") & Q(ended_on=None),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def waits_beside(self) -> list[str]:
        """The steps that lead an approved activity back to where its wider version stood; none when none waits."""
        if self.current is None or self.current_id == self.in_force_id:
            return []
        said = ActivityDecision.objects.filter(version=self.current).values_list("verdict", flat=True).first()
        if said == ActivityVerdict.CHANGES:
            return [ActivityStatus.SUBMITTED, ActivityStatus.CHANGES_REQUESTED]
        return [] if said else [ActivityStatus.SUBMITTED]

    def move_to(self, target: str, *, now: Any) -> None:
        """Take one legal step. Callers hold the row lock."""
        check_move("activity", self.status, target)
        self.status, self.changed_at = target, now
        self.row_version += 1
        self.save()


class ActivityVersion(Sealed):
    """What was asked, once and for all. Four answers are needed; the others may be empty."""

    SEALED = ("activity", "n", "digest", "written_by", "narrows")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="versions")
    n = models.PositiveSmallIntegerField()
    site = models.CharField(max_length=120)
    address = models.URLField(max_length=500, blank=True)
    school_class = models.ForeignKey("school.SchoolClass", models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage, blank=True)
    hands = models.CharField(max_length=20, choices=Hands)
    signed_in = models.CharField(max_length=20, choices=SignedIn, default=SignedIn.NOBODY)
    starts_on = models.DateField()
    ends_on = models.DateField()
    subject = models.CharField(max_length=120, blank=True)
    aim = models.CharField(max_length=500, blank=True)
    devices = models.TextField(max_length=1000, blank=True)
    room = models.CharField(max_length=80, blank=True)
    times = models.CharField(max_length=200, blank=True)
    adults = models.CharField(max_length=200, blank=True)
    risks = models.CharField(max_length=1000, blank=True)
    parents_told = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64)
    written_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    narrows = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["activity", "n"]
        constraints = [
            models.UniqueConstraint(name="an_activity_version_number_is_used_once", fields=["activity", "n"]),
            models.CheckConstraint(
                name="activity_is_for_a_class_or_a_year_group",
                condition=Q(school_class=None) & ~Q(stage="") | Q(school_class__isnull=False, stage=""),
            ),
            models.CheckConstraint(
                name="activity_lasts_a_school_year_at_most",
                condition=Q(ends_on__gte=F("starts_on")) & Q(ends_on__lte=F("starts_on") + LONGEST),
            ),
            models.CheckConstraint(
                name="activity_without_pupil_accounts_or_own_ones",
                condition=~Q(hands="pupil_accounts") & ~Q(signed_in="own"),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.n}"

    @property
    def whom(self) -> str:
        """The class or the year group."""
        return str(self.school_class) if self.school_class else f"All of {self.get_stage_display()}"

    def content(self) -> dict[str, str | None]:
        """All that an approval covers."""
        return {name: None if (value := getattr(self, name)) is None else str(value) for name in COVERED}

    def true_digest(self) -> str:
        """Taken anew from the values as they stand."""
        written = json.dumps({"form": 1, **self.content()}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()

    def device_lines(self) -> set[str]:
        """One device a line; the database splits them in the same way (NarrowingActivityVersion)."""
        return {line.strip(" ") for line in self.devices.replace("\r", "").split("\n")} - {""}

    def is_narrower_than(self, old: "ActivityVersion") -> bool:
        """Fewer devices, fewer days, more careful hands, and everything else as it was."""
        if any(getattr(self, name) != getattr(old, name) for name in SAME):
            return False
        fewer = self.devices == old.devices or (
            bool(self.device_lines()) and (not old.device_lines() or self.device_lines() <= old.device_lines())
        )
        within = old.starts_on <= self.starts_on and self.ends_on <= old.ends_on
        return fewer and within and self._is_as_careful_as(old)

    def _is_as_careful_as(self, old: "ActivityVersion") -> bool:
        if self.hands == old.hands:
            return True
        steps = [one.value for one in _CARE]
        return self.hands in steps and old.hands in steps and steps.index(self.hands) < steps.index(old.hands)


class ActivityVerdict(models.TextChoices):
    APPROVE = "approve", "Approve"
    CHANGES = "changes", "Ask for changes"
    REFUSE = "refuse", "Refuse"


class ActivityDecision(Sealed):
    """One decision on one version, by somebody who neither asked for it nor wrote it."""

    SEALED = ("version", "verdict", "digest", "by", "office", "comment")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.OneToOneField(ActivityVersion, models.PROTECT, related_name="decision")
    verdict = models.CharField(max_length=20, choices=ActivityVerdict)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    office = models.CharField(max_length=40)
    comment = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="activity_sent_back_says_why", condition=Q(verdict="approve") | ~Q(comment=""))
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}, {self.version}"
