"""Folding and sorting names in Python, so that SQLite and PostgreSQL find Ó by O and sort alike."""

import unicodedata

# Letters that Unicode does not take apart into a plain letter and a mark.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))
PARTED = dict.fromkeys(APOSTROPHES, " ")
WORDS = 6
LETTERS = 80


def folded(text: str) -> str:
    """Lower case, without accents or apostrophes, one space between words: what a person types when in a hurry."""
    plain = text
    for _ in range(2):  # letters that come apart may come apart into capitals
        plain = unicodedata.normalize("NFKD", plain.casefold())
    letters = (mark for mark in plain.translate(APOSTROPHES) if not unicodedata.combining(mark))
    return " ".join("".join(mark if mark.isalnum() else " " for mark in letters).translate(PLAIN).split())


def search_key(*names: str) -> str:
    """Every word under which somebody may look, each with a space before it: people type how a name begins.

    Ó Néill also as oneill, O'Neill also as neill, McKee also as mackee, Anne-Marie also as annemarie.
    """
    parts = [folded(name) for name in names]
    words = [word for part in parts for word in part.split()]
    words += [part.replace(" ", "") for part in parts]
    words += [word for name in names for word in folded(name.translate(PARTED)).split()]
    return "".join(
        f" {word}" for word in dict.fromkeys(each for said in words for each in (said, _other_mac(said)) if each)
    )


def search_words(text: str) -> list[str]:
    """The words somebody typed, as `search_key` keeps them; a whole page of text is not a name."""
    return folded(text[:LETTERS]).split()[:WORDS]


def sort_key(family: str, given: str) -> str:
    """Family name first, by its letters alone: O'Neill beside Ó Néill.

    Words are parted by 0, which every collation puts before letters; a space is skipped by some.
    """
    return f"{folded(family).replace(' ', '')}0{folded(given).replace(' ', '0')}".strip("0")


def _other_mac(word: str) -> str:
    """Mc for Mac and Mac for Mc: callers never know which."""
    if word.startswith("mac") and len(word) > 5:
        return f"mc{word[3:]}"
    return f"mac{word[2:]}" if word.startswith("mc") and len(word) > 4 else ""
