"""What a file really is, read from its own bytes: neither its name nor the browser's word is trusted (ASVS 5.2.2)."""

from __future__ import annotations

import codecs
import unicodedata
import zipfile
from collections.abc import Collection
from pathlib import Path, PurePosixPath

OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX, PPTX = (
    f"{OFFICE}{kind}" for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
ODT = "application/vnd.oasis.opendocument.text"

# Each kind with the words for it and the endings its name may have; the first is added where none fits.
KNOWN: dict[str, tuple[str, tuple[str, ...]]] = {
    "image/jpeg": ("JPEG picture", (".jpg", ".jpeg")),
    "image/png": ("PNG picture", (".png",)),
    "image/gif": ("GIF picture", (".gif",)),
    "image/webp": ("WebP picture", (".webp",)),
    "image/heic": ("HEIC picture", (".heic", ".heif")),
    "application/pdf": ("PDF", (".pdf",)),
    DOCX: ("Word document", (".docx",)),
    XLSX: ("Excel workbook", (".xlsx",)),
    PPTX: ("PowerPoint presentation", (".pptx",)),
    ODT: ("OpenDocument text", (".odt",)),
    "text/plain": ("text file", (".txt", ".md", ".csv")),
}
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
BEGINNINGS = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"%PDF-": "application/pdf",
}
HEIC_BRANDS = (b"ftypheic", b"ftypheix", b"ftypheim", b"ftypheis", b"ftyphevc", b"ftypmif1", b"ftypmsf1")
OFFICE_FOLDERS = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}
ALLOWED_CONTROLS = "\t\n\r\f"
LONGEST_NAME = 150
CHUNK = 65536


def type_of(path: Path) -> str:
    """The kind of a file on disk, or "" for one we do not know."""
    with path.open("rb") as content:
        head = content.read(64)
    for beginning, kind in BEGINNINGS.items():
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:12] in HEIC_BRANDS:
        return "image/heic"
    if head.startswith(b"PK\x03\x04"):
        return _type_of_archive(path)
    return "text/plain" if _is_text(path) else ""


def _type_of_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            first = archive.infolist()[0]
            if first.filename == "mimetype" and first.file_size < LONGEST_NAME:
                return ODT if archive.read(first) == ODT.encode() else ""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, IndexError):
        return ""
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return ""
    return next((kind for folder, kind in OFFICE_FOLDERS.items() if any(n.startswith(folder) for n in names)), "")


def _is_text(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as content:
            while chunk := content.read(CHUNK):
                if not _is_plain(decoder.decode(chunk)):
                    return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_plain(text: str) -> bool:
    return not any(unicodedata.category(sign) == "Cc" and sign not in ALLOWED_CONTROLS for sign in set(text))


def clean_name(name: str, content_type: str) -> str:
    """The name as given, without folders, hidden signs or an ending that lies about the content."""
    seen = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    seen = "".join(sign for sign in seen if unicodedata.category(sign)[0] != "C")
    stem, ending = PurePosixPath(seen.strip(" .") or "file").stem, PurePosixPath(seen.strip(" .")).suffix
    endings = KNOWN[content_type][1]
    if ending.lower() not in endings:
        stem, ending = f"{stem}{ending}".replace(".", "-"), endings[0]
    return stem[: LONGEST_NAME - len(ending)] + ending


def in_words(allowed: Collection[str]) -> str:
    """ "a JPEG picture, a PNG picture or a PDF": what people may send instead."""
    words = [KNOWN[kind][0] for kind in KNOWN if kind in allowed]
    each = [f"{'an' if word[0] in 'EO' else 'a'} {word}" for word in words]
    return " or ".join(filter(None, [", ".join(each[:-1]), *each[-1:]]))
