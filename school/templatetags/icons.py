"""The package's icons, each drawn once: a page of a list holds some forty of a dozen sorts.

`libraries` in the settings puts these in the place of the tags of the same names; templates go on loading heroicons.
"""

from collections.abc import Callable
from functools import lru_cache

from django import template
from heroicons.templatetags import heroicons

register = template.Library()


def _drawn_once(draw: Callable[..., str]) -> Callable[..., str]:
    return lru_cache(maxsize=256)(draw)


DRAWN = {style: _drawn_once(getattr(heroicons, f"heroicon_{style}")) for style in ("micro", "mini", "outline", "solid")}
for style, draw in DRAWN.items():
    register.simple_tag(draw, name=f"heroicon_{style}")


def drawn(style: str, name: str) -> str:
    """The icon for rows that are written without a template."""
    return DRAWN[style](name)
