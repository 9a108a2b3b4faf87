"""Keeping what people upload: the content first, then its row, and never the one without the other."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
import secrets
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO

from django.core.files.base import File
from django.db import DatabaseError, models, transaction
from django.template.defaultfilters import filesizeformat

from files import register, types
from files.models import StoredFile
from files.states import TERMINAL, WAITING, Scan

FILE_MODE, FOLDER_MODE = 0o640, 0o750
MOST_FILES_A_DAY, MOST_BYTES_A_DAY = 60, 150_000_000
NO_ROOM = "The portal has no room for files at the moment. Nothing else is lost; tell whoever looks after your IT."

logger = logging.getLogger(__name__)
_written: ContextVar[list[Path] | None] = ContextVar("written", default=None)


class FileRefused(Exception):
    """The file cannot be kept; the text tells its sender why and what to do."""


@contextmanager
def keeping() -> Iterator[None]:
    """The transaction of an action that keeps files, in the place of transaction.atomic.

    Whatever is written inside and has no row at the end, because the
    transaction or a part of it was rolled back, is deleted again. Inside
    another `keeping` it is a part of that one.
    """
    if _written.get() is not None:
        with transaction.atomic():
            yield
        return
    written: list[Path] = []
    token = _written.set(written)
    try:
        with transaction.atomic(durable=True):
            yield
    finally:
        _written.reset(token)
        _discard_rowless(written)


def keep(
    upload: File[bytes],
    *,
    owner: models.Model,
    by: uuid.UUID,
    now: dt.datetime,
    limit_bytes: int,
    allowed: Collection[str],
    scan: str = Scan.HELD,
) -> StoredFile:
    """Keep an upload for the record it belongs to. Only inside `keeping`.

    `scan` is what files.accepting learned of it; nobody sees a held file.

    The caller names the result in its own `record(...)`, which comes last: that seals it.
    """
    written = _written.get()
    if written is None:
        raise RuntimeError("Files are kept inside files.actions.keeping(), so that none stays behind.")
    if obstacle := obstacle_to_keeping(upload, limit_bytes=limit_bytes):
        raise FileRefused(obstacle)
    name = secrets.token_hex(16)
    stored = StoredFile(owner_kind=owner._meta.label, owner_id=owner.pk, stored_name=name, kept_by=by, kept_at=now)
    stored.scan, stored.scanned_at = scan, now if scan in TERMINAL else None
    written.append(stored.path)
    stored.size, stored.sha256 = _write(upload, stored.path, limit_bytes)
    stored.content_type = demand_type(stored.path, allowed)
    stored.original_name = types.clean_name(upload.name or "", stored.content_type)
    stored.save(force_insert=True)
    return stored


def obstacle_to_keeping(upload: File[bytes], *, limit_bytes: int) -> str:
    """What a form can say at once, before anything is written."""
    if not upload.size:
        return "This file is empty. Open it to see whether it holds anything, and choose it again."
    if upload.size > limit_bytes:
        return too_large(limit_bytes)
    return ""


def obstacle_to_more_today(by: uuid.UUID, *, since: dt.datetime) -> str:
    """The quota of one person and day, so that nobody can fill the disk; `since` is when the day began."""
    rows = StoredFile.objects.kept_since(by, since).exclude(owner_kind__in=register.uncounted())
    kept = rows.aggregate(bytes=models.Sum("size"), files=models.Count("id"))
    if kept["files"] >= MOST_FILES_A_DAY or (kept["bytes"] or 0) >= MOST_BYTES_A_DAY:
        return "You have sent very many files today. Go on tomorrow, or ask somebody else to send the rest."
    return ""


@transaction.atomic
def settle_scan(*, pk: uuid.UUID, verdict: str, now: dt.datetime) -> StoredFile:
    """The scanner has seen a file that waited. Its owner tells whom it concerns and seals it with an entry."""
    stored = StoredFile.objects.select_for_update().get(pk=pk)
    if stored.scan not in WAITING:
        return stored
    was = stored.scan
    stored.move_to(verdict, now=now)
    stored.save()
    register.owner_of(stored.owner_kind).settled(stored, was, now)
    return stored


def open_file(stored: StoredFile) -> BinaryIO:
    """The content, for whoever has asked for permission already."""
    return stored.path.open("rb")


def too_large(limit_bytes: int) -> str:
    """What the sender of a file above the limit is told."""
    return f"This file is too large: the most is {filesizeformat(limit_bytes)}. Choose a smaller one."


def demand_type(path: Path, allowed: Collection[str]) -> str:
    """What the bytes at `path` are, if that may be kept; raises FileRefused."""
    kind = types.type_of(path)
    if kind in allowed:
        return kind
    named = f"This is a {types.KNOWN[kind][0]}" if kind else "This kind of file is not known here"
    raise FileRefused(f"{named}, and it cannot be kept. Choose {types.in_words(allowed)}.")


def _write(upload: File[bytes], path: Path, limit_bytes: int) -> tuple[int, str]:
    """Stream to disk, and to the disk's own store: an acknowledged file survives a power cut."""
    try:
        return _written_to_disk(upload, path, limit_bytes)
    except OSError as fault:
        # A full disk, most often. Whoever runs the portal reads the log; whoever sent the file loses nothing else.
        logger.exception("A file could not be written.")
        path.unlink(missing_ok=True)
        raise FileRefused(NO_ROOM) from fault


def _written_to_disk(upload: File[bytes], path: Path, limit_bytes: int) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    for folder in (path.parent.parent, path.parent):
        _make_folder(folder)
    with open(path, "xb", opener=_open_private) as content:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > limit_bytes:
                raise FileRefused(too_large(limit_bytes))
            digest.update(chunk)
            content.write(chunk)
        content.flush()
        os.fsync(content.fileno())
    _sync_folder(path.parent)
    return size, digest.hexdigest()


def _open_private(name: str, flags: int) -> int:
    """The mode is set on the open file: the umask of a threaded server cannot be relied on."""
    opened = os.open(name, flags, FILE_MODE)
    os.fchmod(opened, FILE_MODE)
    return opened


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True)
    except FileExistsError:
        return
    folder.chmod(FOLDER_MODE)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _discard_rowless(written: list[Path]) -> None:
    """Delete only what surely has no row: after a lost connection nobody knows, and check_files sweeps later."""
    if not written:
        return
    try:
        names = [path.name for path in written]
        kept = set(StoredFile.objects.filter(stored_name__in=names).values_list("stored_name", flat=True))
    except DatabaseError:
        logger.exception("Some files may have been left without a row; manage.py check_files --sweep removes them.")
        return
    for path in written:
        if path.name not in kept:
            path.unlink(missing_ok=True)
