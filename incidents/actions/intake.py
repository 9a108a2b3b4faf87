"""Keeps what a reporter told beside the three answers, inside the report's own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, time
from uuid import UUID

from audit.models import Sealed
from incidents.models import Circumstances, Images, Report, ReportSpeaker, ReportTelling


@dataclass(frozen=True)
class Told:
    """Somebody whom the reporter told before writing it down; days and times are the school's own."""

    whom: str
    told_on: date
    how: str
    told_at: time | None = None
    name: str = ""


@dataclass(frozen=True)
class Spoke:
    """Whoever told the reporter, and their own words."""

    kind: str
    words: str
    person_id: UUID | None = None
    as_described: str = ""
    how: str = ""
    may_be_named: bool = False


@dataclass(frozen=True)
class Intake:
    """Everything beside who, what and when. Nothing of it has to be given."""

    learned_on: date | None = None
    learned_at: time | None = None
    place: str = ""
    on_school_equipment: bool = False
    on_school_network: bool = False
    on_own_device: bool = False
    service_id: UUID | None = None
    service_words: str = ""
    address: str = ""
    images: str = ""
    past_pupil_initials: str = ""
    past_pupil_left: int | None = None
    is_about_reporter: bool = False
    kind_id: str | None = None
    told: Sequence[Told] = ()
    spoke: Spoke | None = None

    @property
    def has_child(self) -> bool:
        """A child in a picture, or a past pupil under eighteen, makes it a child's case although no pupil was picked."""
        return self.images == Images.YES or bool(self.past_pupil_initials)

    def facts(self) -> dict[str, object]:
        """The columns of one row of circumstances."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name not in ("told", "spoke")}


NOTHING = Intake()


def keep_intake(report: Report, intake: Intake) -> list[Sealed]:
    """Write the rows there are facts for, and return them for the record."""
    kept: list[Sealed] = []
    facts = intake.facts()
    if facts != NOTHING.facts():
        kept.append(Circumstances.objects.create(report=report, **facts))
    kept += ReportTelling.objects.bulk_create(
        ReportTelling(report=report, **vars(one)) for one in dict.fromkeys(intake.told)
    )
    if intake.spoke:
        kept.append(ReportSpeaker.objects.create(report=report, **vars(intake.spoke)))
    return kept
