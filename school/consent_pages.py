"""What the pages of consents show, and to whom: a teacher reads yes or no, those who keep the consents read everything."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from school.consents import Cell, Key, asked_again_before, cells, protected_ids
from school.models import Consent, ConsentMedium, ConsentPurpose, Pupil, SchoolClass, Target, Verdict

MAY = {Verdict.NAMED: "With first name", Verdict.UNNAMED: "Without a name"}
NOT = "Do not show"


@dataclass(frozen=True)
class ClassLine:
    """A class with what is missing in it; the figures are for those who keep the consents."""

    school_class: SchoolClass
    children: int = 0
    complete: int = 0
    old: int = 0

    @property
    def missing(self) -> int:
        return self.children - self.complete


@dataclass(frozen=True)
class Child:
    """A line of the class list: for each medium its words and tone."""

    pupil: Pupil
    shown: list[tuple[str, str, str]]  # medium, words, tone of the pill or nothing
    look: str = ""
    is_protected: bool = False


def class_lines(today: date, only: set[UUID] | None = None) -> list[ClassLine]:
    """Every class with its figures, or only those named, without figures; two queries."""
    classes = SchoolClass.objects.all() if only is None else SchoolClass.objects.filter(pk__in=only)
    if only is not None:
        return [ClassLine(one) for one in classes]
    asked = ConsentMedium.objects.count() * ConsentPurpose.objects.count()
    before = asked_again_before(today, Target.value_of("consent_months"))
    old = Consent.objects.current().given_before(before).filter(pupil=OuterRef("pk"))
    pupils = Pupil.objects.at_school(today).annotate(
        answered=Count("consents", filter=Q(consents__n=1)), is_old=Exists(old)
    )
    rows = pupils.values_list("school_class_id", "answered", "is_old")
    figures: dict[UUID | None, list[tuple[int, bool]]] = {}
    for class_id, answered, is_old in rows:
        figures.setdefault(class_id, []).append((answered, is_old))
    return [
        ClassLine(
            one,
            len(found := figures.get(one.pk, [])),
            sum(answered >= asked for answered, _ in found),
            sum(is_old for _, is_old in found),
        )
        for one in classes
    ]


def children_of(school_class: SchoolClass, today: date, *, in_full: bool) -> list[Child]:
    """A class child by child. `in_full`: also what is missing and why; otherwise yes or no, and nothing else."""
    pupils = list(
        Pupil.objects.at_school(today).filter(school_class=school_class).select_related("person", "school_class")
    )
    known, protected = cells(pupils, today), protected_ids(pupil.pk for pupil in pupils)
    media, purposes = list(ConsentMedium.objects.all()), list(ConsentPurpose.objects.all())
    found = []
    for pupil in pupils:
        is_protected = pupil.pk in protected
        own: dict[Key, Cell] = {} if is_protected and not in_full else known[pupil.pk]
        shown = [(medium.name, *_words(medium, purposes, own, in_full=in_full)) for medium in media]
        look = next((cell.look for cell in own.values() if cell.look), "") if in_full else ""
        found.append(Child(pupil, shown, look, is_protected and in_full))
    return found


def _words(
    medium: ConsentMedium, purposes: list[ConsentPurpose], own: dict[Key, Cell], *, in_full: bool
) -> tuple[str, str]:
    """What one medium's cell says, and whether it needs a sign beside the word."""
    said = [(purpose.name, _word(own.get((medium.pk, purpose.pk), Cell()), in_full=in_full)) for purpose in purposes]
    words = {word for _, word in said}
    tone = "wait" if "Not asked" in words else "stop" if words == {NOT} else ""
    if len(words) == 1:
        return said[0][1], tone
    return "; ".join(f"{name}: {word[0].lower()}{word[1:]}" for name, word in said), tone


def _word(cell: Cell, *, in_full: bool) -> str:
    if cell.is_yes:
        return MAY[Verdict(cell.verdict)]
    if not in_full:
        return NOT
    if cell.row is None:
        return "Not asked"
    return cell.row.get_verdict_display() if cell.verdict else "Ended"


@dataclass(frozen=True)
class Standing:
    """One medium and purpose on a child's page."""

    medium: str
    purpose: str
    word: str
    cell: Cell
    tone: str


def standing_answers(pupil: Pupil, today: date) -> list[Standing]:
    """What holds for a child now, question by question."""
    known = cells([pupil], today)[pupil.pk]
    found = []
    for medium in ConsentMedium.objects.all():
        for purpose in ConsentPurpose.objects.all():
            cell = known.get((medium.pk, purpose.pk), Cell())
            tone = "done" if cell.is_yes else "wait" if cell.row is None else "stop"
            found.append(Standing(medium.name, purpose.name, _word(cell, in_full=True), cell, tone))
    return found


def allowed(pupil: Pupil) -> list[tuple[str, str]]:
    """What may be withdrawn: a code and its words for each yes that stands."""
    rows = Consent.objects.current().filter(pupil=pupil).select_related("medium", "purpose")
    yes = sorted((row for row in rows if row.is_yes), key=lambda row: (row.medium.position, row.purpose.position))
    return [(f"{row.medium_id}-{row.purpose_id}", f"{row.medium}: {row.purpose.name.lower()}") for row in yes]
