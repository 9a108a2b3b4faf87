"""Who may do what in a case. Each function returns the obstacle as a sentence, or nothing.

Nothing here asks the database: actions fetch the facts under the row's lock and pass them in.
"""

from collections.abc import Collection
from uuid import UUID

from incidents import routes
from incidents.models import Entry, Evidence, Incident, IncidentStep, Report
from incidents.routes import Route
from incidents.states import ENDED, ReportStatus
from school.models import Office
from school.standing import Standing

FILES_TO_A_NOTE = 10
ENDED_CASE = "This case has ended. Reopen it first, with a reason."


def leads(standing: Standing, incident: Incident) -> bool:
    """Whether this person decides in the case: named, by the leading office, or beside it."""
    if incident.lead_id == standing.person_id:
        return True
    beside = routes.TABLE[incident.route].leads_beside if incident.lead_id is None else frozenset()
    return standing.holds(incident.lead_office, *beside)


def leader_words(incident: Incident) -> str:
    """Who leads, as a reader of the case may be told: the office, never a name."""
    if incident.lead_id:
        return "the person named to lead it"
    return f"the {office_words(incident.lead_office)}" if incident.lead_office else "nobody yet"


def office_words(office: str) -> str:
    return str(Office(office).label).replace(" of the Board of Governors", "") if office else ""


def obstacle_to_recording(standing: Standing) -> str:
    """Register clauses 7.4b, 8.5, 9.2 and 9.5: every member of staff in the wide sense can report."""
    if not standing.is_active or not standing.is_staff:
        return "Only staff and governors record incidents here. Please tell the school office instead."
    return ""


def obstacle_to_adding(standing: Standing, report: Report) -> str:
    if report.reporter_id != standing.person_id:
        return "Only the person who reported this can add to it."
    if report.status == ReportStatus.CLOSED:
        return "This report is closed. Please record a new incident and give this reference."
    return ""


def obstacle_to_leading(standing: Standing, incident: Incident) -> str:
    """Confirming, findings, naming people: whoever leads."""
    if not leads(standing, incident):
        return f"Only the leader of this case can do that: {leader_words(incident)}."
    return ""


def obstacle_to_writing(standing: Standing, incident: Incident) -> str:
    """Anyone who may read a case may write into it, while it is open."""
    return ENDED_CASE if incident.status in ENDED else ""


def obstacle_to_correcting(standing: Standing, incident: Incident, entry: Entry) -> str:
    if entry.author_id != standing.person_id:
        return "Only the writer of an entry can correct it. You can write an entry of your own."
    return obstacle_to_writing(standing, incident)


def obstacle_to_correcting_evidence(standing: Standing, incident: Incident, evidence: Evidence) -> str:
    if evidence.author_id != standing.person_id:
        return "Only whoever noted this can correct it. You can note evidence of your own."
    return obstacle_to_writing(standing, incident)


def obstacle_to_sending_files(standing: Standing, incident: Incident, *, is_corrected: bool, sent_before: int) -> str:
    """A picture or PDF goes to a note of evidence, by whoever may write into the case."""
    if is_corrected:
        return "This note was corrected. Send the file to the newer one."
    if sent_before >= FILES_TO_A_NOTE:
        return f"This note has {FILES_TO_A_NOTE} files already. Note the rest as evidence of its own."
    return obstacle_to_writing(standing, incident)


def obstacle_to_doing(
    standing: Standing, incident: Incident, step: IncidentStep, *, is_named: bool, safeguarding_can_act: bool
) -> str:
    """A step belongs to its office; the leader, readers by office and named people do the others."""
    if incident.status in ENDED:
        return ENDED_CASE
    if step.for_office in routes.SAFEGUARDING:
        return _obstacle_for_safeguarding(standing, incident, safeguarding_can_act)
    if step.for_office and standing.holds(step.for_office):
        return ""
    if is_named or leads(standing, incident) or standing.offices & routes.TABLE[incident.route].reads:
        return ""
    return f"This step is for {leader_words(incident)}. You can write an entry instead."


def obstacle_to_excusing(
    standing: Standing, incident: Incident, step: IncidentStep, *, safeguarding_can_act: bool
) -> str:
    """Parents are left untold only when the Designated Teacher says so (domain 2.0, rule 8)."""
    if incident.status in ENDED:
        return ENDED_CASE
    if step.excused_by_office in routes.SAFEGUARDING:
        return _obstacle_for_safeguarding(standing, incident, safeguarding_can_act)
    if step.excused_by_office and standing.holds(step.excused_by_office):
        return ""
    return obstacle_to_leading(standing, incident)


def _obstacle_for_safeguarding(standing: Standing, incident: Incident, can_act: bool) -> str:
    """The Designated Teacher or the Deputy; only when both are out of the case, its leader."""
    if standing.holds(*routes.SAFEGUARDING) or (not can_act and leads(standing, incident)):
        return ""
    return "Only the Designated Teacher or the Deputy can do this. Ask one of them."


def obstacle_to_naming(
    standing: Standing,
    incident: Incident,
    named: Standing,
    *,
    shut_out: Collection[UUID],
) -> str:
    """Need-to-know: only staff free of conflict. The refusal never says why the person is not free."""
    if obstacle := obstacle_to_leading(standing, incident) or obstacle_to_writing(standing, incident):
        return obstacle
    if not named.is_active or not named.is_staff:
        return "Choose somebody who can sign in and works for the school."
    governs_only = not named.staff_kinds and not named.holds(Office.CHAIR, Office.VICE_CHAIR, *routes.READING_OFFICES)
    conflicted = named.person_id in shut_out or bool(named.offices & incident.offices_shut)
    if governs_only or conflicted or (named.person_id == incident.report.reporter_id and is_about_staff(incident)):
        return "This person cannot take part in this case. Choose somebody else."
    return ""


def is_about_staff(incident: Incident) -> bool:
    return incident.route in routes.LOOKED_INTO_BY_ANOTHER or incident.concerns == "staff"


def obstacle_to_ending(standing: Standing, incident: Incident) -> str:
    """Closing and "recorded in error": the leader, never the reporter of a matter about staff."""
    if obstacle := obstacle_to_leading(standing, incident):
        return obstacle
    if is_about_staff(incident) and incident.report.reporter_id == standing.person_id:
        return "You reported this matter about staff, so somebody else has to close it."
    return ""


def obstacle_to_taking_to_child_protection(standing: Standing, incident: Incident) -> str:
    if incident.status in ENDED:
        return ENDED_CASE
    if incident.route == Route.CHILD_PROTECTION:
        return "This case is on the child-protection route already."
    if not standing.holds(*routes.SAFEGUARDING):
        return "Only the Designated Teacher or the Deputy can do this. Ask one of them."
    return ""
