"""What people upload: the row says what it is and whose; the content lies in private storage."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import models

from audit.models import Sealed
from files.states import MOVES, SERVED, TERMINAL, WAITING, Scan


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def owned_by(self, owner: models.Model) -> StoredFileQuerySet:
        return self.filter(owner_kind=owner._meta.label, owner_id=owner.pk)

    def of_all(self, kind: type[models.Model], owner_ids: Iterable[uuid.UUID]) -> StoredFileQuerySet:
        """The files of many records of one kind, in the order in which they came."""
        return self.filter(owner_kind=kind._meta.label, owner_id__in=owner_ids).order_by("kept_at", "id")

    def kept_since(self, by: uuid.UUID, since: dt.datetime) -> StoredFileQuerySet:
        return self.filter(kept_by=by, kept_at__gte=since)

    def waiting(self) -> StoredFileQuerySet:
        """What the scanner has not seen yet, the oldest first."""
        return self.filter(scan__in=WAITING).order_by("kept_at", "id")


class StoredFile(Sealed):
    """One kept file, as it came or as it was cleaned. Its owner alone says who may read it."""

    SEALED = (
        "owner_kind",
        "owner_id",
        "original_name",
        "content_type",
        "size",
        "sha256",
        "stored_name",
        "kept_by",
        "kept_at",
        "scan",
        "scanned_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_kind = models.CharField(max_length=80)
    owner_id = models.UUIDField()
    original_name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_name = models.CharField(max_length=32, unique=True, editable=False)
    kept_by = models.UUIDField()
    kept_at = models.DateTimeField()
    scan = models.CharField(max_length=20, choices=Scan, default=Scan.HELD)
    scanned_at = models.DateTimeField(null=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner_kind", "owner_id"], name="storedfile_owner"),
            models.Index(fields=["kept_by", "kept_at"], name="storedfile_kept_by"),
            models.Index(fields=["kept_at"], condition=models.Q(scan__in=sorted(WAITING)), name="storedfile_waiting"),
        ]
        constraints = [
            models.CheckConstraint(name="a_kept_file_is_not_empty", condition=models.Q(size__gt=0)),
            models.CheckConstraint(
                name="a_scanned_file_says_when",
                condition=models.Q(scan__in=sorted(TERMINAL), scanned_at__isnull=False)
                | models.Q(scan__in=sorted(WAITING), scanned_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_served(self) -> bool:
        return self.scan in SERVED

    def move_to(self, verdict: str, *, now: dt.datetime) -> None:
        """The scanner has spoken. Callers hold the row's lock; raises ValueError when it had spoken before."""
        if verdict not in MOVES[self.scan]:
            raise ValueError(f"A file that is {self.scan} cannot be {verdict}.")
        self.scan, self.scanned_at = verdict, now

    @property
    def path(self) -> Path:
        """Where the content lies. Never shown: people get the address files:fetch."""
        return Path(settings.PRIVATE_FILES_ROOT) / self.stored_name[:2] / self.stored_name
