"""Counting a text as each platform counts it, so that nothing is refused there that passed here.

Source of the numbers: the platforms' own published limits, as gathered in the design (posts.md 2, 18-19).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import regex

URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
URL_ON_X = URL_ON_MASTODON = 23
# X: these ranges of code points weigh one, everything else two.
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3")


def graphemes(text: str) -> int:
    """What a reader sees as one character is one, also a family of four."""
    return len(regex.findall(r"\X", text))


def characters(text: str) -> int:
    return len(text)


def octets(text: str) -> int:
    return len(text.encode())


def hashtags(text: str) -> int:
    return len(re.findall(r"(?<!\w)#\w+", text))


def weighed_by_x(text: str) -> int:
    """X: every address 23, an emoji two whatever it is made of, most letters of Europe one, others two."""
    text = unicodedata.normalize("NFC", text)
    addresses = len(URL.findall(text))
    return addresses * URL_ON_X + sum(_weight(one) for one in regex.findall(r"\X", URL.sub("", text)))


def _weight(cluster: str) -> int:
    if EMOJI.search(cluster):
        return 2
    return sum(1 if any(start <= ord(one) <= end for start, end in LIGHT) else 2 for one in cluster)


def on_mastodon(text: str) -> int:
    """Mastodon: every address 23, the rest as a reader sees it."""
    return len(URL.findall(text)) * URL_ON_MASTODON + graphemes(URL.sub("", text))


@dataclass(frozen=True)
class Limit:
    """At most so many, counted so, called so."""

    most: int
    count: Callable[[str], int]
    unit: str = "characters"


LIMITS: dict[str, tuple[Limit, ...]] = {
    "facebook": (Limit(63_206, characters),),
    "instagram": (Limit(2_200, characters), Limit(30, hashtags, "hashtags")),
    "x": (Limit(280, weighed_by_x, "characters as X counts them"),),
    "youtube": (Limit(5_000, octets, "bytes"),),
    "website": (),
    "bluesky": (Limit(300, graphemes), Limit(3_000, octets, "bytes")),
    "mastodon": (Limit(500, on_mastodon, "characters as Mastodon counts them"),),
}


def too_long(platform: str, text: str) -> list[tuple[int, Limit]]:
    """The limits of a platform that a text breaks, each with how much the text has of it."""
    counted = [(limit.count(text), limit) for limit in LIMITS[platform]]
    return [(found, limit) for found, limit in counted if found > limit.most]
