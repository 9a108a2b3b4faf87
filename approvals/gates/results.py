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


# Gates whose sentences name children, and what those read who may not know who is in a picture.
WITHOUT_NAMES = {
    "consents": "A child in it may not be shown there. Ask its author, the Principal or the Vice-Principal.",
    "face_and_name": "A child in it may not be named there. Ask its author, the Principal or the Vice-Principal.",
}


def stops_in_words(results: list[Judged], *, knows_people: bool) -> str:
    """What the red gates say, or "". `knows_people`: whether the reader may know who is in the pictures."""
    stops = reds(results)
    return " ".join(one.sentence if knows_people else WITHOUT_NAMES.get(one.code, one.sentence) for one in stops)


def reds(results: list[Judged]) -> list[Judged]:
    return [one for one in results if one.level == Level.RED]


def ambers(results: list[Judged]) -> list[Judged]:
    return [one for one in results if one.needs_words]
