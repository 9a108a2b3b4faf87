"""What is left of a picture before it leaves: cropped, faces made unrecognisable, no larger than is of use.

Boxes are fractions of the upright picture, (left, top, right, bottom) from 0 to 1, so that they fit whatever its size.
"""

import json
from dataclasses import dataclass

from PIL import Image, ImageFilter

Box = tuple[float, float, float, float]
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
MOST_BOXES = 40
# A blurred box becomes at most this many flat tiles across: too few to know a face by, and blurring hides their edges.
TILES = 6


@dataclass(frozen=True)
class Shape:
    """`longest`: the most dots on the longer side; 0 keeps the size."""

    crop: Box = WHOLE
    blurs: tuple[Box, ...] = ()
    longest: int = 0

    @classmethod
    def read(cls, text: str) -> "Shape":
        """Raises ValueError for anything but what `written` writes."""
        given = json.loads(text)
        return cls(_box(given["crop"]), tuple(_box(one) for one in given["blurs"][:MOST_BOXES]), int(given["longest"]))

    def written(self) -> str:
        return json.dumps(
            {"crop": list(self.crop), "blurs": [list(one) for one in self.blurs], "longest": self.longest}
        )


def _box(numbers: list[float]) -> Box:
    left, top, right, bottom = (float(one) for one in numbers)
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise ValueError("A box lies inside the picture and has a size.")
    return left, top, right, bottom


def shaped(picture: Image.Image, shape: Shape) -> Image.Image:
    """The boxes are blurred at full size, before anything is made smaller, so that nothing of them is left."""
    for box in shape.blurs:
        _hide(picture, _dots(picture, box))
    if shape.crop != WHOLE:
        picture = picture.crop(_dots(picture, shape.crop))
    if shape.longest and max(picture.size) > shape.longest:
        picture.thumbnail((shape.longest, shape.longest), Image.Resampling.LANCZOS)
    return picture


def _dots(picture: Image.Image, box: Box) -> tuple[int, int, int, int]:
    """Rounded outwards, and never empty."""
    left, top = int(box[0] * picture.width), int(box[1] * picture.height)
    right = min(picture.width, max(left + 1, -int(-box[2] * picture.width // 1)))
    bottom = min(picture.height, max(top + 1, -int(-box[3] * picture.height // 1)))
    return min(left, picture.width - 1), min(top, picture.height - 1), right, bottom


def _hide(picture: Image.Image, place: tuple[int, int, int, int]) -> None:
    """Mean of each tile, drawn flat, then blurred: the dots themselves are gone from the bytes."""
    part = picture.crop(place)
    width, height = part.size
    tiles = (max(1, min(TILES, width)), max(1, min(TILES, height)))
    flat = part.resize(tiles, Image.Resampling.BOX).resize((width, height), Image.Resampling.NEAREST)
    picture.paste(flat.filter(ImageFilter.GaussianBlur(max(width, height) / TILES / 2)), place)
