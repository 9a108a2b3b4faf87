"""A date of which only part is known, for history alone: "November 2020" stays a month."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

PATTERN = r"^(\d{4})(?:-(0[1-9]|1[0-2]))?(?:-(0[1-9]|[12]\d|3[01]))?$"


@dataclass(frozen=True)
class PartialDate:
    """Year, perhaps month, perhaps day. What is not known is not filled in."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("A day needs its month.")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def read(cls, text: str) -> PartialDate:
        """Read 2020, 2020-11 or 2020-12-05; anything else raises ValueError."""
        if not (found := re.match(PATTERN, text)):
            raise ValueError("Write the year, the year and month, or the whole date, such as 2020-11.")
        return cls(*(int(part) if part else None for part in found.groups()))  # type: ignore[arg-type]

    @property
    def code(self) -> str:
        """As it is stored: 2020, 2020-11 or 2020-12-05."""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    @property
    def last_day(self) -> date:
        """The last day that it may mean (decision 19)."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        day = f"{self.day} " if self.day else ""
        month = f"{calendar.month_name[self.month]} " if self.month else ""
        return f"{day}{month}{self.year}"


def a_year_after(day: date) -> date:
    """Twelve months later; 29 February becomes 28 February (decision 18)."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)
