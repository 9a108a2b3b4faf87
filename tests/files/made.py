"""Pictures and PDFs made by code, laden with everything that must not be kept: each note of theirs holds CANARY."""

import base64
import io
import zlib

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

CANARY = "CANARY"
# A HEIC picture of 64 x 48 dots, red left and blue right, with EXIF (turned by 90 degrees, a place, an artist) and XMP.
# Our decoder cannot write one, so this one is kept as it was made.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAhJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "AEZpbG9jAAAAAERAAAMAAQAAAAACNgABAAAAAAAAAEEAAgAAAAACdwABAAAAAAAAANAAAwAAAAADRwABAAAAAAAAADoAAABiaWlu"
    "ZgAAAAAAAwAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAACppbmZlAgAAAQADAABtaW1lAGFwcGxp"
    "Y2F0aW9uL3JkZit4bWwAAAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADmaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAA"
    "DwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAA"
    "AwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAA"
    "AAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAAAlpcm90AwAAABlpcG1hAAAAAAAAAAEAAQaBAgMFhIYAAAAoaXJl"
    "ZgAAAAAAAAAOY2RzYwACAAEAAQAAAA5jZHNjAAMAAQABAAABU21kYXQAAAA9KAGvWOb06r//5Wu//qP8h8n//1//Sr1X7jET/p4F"
    "Wlr/c/R9Fd2UDm4ZwydU2twl603VejTPNaU0M0efRAAAAAZFeGlmAABNTQAqAAAACAAEAQ4AAgAAABMAAAA+ARIAAwAAAAEABgAA"
    "ATsAAgAAAA4AAABSiCUABAAAAAEAAABgAAAAAENBTkFSWSBkZXNjcmlwdGlvbgAAQ0FOQVJZIGFydGlzdAAABAABAAIAAAACTgAA"
    "AAACAAUAAAADAAAAlgADAAIAAAACVwAAAAAEAAUAAAADAAAArgAAAAAAAAA2AAAAAQAAACMAAAABAAAAAAAAAAEAAAAFAAAAAQAA"
    "ADgAAAABAAAAAAAAAAE8eDp4bXBtZXRhIHhtbG5zOng9J2Fkb2JlOm5zOm1ldGEvJz5DQU5BUlkgeG1wPC94OnhtcG1ldGE+"
)
# What the picture's own corners must be once it stands upright: left and right as drawn.
RED, BLUE = (200, 30, 30), (30, 30, 200)
PLACE = 0x8825


def drawn(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, RED)
    ImageDraw.Draw(picture).rectangle((size[0] // 2, 0, *size), fill=BLUE)
    return picture.convert(mode)


def exif(orientation: int = 6) -> bytes:
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010E] = f"{CANARY} description"
    notes[0x013B] = f"{CANARY} artist"
    notes[0x9286] = f"{CANARY} comment"
    notes[PLACE] = {1: "N", 2: (54.0, 35.0, 0.0), 3: "W", 4: (5.0, 56.0, 0.0), 29: f"{CANARY} day"}
    return notes.tobytes()


XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CANARY} xmp</x:xmpmeta>".encode()
PROFILE = b"\0" * 36 + b"acsp" + b"\0" * 88 + f"{CANARY} profile".encode()


def jpeg(**options: object) -> bytes:
    return _saved("JPEG", comment=f"{CANARY} <script>", exif=exif(), xmp=XMP, icc_profile=PROFILE, **options)


def png(mode: str = "RGB", **options: object) -> bytes:
    notes = PngInfo()
    notes.add_text("Comment", f"{CANARY} text")
    notes.add_text("Description", f"{CANARY} text " * 50, zip=True)
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    picture = drawn(mode=mode)
    return _saved("PNG", picture, pnginfo=notes, exif=exif(), icc_profile=PROFILE, **options)


def webp(**options: object) -> bytes:
    return _saved("WEBP", exif=exif(), xmp=XMP, icc_profile=PROFILE, **options)


def _saved(kind: str, picture: Image.Image | None = None, **options: object) -> bytes:
    held = io.BytesIO()
    (picture or drawn()).save(held, kind, **options)
    return held.getvalue()


PICTURES = {"photo.jpg": jpeg, "screen.png": png, "shared.webp": webp, "phone.heic": lambda: HEIC}


def stream(content: bytes, facts: str = "") -> bytes:
    return f"<< /Length {len(content)} {facts} >>\nstream\n".encode() + content + b"\nendstream"


def pdf(*, catalog: str = "", page: str = "", more: tuple[str | bytes, ...] = (), trailer: str = "", pages: int = 1):
    """A small PDF: catalogue (1), pages (2), contents (3), `more` from 4 on, then the pages themselves."""
    first = 4 + len(more)
    kids = " ".join(f"{first + place} 0 R" for place in range(pages))
    parts: list[str | bytes] = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        stream(b"BT /F1 12 Tf 20 20 Td (words) Tj ET"),
        *more,
    ]
    parts += [f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 3 0 R {page} >>"] * pages
    made, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + (part.encode() if isinstance(part, str) else part) + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer\n<< /Size {len(parts) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(made)}\n%%EOF\n"
    return made + end.encode()


def notes_in(content: bytes) -> list[str]:
    """What a picture carries besides its pixels: its segments (JPEG) or chunks (PNG) of any other kind."""
    if content.startswith(b"\x89PNG"):
        return _strange_chunks(content)
    found, at = [], 2
    while content[at + 1] != 0xDA:
        if content[at + 1] not in (0xE0, 0xDB, 0xC0, 0xC4):
            found.append(f"segment {content[at + 1]:02x}")
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return found if content.endswith(b"\xff\xd9") else [*found, "something after the end"]


def _strange_chunks(content: bytes) -> list[str]:
    found, at = [], 8
    while at < len(content):
        name = content[at + 4 : at + 8]
        if name not in (b"IHDR", b"IDAT", b"IEND"):
            found.append(f"chunk {name!r}")
        at += 12 + int.from_bytes(content[at : at + 4], "big")
        if name == b"IEND" and at < len(content):
            return [*found, "something after the end"]
    return found


def chunk(name: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")


def png_that_claims(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG of whatever size, in few bytes."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    rows = zlib.compressobj(9)
    row = b"\0" * (min(width, 15_000) * 3 + 1)
    body = b"".join(rows.compress(row) for _ in range(min(height, 100))) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
