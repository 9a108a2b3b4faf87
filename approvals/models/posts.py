"""What somebody asks to publish, in immutable versions, each known by its digest."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from approvals.states import POST_TERMINAL, PostStatus, WrongState, check_move
from audit.models import Sealed
from school.models import Target
from school.references import new_reference
from school.standing import Standing


def approval_lasts() -> timedelta:
    """How long an approval that nobody used stays good: the school's own target."""
    return timedelta(days=Target.value_of("post_lapse_days"))


class PostRequestQuerySet(models.QuerySet["PostRequest"]):
    def visible_to(self, standing: Standing) -> Self:
        """The author's own; the two offices that decide see them all; nobody else knows of any."""
        if standing.holds("principal", "vice_principal"):
            return self
        return self.filter(author_id=standing.person_id)

    def waiting_for(self, standing: Standing) -> Self:
        """Posts whose next step is this person's: to decide, to mend, or to publish."""
        mine = Q(
            author_id=standing.person_id,
            status__in=[PostStatus.CHANGES_REQUESTED, PostStatus.APPROVED],
        )
        if standing.holds("principal", "vice_principal"):
            mine |= Q(status=PostStatus.SUBMITTED) & ~Q(pk__in=self._touched_by(standing.person_id))
        return self.filter(mine)

    def undecided(self) -> Self:
        return self.filter(status=PostStatus.SUBMITTED)

    def open(self) -> Self:
        return self.exclude(status__in=POST_TERMINAL)

    def lapsed(self, now: datetime, lasts: timedelta) -> Self:
        """Undecided at the time asked for, past the last useful time, or approved too long ago."""
        undecided = Q(status=PostStatus.SUBMITTED, current_version__not_before__lte=now)
        over = Q(status__in=[PostStatus.SUBMITTED, PostStatus.APPROVED], current_version__not_after__lt=now)
        stale = Q(status=PostStatus.APPROVED, changed_at__lt=now - lasts) & (
            Q(current_version__not_before=None) | Q(current_version__not_before__lt=now - lasts)
        )
        return self.filter(undecided | over | stale)

    def for_lists(self) -> Self:
        return self.select_related("author", "current_version__account", "current_version__decision__actor")

    @staticmethod
    def _touched_by(person_id: uuid.UUID) -> "models.QuerySet[PostRequest, uuid.UUID]":
        hands = Q(current_version__editors__person_id=person_id) | Q(current_version__requested_by_id=person_id)
        return PostRequest.objects.filter(hands | Q(author_id=person_id)).values_list("pk", flat=True)


class PostRequest(Sealed):
    """One thing to publish and where it stands. Its words live in its versions."""

    SEALED = ("reference", "author", "status", "current_version", "row_version")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    author = models.ForeignKey("school.Person", models.PROTECT, related_name="post_requests")
    status = models.CharField(max_length=20, choices=PostStatus, default=PostStatus.DRAFT)
    current_version = models.ForeignKey("PostVersion", models.PROTECT, null=True, related_name="+")
    row_version = models.PositiveIntegerField(default=1)
    due_on = models.DateField(null=True)
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

    def __str__(self) -> str:
        return self.reference

    def move_to(self, target: str, *, now: datetime) -> None:
        """Take one legal step by a conditional UPDATE; whoever comes second is told so.

        The row's own version number is the condition, so that two people who both read the post
        as open cannot both move it, whatever the database locks.
        """
        check_move("post", self.status, target)
        unmoved = PostRequest.objects.filter(pk=self.pk, status=self.status, row_version=self.row_version)
        if not unmoved.update(status=target, row_version=F("row_version") + 1, changed_at=now, due_on=None):
            raise WrongState("Somebody changed this post a moment ago. Look at it again and repeat your step.")
        self.refresh_from_db(fields=["status", "row_version", "changed_at"])


def canonical_json(
    *,
    text: str,
    link: str,
    account_ids: list[str],
    not_before: datetime | None,
    not_after: datetime | None,
) -> str:
    """The exact words, place and time that an approval is of, written in only one possible way."""

    def moment(value: datetime | None) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat()

    content = {
        "accounts": sorted(account_ids),
        "form": 1,
        "link": link,
        "not_after": moment(not_after),
        "not_before": moment(not_before),
        "text": text,
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Hands:
    """Everybody who had a hand in a version: what the question who may decide depends on."""

    n: int
    author_id: uuid.UUID
    created_by_id: uuid.UUID
    requested_by_id: uuid.UUID | None
    editor_ids: frozenset[uuid.UUID]

    @property
    def all_ids(self) -> frozenset[uuid.UUID]:
        asked = {self.requested_by_id} if self.requested_by_id else set()
        return self.editor_ids | {self.author_id, self.created_by_id} | asked


class PostVersion(Sealed):
    """One wording of a post. Editable while nobody was asked; after that never again."""

    SEALED = (
        "request",
        "n",
        "account",
        "text",
        "link",
        "not_before",
        "not_after",
        "digest",
        "created_by",
        "requested_by",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PostRequest, models.PROTECT, related_name="versions")
    n = models.PositiveSmallIntegerField()
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey("Account", models.PROTECT, related_name="post_versions")
    text = models.TextField(max_length=5000)
    link = models.URLField(max_length=500, blank=True)
    not_before = models.DateTimeField(null=True)
    not_after = models.DateTimeField(null=True)
    canonical = models.TextField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(null=True)
    requested_by = models.ForeignKey("school.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["request", "n"]
        constraints = [
            models.UniqueConstraint(name="a_version_number_is_used_once", fields=["request", "n"]),
            models.CheckConstraint(
                name="asking_names_who_and_when",
                condition=Q(requested_by=None, requested_at=None)
                | Q(requested_by__isnull=False, requested_at__isnull=False),
            ),
            models.CheckConstraint(
                name="version_window_opens_before_it_closes",
                condition=Q(not_before=None) | Q(not_after=None) | Q(not_after__gt=F("not_before")),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.n}"

    @property
    def is_frozen(self) -> bool:
        return self.requested_at is not None

    def written_canonically(self) -> str:
        return canonical_json(
            text=self.text,
            link=self.link,
            account_ids=[str(self.account_id)],
            not_before=self.not_before,
            not_after=self.not_after,
        )

    def true_digest(self) -> str:
        """Taken anew from the row's own values, never from what the row says of itself."""
        return hashlib.sha256(self.written_canonically().encode()).hexdigest()

    def hands(self) -> Hands:
        return Hands(
            n=self.n,
            author_id=self.request.author_id,
            created_by_id=self.created_by_id,
            requested_by_id=self.requested_by_id,
            editor_ids=frozenset(editor.person_id for editor in self.editors.all()),
        )

    def write_digest(self) -> None:
        self.canonical = self.written_canonically()
        self.digest = self.true_digest()

    def expires_at(self, decided_at: datetime, lasts: timedelta) -> datetime:
        """When an approval given at that moment stops being good."""
        lapses = max(decided_at, self.not_before or decided_at) + lasts
        return min(lapses, self.not_after) if self.not_after else lapses


class VersionEditor(models.Model):
    """Everybody whose words may stand in a version. None of them may decide on it."""

    version = models.ForeignKey(PostVersion, models.PROTECT, related_name="editors")
    person = models.ForeignKey("school.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="an_editor_is_named_once", fields=["version", "person"])]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.version_id}"
