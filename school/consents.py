"""May this child be shown? Asked by whoever is about to show one; answered in the same few queries for one as for all.

Nothing here says why not. A child whom a flag protects, a child whose family said no and one whose family was never
asked give the same answer, word for word: whoever posts needs no more, and must not learn more (domain.md 3.2).
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from school.models import Consent, ConsentMedium, FamilyLink, ProtectionFlag, Pupil, Target, Verdict
from school.models.consents import YES

# From the most that a family may allow to the least.
STRICTNESS = (Verdict.NAMED, Verdict.UNNAMED, Verdict.NO, Verdict.WITHDRAWN)
A_YEAR = 12


class Tone(StrEnum):
    """Green: may be shown. Amber: may be shown, but somebody looks first. Red: is not shown."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True)
class Use:
    """What a child would be shown in: codes of a medium and a purpose, and whether the child's name stands with it."""

    medium: str
    purpose: str
    is_named: bool = False


@dataclass(frozen=True)
class Answer:
    """A tone and a sentence for the screen; of a red answer the sentence never says why."""

    tone: Tone
    sentence: str

    @property
    def is_allowed(self) -> bool:
        return self.tone is not Tone.RED


@dataclass(frozen=True)
class Cell:
    """Where a child stands for one medium and purpose: what holds, and why somebody should look at it."""

    verdict: str = ""  # empty: never asked
    look: str = ""
    row: Consent | None = None

    @property
    def is_yes(self) -> bool:
        return self.verdict in YES


Key = tuple[str, str]


def may_show(pupil_id: UUID, medium: str, purpose: str, *, is_named: bool, on: date) -> Answer:
    """Whether one child may be shown on a day; see `answers`."""
    use = Use(medium, purpose, is_named)
    return answers([pupil_id], [use], on)[pupil_id, use]


def answers(pupil_ids: Iterable[UUID], uses: Iterable[Use], on: date) -> dict[tuple[UUID, Use], Answer]:
    """Each child for each use, on a day; six queries, whatever the number.

    `pupil_ids` are ids of Pupil. An id of no pupil, and a medium or purpose that does not exist, are answered red.
    """
    wanted, ids = list(uses), set(pupil_ids)
    pupils = {row.pk: row for row in Pupil.objects.filter(pk__in=ids).select_related("person", "school_class")}
    places = dict(ConsentMedium.objects.values_list("code", "place"))
    known, protected = cells(list(pupils.values()), on), protected_ids(ids)
    found = {}
    for pupil_id in ids:
        pupil = pupils.get(pupil_id)
        for use in wanted:
            place = places.get(use.medium, "here")
            if pupil is None:
                found[pupil_id, use] = Answer(Tone.RED, "Do not show somebody who is no pupil of the school.")
                continue
            cell = Cell() if pupil_id in protected else known[pupil_id].get((use.medium, use.purpose), Cell())
            found[pupil_id, use] = _answer(pupil, cell, use, place, on)
    return found


def _answer(pupil: Pupil, cell: Cell, use: Use, place: str, on: date) -> Answer:
    name = pupil.person.display_name
    if not cell.is_yes:
        return Answer(Tone.RED, f"Do not show {name} {place}.")
    if use.is_named and cell.verdict != Verdict.NAMED:
        return Answer(Tone.RED, f"{name} may be shown {place} without a name only.")
    allowed = f"{name} may be shown {place}{', with first name' if use.is_named else ', without a name'}."
    look = has_left_words(pupil) if pupil.left_on and pupil.left_on <= on else cell.look
    return Answer(Tone.AMBER, f"{allowed} {look}") if look else Answer(Tone.GREEN, allowed)


def has_left_words(pupil: Pupil) -> str:
    """What an answer says of a child who has left: whoever read it knows."""
    return f"{pupil.person.display_name} has left the school."


def medium_of(platform: str) -> str:
    """The medium that a sort of account belongs to, such as website or facebook; empty for one that no medium names."""
    for medium in ConsentMedium.objects.all():
        if platform in medium.platforms:
            return medium.code
    return ""


def protected_ids(pupil_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these children who are never shown."""
    flags = ProtectionFlag.objects.standing().filter(pupil_id__in=set(pupil_ids))
    return set(flags.values_list("pupil_id", flat=True))


def cells(pupils: Sequence[Pupil], on: date) -> dict[UUID, dict[Key, Cell]]:
    """What holds for each child on a day, by medium and purpose; flags are left out. Three queries.

    The latest answer stands. But where one parent said no and the other yes, the no holds until the one who gave it
    says otherwise, or an answer for the whole family is entered: nobody is outvoted about their child's picture.
    """
    ids = [pupil.pk for pupil in pupils]
    rows: dict[UUID, dict[Key, list[Consent]]] = {pupil_id: defaultdict(list) for pupil_id in ids}
    for row in Consent.objects.filter(pupil_id__in=ids).select_related("given_by").order_by("n"):
        rows[row.pupil_id][row.medium_id, row.purpose_id].append(row)
    links = FamilyLink.objects.on(on).filter(pupil_id__in=ids)
    family = set(links.values_list("pupil_id", "adult_id"))
    months = Target.value_of("consent_months")
    return {
        pupil.pk: {
            key: _cell(pupil, answers_given, family, months, on) for key, answers_given in rows[pupil.pk].items()
        }
        for pupil in pupils
    }


def _cell(pupil: Pupil, rows: list[Consent], family: set[tuple[UUID, UUID]], months: int, on: date) -> Cell:
    row = _holding(pupil, rows, family)
    if row.is_yes and row.ends_on and row.ends_on < on:
        return Cell("", f"The answer ended on {_day(row.ends_on)}.", row)
    return Cell(row.verdict, _look(pupil, row, months, on), row)


def _holding(pupil: Pupil, rows: list[Consent], family: set[tuple[UUID, UUID]]) -> Consent:
    """The answer that holds: of each adult's last one, the one that allows least."""
    by_adult: dict[UUID, Consent] = {}
    for row in rows:
        if row.given_by_id is None:
            by_adult.clear()
        else:
            by_adult[row.given_by_id] = row
    latest = rows[-1]
    others = [row for row in by_adult.values() if (pupil.pk, row.given_by_id) in family]
    return max([latest, *others], key=lambda row: (STRICTNESS.index(Verdict(row.verdict)), row.n))


def _look(pupil: Pupil, row: Consent, months: int, on: date) -> str:
    """Why the family should be asked again; empty where there is no need."""
    if not row.is_yes:
        return ""
    if row.starts_on < asked_again_before(on, months):
        return f"The answer is from {_day(row.starts_on)}: ask the family whether it still holds."
    moved_on = pupil.school_class is not None and row.stage and row.stage != pupil.school_class.stage
    if moved_on and months <= A_YEAR:  # a school that asks less often does not ask with every new class either
        return "The answer was given in an earlier class: ask the family whether it still holds."
    return ""


def asked_again_before(on: date, months: int) -> date:
    """Answers dated before this day are asked for again."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
