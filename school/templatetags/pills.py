"""A state in a word: drawn once for each word and tone, since a page of a list holds dozens of a handful of sorts."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256, typed=True)
def pill(text: str, tone: str) -> str:
    """As components/pill.html, which says what the tones are; for the states of a list, never for words of a record."""
    return render_to_string("components/pill.html", {"text": text, "tone": tone})
