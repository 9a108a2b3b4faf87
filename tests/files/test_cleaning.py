"""A kept picture is its pixels and nothing else, the right way up; a kept PDF is its pages and nothing else."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from files.accepting import accepted
from files.actions import FileRefused
from tests.files import made
from tests.files.made import BLUE, CANARY, RED, notes_in, pdf, stream

pytestmark = pytest.mark.once


def cleaned(content: bytes, name: str = "sent") -> bytes:
    with accepted(SimpleUploadedFile(name, content), limit_bytes=10_000_000) as clean:
        return clean.content.read()


def seen(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def is_like(dot, colour):
    return all(abs(one - other) < 30 for one, other in zip(dot, colour, strict=True))


@pytest.mark.parametrize("name", made.PICTURES)
def test_only_the_pixels_of_a_picture_are_kept(name):
    dirty = made.PICTURES[name]()
    assert CANARY.encode() in dirty, "the test's own picture carries nothing"

    clean = cleaned(dirty)

    assert notes_in(clean) == []
    assert CANARY.encode() not in clean
    picture = seen(clean)
    assert (dict(picture.getexif()), picture.info.get("comment"), picture.info.get("icc_profile")) == ({}, None, None)


@pytest.mark.parametrize("name", ["photo.jpg", "screen.png", "shared.webp"])
def test_a_picture_stands_the_right_way_up(name):
    """Taken with the camera on its side: what was left is on top once it is upright."""
    picture = seen(cleaned(made.PICTURES[name]()))

    assert picture.size == (48, 64)
    assert is_like(picture.getpixel((24, 2)), RED)
    assert is_like(picture.getpixel((24, 61)), BLUE)


def test_a_phones_heic_becomes_a_jpeg():
    clean = cleaned(made.HEIC)

    assert clean.startswith(b"\xff\xd8\xff")
    assert is_like(seen(clean).getpixel((2, 2)), RED)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
def test_every_kind_of_png_is_read(mode):
    picture = seen(cleaned(made.png(mode)))

    assert picture.mode in ("RGB", "RGBA")
    assert picture.size == (48, 64)


def test_a_printers_jpeg_is_read():
    held = io.BytesIO()
    made.drawn(mode="CMYK").save(held, "JPEG")

    assert is_like(seen(cleaned(held.getvalue())).getpixel((2, 2)), RED)


def test_what_is_clear_stays_clear_in_a_png_and_turns_white_in_a_photograph():
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    sent = {}
    for kind in ("PNG", "WEBP"):
        held = io.BytesIO()
        clear.save(held, kind)
        sent[kind] = seen(cleaned(held.getvalue())).getpixel((4, 4))

    assert sent["PNG"] == (0, 0, 0, 0)
    assert is_like(sent["WEBP"], (255, 255, 255))


def test_a_broken_note_of_how_the_camera_was_held_turns_nothing():
    held = io.BytesIO()
    made.drawn().save(held, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01\x12")

    assert seen(cleaned(held.getvalue())).size == (64, 48)


def test_a_moving_picture_stands_still():
    held = io.BytesIO()
    made.drawn().save(held, "PNG", save_all=True, append_images=[made.drawn(), made.drawn().rotate(180)])

    assert getattr(seen(cleaned(held.getvalue())), "n_frames", 1) == 1


def test_a_pdf_is_written_anew_from_its_pages():
    dirty = pdf(
        catalog=f"/Metadata 4 0 R /Lang (en) /OpenAction [3 0 R /Fit] /PieceInfo << /X ({CANARY}) >>",
        more=(stream(f"<x:xmpmeta>{CANARY}</x:xmpmeta>".encode(), "/Type /Metadata /Subtype /XML"), f"({CANARY} hidden)"),
        page=f"/PieceInfo << /Y ({CANARY}) >> /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] "
        f"/A << /S /URI /URI (https://{CANARY}.example/) >> >>]",
        trailer=f"/Info << /Author ({CANARY}) /Producer ({CANARY}) >>",
    )  # fmt: skip

    clean = cleaned(dirty + f"% {CANARY}\n<script>{CANARY}</script>".encode())

    assert clean.startswith(b"%PDF-")
    assert CANARY.encode() not in clean
    assert b"words" in clean


def test_a_picture_inside_a_pdf_loses_its_notes_and_keeps_its_pixels():
    dirty = made.jpeg(progressive=True)
    facts = "/Type /XObject /Subtype /Image /Width 64 /Height 48 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    picture = stream(dirty + b"trailing " + CANARY.encode(), f"{facts} /Filter /DCTDecode")

    clean = cleaned(pdf(more=(picture,), page="/Resources << /XObject << /P 4 0 R >> >>"))

    assert CANARY.encode() not in clean
    inside = clean[clean.index(b"\xff\xd8\xff") : clean.rindex(b"\xff\xd9") + 2]
    assert seen(inside).tobytes() == seen(dirty).tobytes()


def test_the_same_file_is_cleaned_the_same_way_each_time():
    """So that one sent twice is known again."""
    for content in (made.jpeg(), made.png(), pdf()):
        assert cleaned(content) == cleaned(content)


def test_a_decoder_that_breaks_down_breaks_nothing_else(monkeypatch):
    monkeypatch.setattr("files.accepting.sys.executable", "/bin/false")

    with pytest.raises(FileRefused, match="damaged"):
        cleaned(made.jpeg())


def test_a_decoder_that_never_ends_is_ended(monkeypatch, tmp_path):
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o700)
    monkeypatch.setattr("files.accepting.sys.executable", str(slow))
    monkeypatch.setattr("files.accepting.PATIENCE", 0.2)

    with pytest.raises(FileRefused, match="damaged"):
        cleaned(made.jpeg())
