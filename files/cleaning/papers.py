"""A PDF is written anew from its pages: what acts, hides or tells of its maker is refused or stays behind."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from files.cleaning.jpeg import without_notes
from files.cleaning.refusals import Refused, Why

MOST_PAGES = 300
MOST_OBJECTS = 300_000

# PDF 2.0 (ISO 32000-2), 12.6 actions, 7.11 files, 13 sound, film and three dimensions, 12.7.8 XFA.
ACTIVE_KEYS = {"/JS", "/JavaScript", "/AA", "/XFA", "/EmbeddedFiles", "/EF", "/RichMediaContent", "/RichMediaSettings"}
ACTIVE_ACTIONS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound"),
    *("/RichMediaExecute", "/GoTo3DView"),
}
ACTIVE_KINDS = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/PS"}
# A stream that takes its content from another file.
OUTSIDE = {"/F", "/Ref"}
TELLING = ("/Metadata", "/PieceInfo", "/LastModified", "/Info")


def clean_paper(source: BinaryIO, target: BinaryIO) -> None:
    """Write the pages of the PDF in `source` as a new one; raises Refused."""
    reader = PdfReader(source)
    if reader.is_encrypted:
        raise Refused(Why.ENCRYPTED)
    for one in _parts(reader.trailer):
        _refuse_active(one)
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise Refused(Why.TOO_LONG if len(reader.pages) else Why.UNREADABLE)
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    for page in writer.pages:
        for one in _parts(page):
            _refuse_active(one)
            _forget(one)
    writer.metadata = None
    writer.write(target)


def _parts(start: Any) -> Iterator[DictionaryObject]:
    """Every dictionary and stream that can be reached from here, each once."""
    waiting, seen, count = [start], set(), 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            name = (one.idnum, one.generation)
            if name in seen:
                continue
            seen.add(name)
            one = one.get_object()
        count += 1
        if count > MOST_OBJECTS:
            raise Refused(Why.TOO_LONG)
        if isinstance(one, DictionaryObject):
            yield one
            waiting.extend(dict.values(one))
        elif isinstance(one, ArrayObject):
            waiting.extend(list.__iter__(one))


def _refuse_active(one: DictionaryObject) -> None:
    named = {str(one.get(key)) for key in ("/S", "/Subtype") if isinstance(one.get(key), NameObject)}
    is_active = ACTIVE_KEYS & one.keys() or (ACTIVE_ACTIONS | ACTIVE_KINDS) & named
    if is_active or (isinstance(one, StreamObject) and OUTSIDE & one.keys()):
        raise Refused(Why.ACTIVE)


def _forget(one: DictionaryObject) -> None:
    """Who made it, with what, where a picture in it was taken, and the pages that a click would open."""
    for key in TELLING:
        one.pop(key, None)
    if one.get("/Subtype") == "/Link":
        one.pop("/A", None)
    if isinstance(one, StreamObject):
        _forget_in_picture(one)


def _forget_in_picture(stream: StreamObject) -> None:
    filters = stream.get("/Filter")
    last = filters[-1] if isinstance(filters, ArrayObject) and filters else filters
    if last == "/JPXDecode":  # JPEG 2000 has boxes for notes of every kind, and hardly anybody sends it
        raise Refused(Why.UNREADABLE)
    if last != "/DCTDecode":
        return
    if isinstance(filters, ArrayObject) and len(filters) > 1:
        raise Refused(Why.UNREADABLE)
    stream._data = without_notes(stream._data)
