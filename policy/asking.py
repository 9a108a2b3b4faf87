"""What asked for a look at a policy since its last review: upper apps say so here, and a review shows it (gap G32).

Cases lie above this app, so it knows neither them nor who may know of them: whoever registers answers for each reader.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from policy.models import Policy
from school.standing import Standing


@dataclass(frozen=True)
class Asked:
    """One rule and how often it was asked about, in words: a figure too small to be shown is said, not counted."""

    number: str
    text: str
    how_many: str


@dataclass(frozen=True)
class Figures:
    """What one reader is shown: a sentence on what was counted, and the rules in the order of the policy."""

    sentence: str
    rows: list[Asked]
    is_anonymised: bool = False


# (who reads, of which policy, counted from which day; none is from the beginning)
Source = Callable[[Standing, Policy, date | None], Figures]

_sources: list[Source] = []


def add_source(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def figures_for(reader: Standing, policy: Policy, since: date | None) -> list[Figures]:
    return [source(reader, policy, since) for source in _sources]
