"""Loads the shipped kinds of case into rows. Called by a migration, and by tests that empty the database.

What a kind asks for on the form, and its short way in, are read straight from the file.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("kinds.yaml")
SERVICES = Path(__file__).with_name("services.yaml")
DEFAULTS = {"asked": "alleged", "force": "obligatory", "source": "law", "if": ""}


def read() -> dict[str, Any]:
    """The file with the bases written out into their kinds."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text())
    for kind in content["kinds"]:
        base = content["bases"].get(kind.get("base"), {})
        kind["with"] = [*base.get("with", []), *kind.get("with", [])]
        steps = {**base.get("steps", {}), **kind.get("steps", {})}
        kind["steps"] = {code: DEFAULTS | (given or {}) for code, given in steps.items()}
    return content


def load(apps: Any) -> None:
    """Write the rows; `apps` is the registry of a migration, or django.apps. May be called again.

    An early migration's tables lack what came later: only the columns that are there are filled.
    """
    model = lambda name: apps.get_model("incidents", name)  # noqa: E731
    content = read()
    for code, shape in content["shapes"].items():
        model("StepShape").objects.update_or_create(
            step_id=code,
            defaults=_there(
                model("StepShape"),
                done_by=shape.get("done_by", ""),
                each=shape.get("each", "case"),
                after_id=shape.get("after"),
                target=shape.get("target", ""),
                record=shape.get("record", ""),
                then_id=shape.get("then"),
                before_finding=shape.get("before_finding", False),
            ),
        )
    for position, given in enumerate(content["kinds"]):
        kind, _ = model("Kind").objects.update_or_create(
            code=given["code"],
            defaults=_there(
                model("Kind"),
                name=given["name"],
                audience=given["audience"],
                is_general=given.get("general", False),
                is_offered=given.get("offered", False),
                is_ordinary=given.get("ordinary", False),
                position=position,
            ),
        )
        _load_parts(model, kind, given)


def _there(model: Any, **values: Any) -> dict[str, Any]:
    columns = {field.attname for field in model._meta.concrete_fields}
    return {name: value for name, value in values.items() if name in columns}


def _load_parts(model: Any, kind: Any, given: dict[str, Any]) -> None:
    kind.clauses.all().delete()
    kind.steps.all().delete()
    own = given.get("clauses", [])
    for code in own:
        model("KindClause").objects.create(kind=kind, register_code=code)
    for code in given["with"]:
        if code not in own:
            model("KindClause").objects.create(kind=kind, register_code=code, is_companion=True)
    for code, step in given["steps"].items():
        model("KindStep").objects.create(
            kind=kind,
            step_id=code,
            asked=step["asked"],
            force=step["force"],
            condition=step["if"],
            source=step["source"],
        )


@dataclass(frozen=True)
class Asking:
    """What the form asks for when a matter of this kind is written down."""

    code: str
    audience: str
    clauses: tuple[str, ...]
    asks: frozenset[str]
    shortcut: str

    @property
    def suggests(self) -> str | None:
        """The kind itself, where no clause of it can be ticked in its place."""
        return None if self.clauses else self.code


@cache
def askings() -> dict[str, Asking]:
    """The kinds that ask for something or have a short way in, by their code, in the file's order."""
    return {
        one["code"]: Asking(
            one["code"],
            one["audience"],
            tuple(one.get("clauses", [])),
            frozenset(one.get("asks", [])),
            one.get("shortcut", ""),
        )
        for one in read()["kinds"]
        if "asks" in one or "shortcut" in one
    }


def asks_of(register_code: str) -> frozenset[str]:
    """What a clause of the shipped register asks for, through the kinds that it falls into."""
    return frozenset().union(*(one.asks for one in askings().values() if register_code in one.clauses))


@cache
def under_age_codes() -> frozenset[str]:
    """Register entries that come into question when a pupil is younger than a service asks for."""
    kinds = [one for one in read()["kinds"] if one.get("under_age")]
    return frozenset(code for one in kinds for code in one.get("clauses", []))


def shortcuts() -> list[Asking]:
    """The kinds that "Record an incident" names, in the words of whoever records."""
    return [one for one in askings().values() if one.shortcut]


@cache
def declaration_kinds() -> dict[str, str]:
    """What staff may have declared that bears on a case of a kind: the kind's code, and the register's."""
    return {one["code"]: one["declaration"] for one in read()["kinds"] if "declaration" in one}


def usual_services() -> list[tuple[str, str]]:
    """Pairs of name and kind with which the list of services may begin."""
    return [(name, kind) for name, kind in yaml.safe_load(SERVICES.read_text())]
