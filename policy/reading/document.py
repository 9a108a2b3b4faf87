"""A policy document as it was read: sections, numbered clauses, dates, signature lines.

Numbers: section.n for a bullet; section.0 with letters for norms in the text before the bullets;
the count goes on, with a letter for each norm, in the text after them. A bullet that holds two
norms is split a/b. The wording is always the document's own.
"""

from dataclasses import dataclass, field


@dataclass
class Clause:
    number: str
    wording: str
    audience: str
    force: str
    lead_in: str = ""


@dataclass
class Section:
    number: str
    title: str
    clauses: list[Clause] = field(default_factory=list)


@dataclass
class Signature:
    label: str
    is_filled: bool


@dataclass
class Document:
    title: str = ""
    cover: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    dates: dict[str, str] = field(default_factory=dict)
    signatures: list[Signature] = field(default_factory=list)

    @property
    def clauses(self) -> list[Clause]:
        return [clause for section in self.sections for clause in section.clauses]
