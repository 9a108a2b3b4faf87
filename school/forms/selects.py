"""A choice of a list that is drawn without a template: the same HTML, from words and values alone."""

from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape, format_html, format_html_join

Options = tuple[tuple[str, Any], ...]


class PlainSelect(forms.Select):
    """For lists of many options that are shown on every page: Django's own way draws each by templates.

    What is kept is the drawing of given options with given ones chosen, as of an icon; never what the options are.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        chosen = frozenset(self.format_value(value))
        choices = tuple(
            (key, tuple(words) if isinstance(words, list | tuple) else words) for key, words in self.choices
        )
        own = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}\n</select>', name, own, _drawn(choices, chosen))


@lru_cache(maxsize=256)
def _drawn(choices: Options, chosen: frozenset[str]) -> str:
    """Options and groups of options, each in a line."""
    return format_html_join("", "{}", ((_one(value, words, chosen),) for value, words in choices))


def _one(value: Any, words: Any, chosen: frozenset[str]) -> str:
    if isinstance(words, tuple):
        return format_html('\n<optgroup label="{}">{}\n</optgroup>', value, _drawn(words, chosen))
    selected = format_html(" {}", "selected") if str(value) in chosen else ""
    return format_html('\n<option value="{}"{}>{}</option>', escape(value), selected, escape(words))
