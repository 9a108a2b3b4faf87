"""The shipped register: our own restatement of the rules a school's policy usually holds, as data.

It only fills rows when a policy is imported; nothing at run time reads a duty from here.
"""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@cache
def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((HERE / name).read_text("utf-8"))
    return content


def shipped_steps() -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = _read("steps.yaml")["steps"]
    return steps


def shipped_registers() -> dict[str, str]:
    """The lists that a school keeps because of a clause: code and words for the screen."""
    return {entry["code"]: entry["text"] for entry in _read("steps.yaml")["registers"]}


def load_steps(*, step_model: Any = None, register_model: Any = None) -> None:
    """Fill in the shipped steps and registers that are missing; a school's own stay as they are."""
    if step_model is None or register_model is None:
        from policy.models import Register as register_model
        from policy.models import Step as step_model

    for entry in shipped_steps():
        step_model.objects.get_or_create(
            code=entry["code"],
            defaults={
                "text": entry["text"],
                "source": entry["source"],
                "force": entry["force"],
                "at_once": entry.get("at_once", ""),
                "moment": entry.get("moment", "alleged"),
                "order": entry["order"],
                "excused_by": entry.get("excused_by", ""),
                "kind_condition": entry.get("condition", ""),
                "is_outcome_optional": entry.get("outcome_optional", False),
            },
        )
    for code, text in shipped_registers().items():
        register_model.objects.get_or_create(code=code, defaults={"text": text})


def shipped_clauses() -> list[dict[str, Any]]:
    """The restated rules that imported clauses are joined to."""
    clauses: list[dict[str, Any]] = _read("social_media.yaml")["entries"]
    return clauses


def shipped_policy() -> dict[str, Any]:
    """The whole restated policy: title, sections, entries."""
    return _read("social_media.yaml")


def people_to_tell() -> dict[str, str]:
    """Whom a clause may want told: code and words for the screen."""
    words: dict[str, str] = _read("words.yaml")["whom"]
    return words


def speeds() -> dict[str, str]:
    """How fast a clause itself wants it done: code and words for the screen."""
    words: dict[str, str] = _read("words.yaml")["how_fast"]
    return words


def speeds_at_once() -> list[str]:
    """The speeds that let nothing wait: what a clause wants told so goes out at once."""
    codes: list[str] = _read("words.yaml")["at_once"]
    return codes
