"""Rows without content, content without rows, and content that is no longer what was kept."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from files.models import StoredFile

A_DAY = 86_400


def findings() -> Iterator[str]:
    """A sentence for each kept file that is missing or altered, and for each file that nobody kept."""
    for stored in StoredFile.objects.iterator():
        if not stored.path.is_file():
            yield f"File {stored.pk} is missing: its content is not in {stored.path.parent}."
        elif _sha256(stored.path) != stored.sha256:
            yield f"File {stored.pk} was altered: its content is not what was kept."
    for path in rowless():
        yield f"{path} belongs to no record."


def rowless() -> Iterator[Path]:
    """What a killed process may have left behind. Younger than a day it may be about to get its row."""
    before = time.time() - A_DAY
    root = Path(settings.PRIVATE_FILES_ROOT)
    for path in sorted([*root.glob("??/*"), *root.glob("incoming/*")]):
        is_old = path.is_file() and path.stat().st_mtime < before
        if is_old and not StoredFile.objects.filter(stored_name=path.name).exists():
            yield path


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
