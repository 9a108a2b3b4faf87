"""Where an approved post stands on each of its accounts, and what holds it or took it down."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from approvals.models.posts import PostRequest
from approvals.models.versions import PostVersion, VersionAccount
from approvals.states import TargetStatus, WrongState, check_move
from audit.models import Sealed


class PostTargetQuerySet(models.QuerySet["PostTarget"]):
    def pending(self) -> Self:
        """Approved and not out yet: what a hold or a freeze holds."""
        return self.filter(status__in=[TargetStatus.QUEUED, TargetStatus.FAILED])

    def waiting(self) -> Self:
        """Allowed out and not out yet, held or not: all that could still go out."""
        return self.filter(status__in=[TargetStatus.QUEUED, TargetStatus.FAILED, TargetStatus.HELD])

    def live(self) -> Self:
        return self.filter(status=TargetStatus.PUBLISHED)

    def for_pages(self) -> Self:
        return self.select_related("account", "placement__version", "publication__published_by", "takedown__by")


class PostTarget(Sealed):
    """One account of an approved post. Made when the post is first approved, and never deleted."""

    SEALED = ("request", "account", "version", "status", "not_before", "not_after")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PostRequest, models.PROTECT, related_name="targets")
    account = models.ForeignKey("Account", models.PROTECT, related_name="targets")
    version = models.ForeignKey(PostVersion, models.PROTECT, related_name="targets")
    placement = models.ForeignKey(VersionAccount, models.PROTECT, related_name="+")
    # The window as the approver left it; the calendar reads it, and publishing holds it to the decision.
    not_before = models.DateTimeField(null=True)
    not_after = models.DateTimeField(null=True)
    status = models.CharField(max_length=20, choices=TargetStatus, default=TargetStatus.QUEUED)
    changed_at = models.DateTimeField()
    row_version = models.PositiveIntegerField(default=1)

    objects = PostTargetQuerySet.as_manager()

    class Meta:
        ordering = ["account__platform", "account__handle", "pk"]
        indexes = [
            models.Index(fields=["account", "status"], name="target_by_account_and_state"),
            models.Index(fields=["not_before"], name="target_by_time"),
            models.Index(fields=["not_after"], name="target_by_last_time"),
        ]
        constraints = [models.UniqueConstraint(name="a_post_has_one_target_per_account", fields=["request", "account"])]

    def __str__(self) -> str:
        return f"{self.request_id} on {self.account_id}"

    @property
    def body_override(self) -> str:
        return self.placement.body

    def move_to(self, target: str, *, now: datetime) -> None:
        """Take one legal step by a conditional UPDATE; whoever comes second is told so."""
        check_move("post_target", self.status, target)
        unmoved = PostTarget.objects.filter(pk=self.pk, status=self.status, row_version=self.row_version)
        if not unmoved.update(status=target, row_version=self.row_version + 1, changed_at=now):
            raise WrongState("Somebody changed this post a moment ago. Look at it again and repeat your step.")
        self.refresh_from_db(fields=["status", "row_version", "changed_at"])


class FreezeQuerySet(models.QuerySet["Freeze"]):
    def in_force(self) -> Self:
        return self.filter(ended_at=None)

    def on_account(self, account_id: uuid.UUID) -> Self:
        """What keeps this account from being published on: a freeze of its own, or the school's."""
        return self.in_force().filter(Q(account=None) | Q(account_id=account_id))


class Freeze(Sealed):
    """Nothing is published meanwhile: on one account, or (without an account) on any."""

    SEALED = ("account", "reason", "by", "at", "ended_by", "ended_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey("Account", models.PROTECT, null=True, related_name="freezes")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = FreezeQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(name="one_open_freeze_per_account", fields=["account"], condition=Q(ended_at=None)),
            models.UniqueConstraint(
                models.Case(models.When(account=None, then=models.Value(1)), default=models.Value(0)),
                name="one_open_freeze_of_the_school",
                condition=Q(account=None, ended_at=None),
            ),
            models.CheckConstraint(
                name="ended_freeze_names_who_and_when",
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"freeze of {self.account or 'every account'}"


class HoldCause(models.TextChoices):
    PERSON = "person", "an approver stopped it"
    FREEZE = "freeze", "publishing is frozen"
    OFFICIAL_USER = "official_user", "the author is no longer an official user in force"
    TAKEN_DOWN = "taken_down", "it was taken down on another account"
    CONSENT = "consent", "a child in it may not be shown there"
    LEFT = "left", "a child in it has left the school"


class HoldQuerySet(models.QuerySet["Hold"]):
    def open(self) -> Self:
        return self.filter(released_at=None)


class Hold(Sealed):
    """Why what was approved is not published for now: who said so, and who let it go on."""

    SEALED = ("request", "account", "cause", "reason", "freeze", "by", "at", "released_by", "released_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PostRequest, models.PROTECT, related_name="holds")
    account = models.ForeignKey("Account", models.PROTECT, null=True, related_name="+")
    cause = models.CharField(max_length=20, choices=HoldCause, default=HoldCause.PERSON)
    reason = models.CharField(max_length=300)
    freeze = models.ForeignKey(Freeze, models.PROTECT, null=True, related_name="holds")
    by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    released_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(name="a_hold_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="a_hold_for_a_freeze_names_it",
                condition=Q(cause=HoldCause.FREEZE, freeze__isnull=False) | ~Q(cause=HoldCause.FREEZE),
            ),
        ]

    def __str__(self) -> str:
        return f"hold of {self.request_id}"


class TakedownReason(models.TextChoices):
    ERROR = "error", "Something in it was wrong"
    CONSENT = "consent", "Somebody in it does not agree, or no longer"
    SAFEGUARDING = "safeguarding", "It could put a child at risk"
    COMPLAINT = "complaint", "Somebody complained"
    COMMENTS = "comments", "What people wrote below it"
    OUT_OF_DATE = "out_of_date", "It is no longer right or needed"
    OTHER = "other", "Another reason"


class Takedown(Sealed):
    """A post that was removed from an account: why, by whom, and how that was seen."""

    SEALED = ("target", "reason", "evidence", "by", "at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target = models.OneToOneField(PostTarget, models.PROTECT, related_name="takedown")
    reason = models.CharField(max_length=20, choices=TakedownReason)
    evidence = models.TextField(max_length=1000)
    by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [models.CheckConstraint(name="a_takedown_has_its_evidence", condition=~Q(evidence=""))]

    def __str__(self) -> str:
        return f"{self.target_id} taken down"
