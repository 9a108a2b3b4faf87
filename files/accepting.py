"""What comes in: measured, judged by its content, scanned, and made harmless before anything is kept (trust A61-A66)."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File

from files import scanning
from files.actions import FOLDER_MODE, FileRefused, demand_type, obstacle_to_keeping, too_large
from files.cleaning.refusals import Why
from files.cleaning.shaping import Shape
from files.states import Scan

logger = logging.getLogger(__name__)

PDF = "application/pdf"
ACCEPTED = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", PDF})
KEPT = frozenset({"image/jpeg", "image/png", PDF})
MOST_BYTES_KEPT = 40_000_000
PATIENCE = 30
REFUSED = 3
# One decoder at a time in each server process: the memory of a large picture is paid once.
_one_at_a_time = threading.Lock()

SENTENCES = {
    Why.TOO_MANY_PIXELS: "This picture has more than 40 million dots. Make it smaller, or take a screenshot of it.",
    Why.UNREADABLE: "This file is damaged or not what it says it is. Open it, save it anew and choose it again.",
    Why.ACTIVE: "This PDF holds a program, another file or a film, so it is not kept. Print it to a plain PDF first.",
    Why.ENCRYPTED: "This PDF is locked with a password. Save it without one and choose it again.",
    Why.TOO_LONG: "This PDF is too long: the most is 300 pages. Send the pages that matter.",
    Why.TOO_LARGE: "This file is too large once it is unpacked. Send a smaller one, or a screenshot of it.",
}
HARMFUL = (
    "The virus scanner found something harmful in this file, so it was not kept. Tell whoever looks after your IT."
)


@dataclass(frozen=True)
class Accepted:
    """A clean file that has not been kept yet, and what the scanner said of the one it was made from."""

    content: File[bytes]
    sha256: str
    scan: Scan


@contextmanager
def accepted(upload: File[bytes], *, limit_bytes: int, shape: Shape | None = None) -> Iterator[Accepted]:
    """The upload as it may be kept, a picture in the shape asked for. Raises FileRefused with a sentence for whoever sent it.

    Takes its time (seconds), so it is called before any transaction begins. What it writes is gone at its end.
    """
    if obstacle := obstacle_to_keeping(upload, limit_bytes=limit_bytes):
        raise FileRefused(obstacle)
    with _scratch() as came, _scratch() as clean:
        _copy(upload, came, limit_bytes)
        kind = demand_type(Path(came.name), ACCEPTED)
        verdict = _scanned(came, kind)
        _clean(came, clean, kind, shape)
        digest = hashlib.file_digest(clean, "sha256").hexdigest()
        clean.seek(0)
        yield Accepted(File(clean, name=upload.name), digest, verdict)


def incoming() -> Path:
    """Where files lie between their arrival and their being kept or refused; check_files sweeps it."""
    folder = Path(settings.PRIVATE_FILES_ROOT) / "incoming"
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    return folder


@contextmanager
def _scratch() -> Iterator[IO[bytes]]:
    with tempfile.NamedTemporaryFile(dir=incoming()) as file:
        yield file


def _copy(upload: File[bytes], came: IO[bytes], limit_bytes: int) -> None:
    size = 0
    for chunk in upload.chunks():
        size += len(chunk)
        if size > limit_bytes:
            raise FileRefused(too_large(limit_bytes))
        came.write(chunk)
    came.flush()


def _scanned(came: IO[bytes], kind: str) -> Scan:
    """What the scanner says of the file as it came. Without an answer a picture's pixels may be shown, a PDF not."""
    if not scanning.is_set_up():
        return Scan.HELD if kind == PDF else Scan.NOT_SCANNED
    came.seek(0)
    try:
        verdict = scanning.scan(came)
    except scanning.ScannerDown as down:
        logger.warning("A file is held: %s", down)
        return Scan.HELD
    if verdict == Scan.HARMFUL:
        logger.warning("The scanner found a file harmful; it was refused.")
        raise FileRefused(HARMFUL)
    return verdict


def _clean(came: IO[bytes], clean: IO[bytes], kind: str, shape: Shape | None) -> None:
    """Hand the file to a process that has nothing to lose: no secret in its environment, little memory and time."""
    came.seek(0)
    command = [sys.executable, "-E", "-m", "files.cleaning", kind, *([shape.written()] if shape else [])]
    streams: dict[str, Any] = {"stdin": came, "stdout": clean, "stderr": subprocess.PIPE}
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8"}
    with _one_at_a_time:
        try:
            done = subprocess.run(
                command, cwd=settings.BASE_DIR, env=environment, timeout=PATIENCE, check=False, **streams
            )
        except subprocess.TimeoutExpired:
            raise FileRefused(SENTENCES[Why.UNREADABLE]) from None
    if done.returncode != 0:
        raise FileRefused(SENTENCES[_why(done)])
    clean.seek(0)


def _why(done: subprocess.CompletedProcess[bytes]) -> Why:
    if done.returncode == REFUSED:
        with contextlib.suppress(ValueError):
            return Why(done.stderr.decode(errors="replace").strip())
    logger.warning("Cleaning a file ended with code %s.", done.returncode)
    return Why.UNREADABLE
