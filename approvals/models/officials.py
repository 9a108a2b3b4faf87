"""The register of official users. Permission to speak for the school comes from here alone.

The shipped register's entries on official use ask for it: only people approved by the Principal or
Vice-Principal may post for the school.
"""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from approvals.models.accounts import Account
from approvals.states import OFFICIAL_TERMINAL, OfficialStatus, check_move
from audit.models import Sealed
from audit.prepared import Prepared
from school.standing import Standing

LONGEST = timedelta(days=366)
RUNNING = (OfficialStatus.ACTIVE, OfficialStatus.SUSPENDED)
UNANSWERED = (OfficialStatus.NOMINATED, OfficialStatus.ACKNOWLEDGED)


@dataclass(frozen=True)
class Leave:
    """What one person may do for the school on a day, read from the register."""

    account_ids: frozenset[uuid.UUID]
    may_text: bool
    may_pictures: bool


def leave_of(person_id: uuid.UUID, on: date) -> Leave | None:
    """The person's leave to speak for the school that day; None for everybody else."""
    rows = _leave(None, person_id, on)
    if not rows:
        return None
    entry = rows[0]
    accounts = frozenset(account for pk, *_, account in rows if account and pk == entry[0])
    return Leave(accounts, entry[1], entry[2])


_leave = Prepared(
    lambda _, person_id, on: (
        OfficialUser.objects.in_force(on)
        .filter(person_id=person_id)
        .order_by("-starts_on", "-nominated_at", "pk")
        .values_list("pk", "may_text", "may_pictures", "scopes__account_id")
    )
)


class EndReason(models.TextChoices):
    REVOKED = "revoked", "the Principal or Vice-Principal ended it"
    RESIGNED = "resigned", "the person gave it up"
    EXPIRED = "expired", "its last day passed"
    LEFT_SCHOOL = "left_school", "the person left the school"
    REPLACED = "replaced", "a new entry took its place"


class OfficialUserQuerySet(models.QuerySet["OfficialUser"]):
    def visible_to(self, standing: Standing) -> Self:
        """Staff may know who speaks for the school; entries that came to nothing concern few."""
        if standing.holds("principal", "vice_principal"):
            return self
        public = Q(status__in=[OfficialStatus.ACTIVE, OfficialStatus.SUSPENDED])
        own = Q(person_id=standing.person_id)
        return self.filter(own | public if standing.is_staff else own)

    def open(self) -> Self:
        return self.exclude(status__in=OFFICIAL_TERMINAL)

    def running(self) -> Self:
        return self.filter(status__in=RUNNING)

    def unanswered(self) -> Self:
        """Named, or given another scope or term, and not acknowledged by the person yet."""
        return self.filter(status__in=UNANSWERED)

    def in_force(self, on: date) -> Self:
        return self.filter(status=OfficialStatus.ACTIVE, starts_on__lte=on, ends_on__gte=on)

    def for_account(self, account_id: uuid.UUID) -> Self:
        return self.filter(scopes__account_id=account_id)

    def waiting_for(self, standing: Standing) -> Self:
        """What this person still has to read and acknowledge; nothing as long as their entry is suspended."""
        stopped = OfficialUser.objects.filter(person_id=standing.person_id, status=OfficialStatus.SUSPENDED)
        own = self.filter(person_id=standing.person_id, status=OfficialStatus.NOMINATED)
        return own.filter(~models.Exists(stopped))


class OfficialUser(Sealed):
    """One person's dated leave to post on named accounts. A change of scope is a new entry."""

    SEALED = (
        "person",
        "status",
        "may_text",
        "may_pictures",
        "starts_on",
        "ends_on",
        "nominated_by",
        "approved_by",
        "policy_version",
        "policy_fingerprint",
        "end_reason",
        "replaces",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="official_uses")
    status = models.CharField(max_length=20, choices=OfficialStatus, default=OfficialStatus.NOMINATED)
    accounts = models.ManyToManyField(Account, through="Scope", related_name="official_users")
    may_text = models.BooleanField(default=True)
    may_pictures = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField()
    nominated_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField()
    approved_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    policy_version = models.ForeignKey("policy.Version", models.PROTECT, null=True, related_name="+")
    policy_fingerprint = models.CharField(max_length=64, blank=True)
    # The entry whose place this one takes, once the person has acknowledged it: another scope, or another term.
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    suspend_reason = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)
    row_version = models.PositiveIntegerField(default=1)

    objects = OfficialUserQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-nominated_at"]
        constraints = [
            models.CheckConstraint(
                name="official_user_is_not_named_by_oneself", condition=~Q(person=F("nominated_by"))
            ),
            models.CheckConstraint(
                name="official_user_is_not_approved_by_oneself",
                condition=Q(approved_by=None) | ~Q(person=F("approved_by")),
            ),
            models.CheckConstraint(
                name="official_user_approval_names_who_and_when",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="official_user_lasts_at_most_twelve_months",
                condition=Q(ends_on__gte=F("starts_on")) & Q(ends_on__lte=F("starts_on") + LONGEST),
            ),
            models.CheckConstraint(
                name="active_official_user_is_acknowledged_and_approved",
                condition=~Q(status__in=[OfficialStatus.ACTIVE, OfficialStatus.SUSPENDED])
                | Q(approved_by__isnull=False, acknowledged_at__isnull=False, policy_version__isnull=False),
            ),
            models.CheckConstraint(
                name="ended_official_user_has_day_and_reason",
                condition=Q(status=OfficialStatus.ENDED, ended_on__isnull=False) & ~Q(end_reason="")
                | ~Q(status=OfficialStatus.ENDED) & Q(ended_on=None, end_reason=""),
            ),
            models.UniqueConstraint(
                name="one_running_entry_per_official_user", fields=["person"], condition=Q(status__in=sorted(RUNNING))
            ),
            models.UniqueConstraint(
                name="one_unanswered_entry_per_official_user",
                fields=["person"],
                condition=Q(status__in=sorted(UNANSWERED)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_status_display()}"

    def is_in_force(self, on: date) -> bool:
        return self.status == OfficialStatus.ACTIVE and self.starts_on <= on <= self.ends_on

    def move_to(self, target: str) -> None:
        """Take one legal step. Callers hold the row lock."""
        check_move("official_user", self.status, target)
        self.status = target
        self.row_version += 1
        self.save()


class Reacknowledgement(Sealed):
    """An official user said again that they keep to the policy: a year has passed, or its words are others. Written once."""

    SEALED = ("official_user", "policy_version", "policy_fingerprint", "at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    official_user = models.ForeignKey(OfficialUser, models.PROTECT, related_name="reacknowledgements")
    policy_version = models.ForeignKey("policy.Version", models.PROTECT, related_name="+")
    policy_fingerprint = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.official_user_id} again, {self.policy_version}"


class Scope(models.Model):
    """One account that an official user may post on. Never edited: narrowing ends the entry."""

    official_user = models.ForeignKey(OfficialUser, models.PROTECT, related_name="scopes")
    account = models.ForeignKey(Account, models.PROTECT, related_name="scopes")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_scope_names_an_account_once", fields=["official_user", "account"])
        ]

    def __str__(self) -> str:
        return f"{self.official_user_id} on {self.account_id}"
