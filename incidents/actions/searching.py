"""Keeps the searchable words of a case up to date, inside the change's own transaction."""

from collections.abc import Iterable

from audit.prepared import insert
from incidents.models import Circumstances, Incident, IncidentPerson, ReportSpeaker, SearchText
from school.names import folded


def refresh_search(incident: Incident) -> None:
    """Words of the report and all that came with it, people, clauses and entries, folded so that Ó is found by O."""
    parts = [incident.reference, incident.outcome]
    if incident.is_split_off:  # its readers may not know of the report
        parts.append(incident.words)
    else:
        parts += [incident.report.words, *incident.report.additions.values_list("text", flat=True)]
        parts += _intake_words(incident)
    parts += [str(one) for one in incident.people.select_related("person")]
    parts += [str(one.clause_version) for one in incident.allegations.select_related("clause_version")]
    parts += [kind.name for kind in incident.kinds.all()]
    parts += incident.entries.values_list("text", flat=True)
    for facts in incident.evidence.filter(strike=None).values_list("description", "holder", "address", "shown_author"):
        parts += facts
    parts += incident.steps.exclude(how="").values_list("how", flat=True)
    _keep(incident, parts)


def begin_search(incident: Incident, people: Iterable[IncidentPerson], *, has_more: bool) -> None:
    """The same of a case that is filed at this moment: nothing was added, alleged, written or done in it yet.

    `has_more`: whether the reporter told anything beside the three answers.
    """
    beside = _intake_words(incident) if has_more else []
    parts = [incident.reference, incident.report.words, *beside, *(str(one) for one in people)]
    _keep(incident, parts)


def _keep(incident: Incident, parts: Iterable[str]) -> None:
    row = SearchText(incident=incident, text=folded(" ".join(parts)))
    insert([row], on=("incident_id",), update=("text",))


def _intake_words(incident: Incident) -> list[str]:
    """The service, the address, who spoke and their own words, and who was told."""
    found: list[str] = []
    for one in Circumstances.objects.filter(report=incident.report_id).select_related("service"):
        found += [str(one.service or one.service_words), one.address, one.past_pupil_initials]
    for speaker in ReportSpeaker.objects.filter(report=incident.report_id).select_related("person"):
        found += [str(speaker), speaker.words]
    return found + list(incident.report.tellings.values_list("name", flat=True))
