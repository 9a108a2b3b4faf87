"""Answers of many families as a file: one line a child, one column a question, as any spreadsheet opens and saves it.

Reading says of every line what it would change, and of every fault in which line and column it stands and what to do.
Nothing is written here: see `bring_in_consents`, which takes what was read, all of it or none.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch

from school.actions.consents import Said
from school.models import Consent, ConsentMedium, ConsentPurpose, Evidence, FamilyLink, Pupil, Verdict
from school.names import folded

FIRST, SURNAME, CLASS, BORN = "First name", "Surname", "Class", "Date of birth"
BY, EVIDENCE, DATED, UNTIL = "Answered by", "Evidence", "Dated", "Until"
FIXED = (FIRST, SURNAME, CLASS, BORN, BY, EVIDENCE, DATED, UNTIL)
NEEDED = (FIRST, SURNAME, BORN, EVIDENCE, DATED)
MOST_BYTES = 1_000_000
MOST_LINES = 2000
WORDS = {"with name": Verdict.NAMED, "without name": Verdict.UNNAMED, "no": Verdict.NO, "withdrawn": Verdict.WITHDRAWN}
SHOWN = {verdict: words for words, verdict in WORDS.items()}
EVIDENCES = {folded(label): code for code, label in Evidence.choices}
DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %B %Y")
FORMULA = ("=", "+", "-", "@", "\t")
Key = tuple[str, str]


class CannotRead(Exception):
    """The file as a whole cannot be read. Its sentences are for the screen."""

    def __str__(self) -> str:
        return " ".join(self.args)


@dataclass
class Line:
    """A line of the file: whom it is about, what it would add, and what is wrong with it (column, what to do)."""

    number: int
    name: str
    pupil: Pupil | None = None
    said: Said | None = None
    new: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Read:
    """The whole file, line by line. `answers` is what `bring_in_consents` takes, by Pupil id."""

    lines: list[Line]

    @property
    def faulty(self) -> list[Line]:
        return [line for line in self.lines if line.faults]

    @property
    def new(self) -> int:
        return sum(line.new for line in self.lines)

    @property
    def answers(self) -> dict[UUID, Said]:
        return {line.pupil.pk: line.said for line in self.lines if line.pupil and line.said}


def questions() -> dict[str, Key]:
    """The columns beside the fixed ones: what each asks, by its heading."""
    purposes = list(ConsentPurpose.objects.all())
    return {
        f"{medium.name}: {purpose.name}": (medium.pk, purpose.pk)
        for medium in ConsentMedium.objects.all()
        for purpose in purposes
    }


def template(today: date) -> str:
    """A file to fill in: every child at the school, without answers."""
    out = io.StringIO()
    writer = csv.writer(out)
    asked = questions()
    writer.writerow([*FIXED, *asked])
    pupils = Pupil.objects.at_school(today).select_related("person", "school_class")
    for pupil in pupils.order_by("school_class__position", "person__sort_key", "id"):
        known = [
            pupil.person.given_name,
            pupil.person.family_name,
            pupil.school_class or "",
            f"{pupil.born_on:%d/%m/%Y}",
        ]
        writer.writerow([_plain(str(one)) for one in known] + [""] * (4 + len(asked)))
    return out.getvalue()


def _plain(text: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def decoded(content: bytes) -> str:
    """The text of a file, as spreadsheets save it. Raises CannotRead for what is no such file."""
    if len(content) > MOST_BYTES:
        raise CannotRead("This file is larger than one megabyte. Send it in parts, class by class.")
    if b"\0" in content:
        raise CannotRead("This is no CSV file. Open it in your spreadsheet, save it as CSV (UTF-8), and choose that.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read(text: str, *, by_id: UUID, today: date) -> Read:
    """Every line with what it would add or what is wrong. Raises CannotRead where there are no lines to speak of."""
    rows = _rows(text)
    among = _Children(today, by_id)
    seen: dict[UUID, int] = {}
    lines = []
    for number, row in rows:
        line = among.line(number, row)
        if line.pupil and (first := seen.setdefault(line.pupil.pk, number)) != number:
            line.faults.append((SURNAME, f"Line {first} is about the same child. Keep one of the two."))
        lines.append(line)
    return Read(lines)


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line with its number, by heading; wholly empty lines are left out."""
    head = text.lstrip("\r\n").split("\n", 1)[0]
    marks = max(",;\t", key=head.count)
    rows = list(_numbered(text, marks))
    if len(rows) < 2:
        raise CannotRead("There are no lines in this file. Download the template, fill it in, and choose that.")
    if len(rows) > MOST_LINES + 1:
        raise CannotRead(f"This file has more than {MOST_LINES} lines. Send it in parts, class by class.")
    known = {folded(one): one for one in (*FIXED, *questions())}
    headings = [known.get(folded(cell), "") for cell in rows[0][1]]
    strange = [cell.strip() for cell, one in zip(rows[0][1], headings, strict=True) if cell.strip() and not one]
    missing = [one for one in NEEDED if one not in headings]
    if strange or missing:
        said = [f"The column “{one[:60]}” is none of the template’s: take it out or rename it." for one in strange]
        said += [f"The column “{one}” is missing: add it, spelt like this." for one in missing]
        raise CannotRead(*said)
    twice = sorted({one for one in headings if one and headings.count(one) > 1})
    if twice:
        raise CannotRead(f"The column “{twice[0]}” stands there twice. Keep one of the two.")
    for number, cells in rows[1:]:
        yield number, {one: cells[place].strip() for place, one in enumerate(headings) if one and place < len(cells)}


