"""A picture becomes its pixels and nothing else: EXIF, places, XMP, comments, colour profiles and thumbnails stay behind."""

from typing import BinaryIO

from PIL import Image, ImageOps

from files.cleaning.refusals import Refused, Why
from files.cleaning.shaping import Shape, shaped

MOST_PIXELS = 40_000_000
Image.MAX_IMAGE_PIXELS = None  # Pillow only warns up to twice its own limit; ours is asked before anything is decoded
# What Pillow may take each kind for: nothing but what its first bytes said.
READERS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF"}
# PNG keeps writing on screens sharp; everything else is a photograph.
WRITERS: dict[str, tuple[str, dict[str, int]]] = {"image/png": ("PNG", {})}
PHOTOGRAPH: tuple[str, dict[str, int]] = ("JPEG", {"quality": 90})
WHITE = (255, 255, 255)


def clean_picture(source: BinaryIO, target: BinaryIO, kind: str, shape: Shape | None = None) -> None:
    """Write the first picture in `source`, turned the right way up and shaped, as PNG or JPEG; raises Refused."""
    if kind == "image/heic":
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    with Image.open(source, formats=[READERS[kind]]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused(Why.TOO_MANY_PIXELS)
        picture.load()
        writer, options = WRITERS.get(kind, PHOTOGRAPH)
        clean = _only_pixels(_upright(picture), keep_clear=writer == "PNG")
        (shaped(clean, shape) if shape else clean).save(target, writer, **options)


def _upright(picture: Image.Image) -> Image.Image:
    """As the camera was held. A broken note of it turns nothing."""
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:
        return picture


def _only_pixels(picture: Image.Image, *, keep_clear: bool) -> Image.Image:
    """A new picture with the same pixels: what the old one carried besides has no way into it."""
    is_clear = picture.has_transparency_data
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    if not is_clear:
        clean = Image.new("RGB", picture.size)
        clean.paste(picture.convert("RGB"))
        return clean
    picture = picture.convert("RGBA")
    if keep_clear:
        clean = Image.new("RGBA", picture.size)
        clean.paste(picture)
        return clean
    clean = Image.new("RGB", picture.size, WHITE)
    clean.paste(picture, mask=picture.getchannel("A"))
    return clean
