"""The one list of what can happen, and how each event reads as a sentence.

Apps add their events in AppConfig.ready(). An event nobody registered cannot be recorded.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any

from audit.models import Entry

EVENT_NAME = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+")
FACT_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
NOBODY = "The portal"
SOMEBODY = "Someone"
SOMETHING = "a record"
NOT_STATED = "(not stated)"

_sentences: dict[str, str] = {}


class UnknownEvent(LookupError):
    """The name stands in no register: a slip of the pen, or an app that is not installed."""


class DuplicateEvent(ValueError):
    """Two apps want the same name; then nobody could say what an entry means."""


def add_events(sentences: Mapping[str, str]) -> None:
    """Add events with their sentences, e.g. {"request.decided": "{actor} decided {about}."}.

    A sentence may use {actor}, {about} and the names of its facts. Saying the very
    same again is harmless: an app may be made ready twice.
    """
    for name, sentence in sentences.items():
        if _sentences.get(name, sentence) != sentence:
            raise DuplicateEvent(f"The event {name} is already registered.")
        if not EVENT_NAME.fullmatch(name) or len(name) > 60:
            raise ValueError(f"{name!r} is not an event name such as request.decided.")
        _check_sentence(name, sentence)
    _sentences.update(sentences)


def _check_sentence(name: str, sentence: str) -> None:
    if not sentence.endswith("."):
        raise ValueError(f"The sentence of {name} must end with a full stop.")
    for _text, field, spec, conversion in Formatter().parse(sentence):
        if field is not None and (spec or conversion or not FACT_NAME.fullmatch(field)):
            raise ValueError(f"The sentence of {name} may hold plain names in braces only.")


def demand_known(name: str) -> None:
    if name not in _sentences:
        raise UnknownEvent(f"No app has registered the event {name!r}: see audit.register.")


def events() -> dict[str, str]:
    """All events with their sentences, for the reference page and the consistency test."""
    return dict(sorted(_sentences.items()))


def facts_of(entry: Entry) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(entry.body)["facts"]
    return facts


def ids_in(entries: Iterable[Entry]) -> set[uuid.UUID]:
    """Every actor and record named, so that a page can fetch all names in one query a table."""
    found = set()
    for entry in entries:
        found |= {entry.actor, entry.about_id}
    return {one for one in found if one is not None}


def sentence(entry: Entry, names: Mapping[Any, str]) -> str:
    """The entry as people read it. `names` maps ids (and codes, if wished) to words.

    Asks the database nothing; what is missing from `names` reads as "someone" or "a record".
    """
    demand_known(entry.name)
    words = _Words({key: _word(value, names) for key, value in facts_of(entry).items()})
    words["actor"] = NOBODY if entry.actor is None else names.get(entry.actor, SOMEBODY)
    words["about"] = names.get(entry.about_id, SOMETHING)
    return _sentences[entry.name].format_map(words)


def _word(value: Any, names: Mapping[Any, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_word(item, names) for item in value) or "none"
    if value is None:
        return NOT_STATED
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return names.get(value) or names.get(_as_id(value)) or value.replace("_", " ")
    return str(value)


def _as_id(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value)
    except ValueError:
        return None


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return NOT_STATED
