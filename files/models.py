"""What people upload: the row says what it is and whose; the content lies in private storage."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models

from audit.models import Sealed


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def owned_by(self, owner: models.Model) -> StoredFileQuerySet:
        return self.filter(owner_kind=owner._meta.label, owner_id=owner.pk)


class StoredFile(Sealed):
    """One uploaded file, kept exactly as it came. Its owner alone says who may read it."""

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

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner_kind", "owner_id"], name="storedfile_owner")]
        constraints = [models.CheckConstraint(name="a_kept_file_is_not_empty", condition=models.Q(size__gt=0))]

    def __str__(self) -> str:
        return self.original_name

    @property
    def path(self) -> Path:
        """Where the content lies. Never shown: people get the address files:fetch."""
        return Path(settings.PRIVATE_FILES_ROOT) / self.stored_name[:2] / self.stored_name
