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


for style in ("micro", "mini", "outline", "solid"):
    name = f"heroicon_{style}"
    register.simple_tag(_drawn_once(getattr(heroicons, name)), name=name)
