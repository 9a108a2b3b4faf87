"""What a gate says, and in which words. No database here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class Level(models.TextChoices):
    GREEN = "green", "in order"
    AMBER = "amber", "look at this"
    RED = "red", "not like this"


@dataclass(frozen=True)
class Result:
    """One gate's answer: which gate, how grave, a sentence for the screen, and the register it rests on."""

    code: str
    level: Level
    sentence: str
    register: str = ""


@dataclass(frozen=True)
class Judged:
    """A result with the clause that asks for it, found by data; "" where the rule is not the policy's."""

    code: str
    level: Level
    sentence: str
    clause: str = ""

    @property
    def needs_words(self) -> bool:
        """Whether an approver ticks it and says why it may go out all the same."""
        return self.level == Level.AMBER

    def as_data(self) -> dict[str, str]:
        return {"code": self.code, "level": str(self.level), "sentence": self.sentence, "clause": self.clause}


def reds(results: list[Judged]) -> list[Judged]:
    return [one for one in results if one.level == Level.RED]


def ambers(results: list[Judged]) -> list[Judged]:
    return [one for one in results if one.needs_words]
