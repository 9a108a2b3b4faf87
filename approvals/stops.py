"""What no curriculum activity may be, and what only the Principal decides: read from data, with the clause of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from policy.models import ClauseVersion


@dataclass(frozen=True)
class Stop:
    """What stands behind an answer: `never` refuses it, `principal` leaves it to the Principal; "" is nothing."""

    breach: str = ""
    never: str = ""
    principal: str = ""


@cache
def stops() -> dict[str, Stop]:
    """Each answer of the form that means something beside itself."""
    found = yaml.safe_load((Path(__file__).parent / "stops.yaml").read_text("utf-8"))["answers"]
    return {
        answer: Stop(one.get("breach", ""), one.get("never", ""), one.get("principal", ""))
        for answer, one in found.items()
    }


def clause_of(answer: str, on: date) -> str:
    """The clause in force that this answer touches, as people name it; "" when the policy has none. One query."""
    breach = stops()[answer].breach
    if not breach:
        return ""
    rows = ClauseVersion.objects.in_force(on).filter(breach=breach).order_by("version__effective_from", "position")
    found = rows.values_list("number", "version__policy__title", "version__label").first()
    return "Clause {} of the {} ({})".format(*found) if found else ""


def refusal_of(answer: str, on: date) -> str:
    """Why this answer is never allowed, with its clause; "" when it is."""
    never = stops()[answer].never
    if not never:
        return ""
    clause = clause_of(answer, on)
    return f"{never} {clause}." if clause else never


def needs_principal(hands: str) -> bool:
    return bool(stops()[hands].principal)
