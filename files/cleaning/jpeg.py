"""A JPEG inside a PDF keeps its very pixels; only the segments that describe it go (ITU-T T.81, B.1.1)."""

import re

from files.cleaning.refusals import Refused, Why

START, SCAN, END, COMMENT = 0xD8, 0xDA, 0xD9, 0xFE
# JFIF (APP0) and Adobe's colour transform (APP14) say how the pixels are meant; the other APPs describe the picture.
NOTES = {COMMENT, *range(0xE1, 0xEE), 0xEF}
# Between the pixels of a scan, these are the only markers that end it.
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def without_notes(content: bytes) -> bytes:
    """The same picture without EXIF, XMP, profiles and comments, and without anything after its end; raises Refused."""
    if content[:2] != bytes([0xFF, START]):
        raise Refused(Why.UNREADABLE)
    kept, at = [content[:2]], 2
    while content[at : at + 2] != bytes([0xFF, END]):
        marker, after = _segment(content, at)
        if marker == SCAN:
            found = NEXT_MARKER.search(content, after)
            after = found.start() if found else len(content)
        if marker not in NOTES:
            kept.append(content[at:after])
        if after == len(content):
            break  # a cut picture: readers show what there is
        at = after
    return b"".join([*kept, bytes([0xFF, END])])


def _segment(content: bytes, at: int) -> tuple[int, int]:
    """The marker that stands here, and where its segment ends."""
    length = int.from_bytes(content[at + 2 : at + 4], "big")
    if content[at : at + 1] != b"\xff" or length < 2 or at + 2 + length > len(content):
        raise Refused(Why.UNREADABLE)
    return content[at + 1], at + 2 + length
