"""What a reporter told beside the three answers, as the pages show it: to its writer, and to the case's readers."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from incidents.models import Circumstances, Incident, IncidentPerson, Report
from incidents.one_case import Parts, additions_of, people_told_of, tellings_of
from policy.models import ClauseVersion
from school.days import LONDON

IN_IT = "with this report"


@dataclass(frozen=True)
class Moment:
    """A day, perhaps a time, and what belongs to it."""

    day: date
    clock: time | None = None
    note: str = ""


def intake_facts(report: Report, *, is_whole: bool = True, has_tellings: bool = True) -> dict[str, Any]:
    """For a template: the four times, the rows of a summary, and whoever spoke.

    Readers of a case that was split off learn when it happened and no more: the rest speaks of others too.
    """
    if not is_whole:
        happened = [Moment(report.happened_on, report.happened_at_time)]
        return {"moments": [("Happened", happened)], "intake_rows": [], "speaker": None}
    found: Circumstances | None = getattr(report, "circumstances", None)
    return {
        "moments": moments(report, found, has_tellings=has_tellings),
        "intake_rows": rows(found) if found else [],
        "speaker": getattr(report, "speaker", None),
    }


def moments(
    report: Report, found: Circumstances | None, *, has_tellings: bool = True
) -> list[tuple[str, list[Moment]]]:
    """Happened, learned, told, filed: four terms in a row, each with its moments, or with none when nobody said.

    Without a telling before it, the report itself is the telling.
    """
    filed = report.filed_at.astimezone(LONDON)
    told = [
        Moment(one.told_on, one.told_at, f"{_told(one.name, one.get_whom_display())}, {one.get_how_display().lower()}")
        for one in (tellings_of(None, report.pk) if has_tellings else ())
    ]
    learned = [Moment(found.learned_on, found.learned_at)] if found and found.learned_on else []
    return [
        ("Happened", [Moment(report.happened_on, report.happened_at_time)]),
        ("Learned", learned),
        ("Told", told or [Moment(filed.date(), filed.time(), IN_IT)]),
        ("Filed", [Moment(filed.date(), filed.time())]),
    ]


def _told(name: str, whom: str) -> str:
    return f"{whom} ({name})" if name else whom


def rows(found: Circumstances) -> list[tuple[str, str]]:
    """Pairs of term and answer, only for what was told."""
    past = found.past_pupil_initials
    left = f", left in {found.past_pupil_left}" if found.past_pupil_left else ""
    used = {
        "on school equipment": found.on_school_equipment,
        "on the school’s network": found.on_school_network,
        "on their own device": found.on_own_device,
    }
    answers = {
        "Self-report": "The person concerned reported this, which is to their credit."
        if found.is_about_reporter
        else "",
        "It looked like": found.kind.name if found.kind else "",
        "Where": found.get_place_display() if found.place else "",
        "Done with": ", ".join(words for words, is_so in used.items() if is_so),
        "Service": str(found.service or found.service_words),
        "Address or account": found.address,
        "Pictures of children": found.get_images_display() if found.images else "",
        "Past pupil under 18": f"{past}{left}" if past else "",
    }
    return [(term, answer) for term, answer in answers.items() if answer]


def people_with_roles(incident: Incident) -> list[tuple[IncidentPerson, str]]:
    """Everybody in this case, with the role that the reporter gave."""
    roles = {
        (one.person_id, one.as_described): one.get_role_display()
        for one in people_told_of(None, incident.report_id)
        if one.role
    }
    return [
        (one, roles.get((one.person_id, one.as_described), "")) for one in (*incident.concerned, *incident.affected)
    ]


def report_facts(incident: Incident, suggested: list[ClauseVersion], *, parts: Parts | None = None) -> dict[str, Any]:
    """What incidents/case_report.html shows: the words, what was added, who is in it, and what was told beside."""
    has_additions, has_tellings = (parts.additions, parts.tellings) if parts else (True, True)
    return {
        "incident": incident,
        "report": incident.report,
        "additions": additions_of(None, incident.report_id) if has_additions and not incident.is_split_off else [],
        "suggested": suggested,
        "people": people_with_roles(incident),
        **intake_facts(incident.report, is_whole=not incident.is_split_off, has_tellings=has_tellings),
    }