def _numbered(text: str, marks: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=marks)
    before = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield before, cells
            before = reader.line_num + 1
    except csv.Error as wrong:
        raise CannotRead(f"Line {before} cannot be read. Save the file as CSV (UTF-8) once more.") from wrong


class _Children:
    """Everybody a line may be about, read once."""

    def __init__(self, today: date, by_id: UUID) -> None:
        self.today, self.by_id, self.asked = today, by_id, questions()
        links = FamilyLink.objects.select_related("adult")
        pupils = Pupil.objects.at_school(today).select_related("person", "school_class")
        self.known: dict[tuple[str, str, date], list[Pupil]] = defaultdict(list)
        for pupil in pupils.prefetch_related(Prefetch("family_links", links, to_attr="adults")):
            person = pupil.person
            for given in {folded(person.given_name), folded(person.known_as)} - {""}:
                self.known[given, folded(person.family_name), pupil.born_on].append(pupil)
        self.standing = {(row.pupil_id, (row.medium_id, row.purpose_id)): row for row in Consent.objects.current()}

    def line(self, number: int, row: dict[str, str]) -> Line:
        given, family = (row.get(one, "").removeprefix("'") for one in (FIRST, SURNAME))
        line = Line(number, f"{given} {family}".strip() or "no name")
        line.pupil = self.pupil(line, given, family, _day(row, BORN, line))
        dated, until = _day(row, DATED, line), _day(row, UNTIL, line)
        if dated and dated > self.today:
            line.faults.append((DATED, "This day is still to come. Enter the answer once it has."))
        if dated and until and until < dated:
            line.faults.append((UNTIL, "This is before the day in “Dated”. Change one of the two."))
        evidence = EVIDENCES.get(folded(row.get(EVIDENCE, "")), "")
        if not evidence:
            line.faults.append((EVIDENCE, f"Write one of: {', '.join(Evidence.labels)}."))
        verdicts = self.verdicts(line, row)
        if line.pupil:
            given_by = self.adult(line, line.pupil, row.get(BY, "").removeprefix("'"))
            if dated and not line.faults:
                line.said = Said(verdicts, dated, evidence, until, given_by)
                self.compare(line, line.pupil, line.said)
        return line

    def pupil(self, line: Line, given: str, family: str, born_on: date | None) -> Pupil | None:
        if born_on is None:
            return None
        found = self.known.get((folded(given), folded(family), born_on), [])
        if len(found) == 1:
            if any(link.adult_id == self.by_id for link in found[0].adults):  # type: ignore[attr-defined]
                line.faults.append(
                    (SURNAME, "This is a child of your own family. Take the line out: a colleague enters it.")
                )
            return found[0]
        line.faults.append(
            (SURNAME, "Two children have this name and date of birth. Enter their answers on their own pages.")
            if found
            else (SURNAME, "No pupil has this name and date of birth. Spell them as on the list of pupils.")
        )
        return None

    def adult(self, line: Line, pupil: Pupil, said: str) -> UUID | None:
        """Who answered: an adult of the child, by name; empty for the family as a whole."""
        if not said:
            return None
        adults = {link.adult_id: link.adult for link in pupil.adults}  # type: ignore[attr-defined]
        found = [
            one.pk
            for one in adults.values()
            if folded(said) in (folded(f"{one.given_name} {one.family_name}"), folded(one.display_name))
        ]
        if len(found) == 1:
            return found[0]
        names = ", ".join(sorted(str(one) for one in adults.values())) or "nobody is linked yet"
        line.faults.append((BY, f"Write the name of a parent or carer of this child ({names}), or leave it empty."))
        return None

    def verdicts(self, line: Line, row: dict[str, str]) -> dict[Key, str]:
        found = {}
        for heading, key in self.asked.items():
            said = folded(row.get(heading, ""))
            if said and said not in WORDS:
                line.faults.append((heading, "Write “with name”, “without name” or “no”, or leave it empty."))
            elif said:
                found[key] = WORDS[said]
        return found

    def compare(self, line: Line, pupil: Pupil, said: Said) -> None:
        """What is new against what stands; a yes older than what stands is a fault."""
        headings = {key: heading for heading, key in self.asked.items()}
        for key, verdict in said.verdicts.items():
            row = self.standing.get((pupil.pk, key))
            if row and row.is_repeated_by(verdict, said.starts_on, said.ends_on, said.given_by_id):
                continue
            if row and row.is_newer_than(verdict, said.starts_on):
                newer = f"An answer of {row.starts_on:%-d %B %Y} stands, and this yes is older."
                line.faults.append((headings[key], f"{newer} Put “Dated” right, or leave this empty."))
            line.new += 1


def _day(row: dict[str, str], heading: str, line: Line) -> date | None:
    said = row.get(heading, "")
    for shape in DAYS:
        try:
            found = datetime.strptime(said, shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if 1950 <= found.year <= 2099:
            return found
    if said or heading in NEEDED:
        line.faults.append((heading, "Write a day like 03/09/2026."))
    return None
