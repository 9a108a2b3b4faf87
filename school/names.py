"""Folding and sorting names in Python, so that SQLite and PostgreSQL find Ó by O and sort alike."""

import re
import unicodedata


def folded(text: str) -> str:
    """Lower case, without accents, apostrophes or hyphens: what a person types when in a hurry."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return " ".join(re.sub(r"[^a-z0-9 ]+", "", letters.replace("-", " ")).split())


def sort_key(family: str, given: str) -> str:
    """Family name first; Mac and Mc, O' and O sort by their letters."""
    return f"{folded(family)} {folded(given)}".strip()
