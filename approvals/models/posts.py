"""What somebody asks to publish, and where it stands. Its words are in its versions."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from approvals.models.officials import OfficialUser
from approvals.states import (
    OUT,
    POST_TERMINAL,
    WITH_LANE,
    WITHOUT_LANE,
    Lane,
    PostStatus,
    TargetStatus,
    WrongState,
    check_move,
)
from audit.models import Sealed
from school.models import Target
from school.references import new_reference
from school.standing import Standing

ASKS_FOR_SOMEBODY = (
    PostStatus.SUBMITTED,
    PostStatus.CHANGES_REQUESTED,
    PostStatus.APPROVED,
    PostStatus.ON_HOLD,
    PostStatus.PARTLY_PUBLISHED,
)


def approval_lasts() -> timedelta:
    """How long an approval that nobody used stays good: the school's own target."""
    return timedelta(days=Target.value_of("post_lapse_days"))


class PostRequestQuerySet(models.QuerySet["PostRequest"]):
    def visible_to(self, standing: Standing) -> Self:
        """The author's own; for the two offices that decide all; for official users also what was approved.

        Whoever speaks for the school may publish what was approved for it, and take it down at once.
        """
        if standing.holds("principal", "vice_principal"):
            return self
        own = Q(author_id=standing.person_id)
        if not standing.is_staff or not standing.is_active:
            return self.filter(own)
        official = OfficialUser.objects.in_force(standing.today).filter(person_id=standing.person_id)
        return self.filter(own | Q(status__in=WITH_LANE) & models.Exists(official))

    def waiting_for(self, standing: Standing) -> Self:
        """Posts whose next step is this person's: to decide, to mend, to publish, or to let go on.

        Of many years only the few in a state that asks for somebody are looked at any closer.
        """
        mine = Q(
            author_id=standing.person_id,
            status__in=[PostStatus.CHANGES_REQUESTED, PostStatus.APPROVED],
        )
        if standing.holds("principal", "vice_principal"):
            touched = PostRequest.objects.filter(
                pk=models.OuterRef("pk"), current_version__editors__person_id=standing.person_id
            )
            asked = Q(author_id=standing.person_id) | Q(current_version__requested_by_id=standing.person_id)
            theirs = ~asked & Q(~models.Exists(touched))
            mine |= Q(status=PostStatus.SUBMITTED) & theirs
            mine |= Q(status=PostStatus.ON_HOLD) & theirs & ~Q(pk__in=self._frozen())
        rest = self.filter(author_id=standing.person_id, status=PostStatus.PARTLY_PUBLISHED)
        return self.filter(status__in=ASKS_FOR_SOMEBODY).filter(
            mine | Q(pk__in=rest.filter(targets__status=TargetStatus.QUEUED).values("pk"))
        )

    @staticmethod
    def _waiting_in_part() -> "models.QuerySet[PostRequest, uuid.UUID]":
        """Out on some accounts, while something still waits on others."""
        waiting = [TargetStatus.QUEUED, TargetStatus.HELD, TargetStatus.FAILED]
        rest = PostRequest.objects.filter(status=PostStatus.PARTLY_PUBLISHED, targets__status__in=waiting)
        return rest.values_list("pk", flat=True)

    @staticmethod
    def _frozen() -> "models.QuerySet[PostRequest, uuid.UUID]":
        """Held by a freeze that goes on: there is nothing to do before it ends."""
        held = Q(holds__released_at=None, holds__freeze__isnull=False, holds__freeze__ended_at=None)
        return PostRequest.objects.filter(held).values_list("pk", flat=True)

    def undecided(self) -> Self:
        return self.filter(status=PostStatus.SUBMITTED)

    def open(self) -> Self:
        return self.exclude(status__in=POST_TERMINAL)

    def lapsed(self, now: datetime, lasts: timedelta) -> Self:
        """Undecided at the time asked for, past the last useful time, or approved too long ago.

        Of a post that is out on some accounts it is the rest that lapses.
        """
        undecided = Q(status=PostStatus.SUBMITTED, current_version__not_before__lte=now)
        unused = Q(status__in=[PostStatus.APPROVED, PostStatus.ON_HOLD]) | Q(
            status=PostStatus.PARTLY_PUBLISHED, pk__in=self._waiting_in_part()
        )
        over = (unused | Q(status=PostStatus.SUBMITTED)) & (
            Q(current_version__not_after__lt=now) | Q(current_version__decision__not_after__lt=now)
        )
        long_ago = Q(current_version__decision__at__lt=now - lasts) | Q(
            current_version__authorisation__at__lt=now - lasts
        )
        starts = Coalesce("current_version__decision__not_before", "current_version__not_before")
        stale = unused & long_ago & (Q(starts=None) | Q(starts__lt=now - lasts))
        self = self.alias(starts=starts)
        return self.filter(undecided | over | stale)

    def for_lists(self) -> Self:
        rows = self.select_related("author", "current_version__account", "current_version__decision__actor")
        return rows.prefetch_related("current_version__placements__account")


class PostRequest(Sealed):
    """One thing to publish and where it stands. Its words live in its versions."""

    SEALED = (
        "reference",
        "author",
        "status",
        "current_version",
        "row_version",
        "lane",
        "other_policy",
        "children_back_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    author = models.ForeignKey("school.Person", models.PROTECT, related_name="post_requests")
    status = models.CharField(max_length=20, choices=PostStatus, default=PostStatus.DRAFT)
    current_version = models.ForeignKey("PostVersion", models.PROTECT, null=True, related_name="+")
    row_version = models.PositiveIntegerField(default=1)
    due_on = models.DateField(null=True)
    lane = models.CharField(max_length=20, choices=Lane, blank=True)
    note = models.CharField(max_length=300, blank=True)
    other_policy = models.CharField(max_length=120, blank=True)
    # Of a trip: when the children are back. Nothing says before that where they are.
    children_back_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = PostRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="post_newest_first"),
            models.Index(fields=["status", "-changed_at", "-id"], name="post_by_status"),
            models.Index(fields=["author", "-changed_at", "-id"], name="post_by_author"),
        ]
        constraints = [
            models.CheckConstraint(
                name="what_was_allowed_out_has_a_lane",
                condition=Q(status__in=sorted(WITH_LANE)) & ~Q(lane="")
                | Q(status__in=sorted(WITHOUT_LANE), lane="")
                | ~Q(status__in=sorted(WITH_LANE | WITHOUT_LANE)),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def move_to(self, target: str, *, now: datetime, by_lane: str = "") -> None:
        """Take one legal step by a conditional UPDATE; whoever comes second is told so.

        `by_lane`: the lane by which a draft is let out without an approval.

        The row's own version number is the condition, so that two people who both read the post
        as open cannot both move it, whatever the database locks.
        """
        check_move("post", self.status, target)
        lane = {"lane": by_lane} if by_lane or target in WITHOUT_LANE else {}
        unmoved = PostRequest.objects.filter(pk=self.pk, status=self.status, row_version=self.row_version)
        if not unmoved.update(status=target, row_version=F("row_version") + 1, changed_at=now, due_on=None, **lane):
            raise WrongState("Somebody changed this post a moment ago. Look at it again and repeat your step.")
        self.refresh_from_db(fields=["status", "row_version", "changed_at", "lane"])

    @property
    def is_out(self) -> bool:
        """Whether anything of it is or was out, so that its words are never changed again."""
        return self.status in OUT
