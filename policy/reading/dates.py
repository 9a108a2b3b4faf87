"""Dates as documents write them: often a month alone, day first, never completed by us."""

import calendar
import re

from policy.partial_dates import PartialDate

MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
MONTHS["sept"] = 9
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_NUMBERS = r"(?P<d>\d{1,2})\s*[/.-]\s*(?P<m>\d{1,2})\s*[/.-]\s*(?P<y>\d{4}|\d{2})(?!\d)"
_ISO = r"(?P<iy>\d{4})-(?P<im>\d{2})-(?P<id>\d{2})"
_WORDS = rf"(?:(?P<wd>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<wm>{_MONTH})\b\.?,?\s+(?P<wy>\d{{4}})"
_YEAR = r"\b(?P<yy>(?:19|20)\d{2})\b"
DATE = re.compile(rf"(?:{_ISO}|{_NUMBERS}|{_WORDS}|{_YEAR})", re.IGNORECASE)


def _to_date(found: re.Match[str]) -> PartialDate | None:
    part = found.groupdict()
    year = int(part["iy"] or part["y"] or part["wy"] or part["yy"])
    year += 2000 if year < 100 else 0
    if part["wm"]:
        month: int | None = MONTHS[part["wm"].lower()]
    else:
        month = int(part["im"] or part["m"] or 0) or None
    day = int(part["id"] or part["d"] or part["wd"] or 0) or None
    try:
        partial = PartialDate(year, month, day if month else None)
        partial.last_day  # noqa: B018 (an impossible day is no date)
    except ValueError:
        return None
    return partial


def dates_in(text: str) -> list[PartialDate]:
    """Every date in a line, day first."""
    found = (_to_date(match) for match in DATE.finditer(text))
    return [one for one in found if one]


def date_text(text: str) -> str:
    """The part of a line that gives its date or dates, in the document's own letters."""
    matches = [m for m in DATE.finditer(text) if _to_date(m)]
    return text[matches[0].start() : matches[-1].end()].strip() if matches else ""
