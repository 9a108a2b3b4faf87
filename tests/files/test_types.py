"""A file is what its bytes say, whatever it is called."""

import pytest

from files import types
from files.types import DOCX, ODT, PPTX, XLSX, clean_name, in_words, type_of
from tests.files.conftest import archive

OFFICE = "[Content_Types].xml"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", ""),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"%PDF-1.4", "application/pdf"),
        (archive(OFFICE, "word/document.xml"), DOCX),
        (archive(OFFICE, "xl/workbook.xml"), XLSX),
        (archive(OFFICE, "ppt/presentation.xml"), PPTX),
        (archive(OFFICE, "word/document.xml", "word/vbaProject.bin"), ""),
        (archive("mimetype", mimetype=ODT), ODT),
        (archive("mimetype", mimetype="application/else"), ""),
        (archive("word/document.xml"), ""),
        (archive(OFFICE, "else.xml"), ""),
        (b"PK\x03\x04 broken", ""),
        ("Ó, a line\r\nand\tanother".encode(), "text/plain"),
        (b"x" * (types.CHUNK - 1) + "é".encode(), "text/plain"),
        (b"a\x00b", ""),
        (b"cut \xc3", ""),
        (b"\xfe\xff", ""),
    ],
)
def test_the_bytes_decide(tmp_path, content, kind):
    path = tmp_path / "lies.exe"
    path.write_bytes(content)

    assert type_of(path) == kind


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("letter.pdf", "letter.pdf"),
        ("LETTER.PDF", "LETTER.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\letter.pdf", "letter.pdf"),
        ("letter.html", "letter-html.pdf"),
        ("letter.pdf.exe", "letter-pdf-exe.pdf"),
        ("evil\u202efdp.exe", "evilfdp-exe.pdf"),
        ("line\r\nbreak.pdf", "linebreak.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_loses_folders_hidden_signs_and_false_endings(given, kept):
    assert clean_name(given, "application/pdf") == kept


@pytest.mark.parametrize(
    ("allowed", "words"),
    [
        ({"application/pdf"}, "a PDF"),
        ({"application/pdf", "image/png"}, "a PNG picture or a PDF"),
        (
            {"application/pdf", "image/png", XLSX, ODT},
            "a PNG picture, a PDF, an Excel workbook or an OpenDocument text",
        ),
    ],
)
def test_what_may_be_sent_instead_is_said(allowed, words):
    assert in_words(allowed) == words
