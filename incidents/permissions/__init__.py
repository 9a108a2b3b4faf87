"""Who may do what in a case. Each function returns the obstacle as a sentence, or nothing.

Nothing here asks the database: actions fetch the facts under the row's lock and pass them in.
"""

from collections.abc import Collection
from uuid import UUID

from incidents import routes
from incidents.models import (
    Allegation,
    Concerns,
    Entry,
    Evidence,
    Incident,
    IncidentStep,
    Link,
    Record,
    Report,
)
from incidents.models.access import may_read_by_name
from incidents.permissions import emergency
from incidents.routes import Route
from incidents.states import ENDED, ReportStatus, StepStatus
from school.models import Office
from school.standing import Standing

FILES_TO_A_NOTE = 10
STRUCK = "This note was struck, so nothing is added to it. Note the evidence anew where it belongs."
ENDED_CASE = "This case has ended. Reopen it first, with a reason."
obstacle_to_keeping_emergency_readers = emergency.obstacle_to_keeping_emergency_readers
obstacle_to_being_an_emergency_reader = emergency.obstacle_to_being_an_emergency_reader
obstacle_to_confirming_emergency_reader = emergency.obstacle_to_confirming_emergency_reader
obstacle_to_opening_in_emergency = emergency.obstacle_to_opening_in_emergency


def leads(standing: Standing, incident: Incident) -> bool:
    """Whether this person decides in the case: named, by the leading office, or beside it; never one of its sources."""
    if incident.lead_id == standing.person_id:
        return True
    beside = routes.TABLE[incident.route].leads_beside if incident.lead_id is None else frozenset()
    return standing.holds(incident.lead_office, *beside) and not _is_source(standing, incident)


def _is_source(standing: Standing, incident: Incident) -> bool:
    """Who reported a matter about staff, or on whose behalf: `incidents.actions.conflicts.sources_of` for one person."""
    if incident.route not in routes.LOOKED_INTO_BY_ANOTHER:
        return False
    return incident.report.reporter_id == standing.person_id or _spoke(standing, incident)


def _spoke(standing: Standing, incident: Incident) -> bool:
    speaker = getattr(incident.report, "speaker", None)  # queries select it together with the report
    return speaker is not None and speaker.person_id == standing.person_id


def obstacle_to_looking_into(standing: Standing, incident: Incident) -> str:
    """In a matter about staff whoever reported it, or told of it, leaves it to somebody else (domain 3.3)."""
    if not is_about_staff(incident):
        return ""
    if incident.report.reporter_id == standing.person_id:
        return "You reported this matter about staff, so somebody else looks into it."
    if _spoke(standing, incident):
        return "It was you who told of this matter about staff, so somebody else looks into it."
    return ""


def leader_words(incident: Incident) -> str:
    """Who leads, as a reader of the case may be told: the office, never a name."""
    if incident.lead_id:
        return "the person named to lead it"
    return f"the {office_words(incident.lead_office)}" if incident.lead_office else "nobody yet"


def office_words(office: str) -> str:
    return str(Office(office).label).replace(" of the Board of Governors", "") if office else ""


def obstacle_to_finding(standing: Standing, incident: Incident) -> str:
    """Whoever leads, never the reporter of a matter about staff, although of the leading office."""
    return obstacle_to_looking_into(standing, incident) or obstacle_to_leading(standing, incident)


def obstacle_to_recording(standing: Standing) -> str:
    """Register clauses 7.4b, 8.5, 9.2 and 9.5: every member of staff in the wide sense can report."""
    if not standing.is_active or not standing.is_staff:
        return "Only staff and governors record incidents here. Please tell the school office instead."
    return ""


def obstacle_to_keeping_services(standing: Standing) -> str:
    """Domain part 10, register `platform_list`: kept by the Principal."""
    return "" if standing.holds(Office.PRINCIPAL) else "Only the Principal changes this list."


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


def obstacle_to_correcting_evidence(
    standing: Standing, incident: Incident, evidence: Evidence, *, is_struck: bool
) -> str:
    if is_struck:
        return STRUCK
    if evidence.author_id != standing.person_id:
        return "Only whoever noted this can correct it. You can note evidence of your own."
    return obstacle_to_writing(standing, incident)


def obstacle_to_sending_files(
    standing: Standing, incident: Incident, *, is_corrected: bool, is_struck: bool, sent_before: int
) -> str:
    """A picture or PDF goes to a note of evidence, by whoever may write into the case."""
    if is_struck:
        return STRUCK
    if is_corrected:
        return "This note was corrected. Send the file to the newer one."
    if sent_before >= FILES_TO_A_NOTE:
        return f"This note has {FILES_TO_A_NOTE} files already. Note the rest as evidence of its own."
    return obstacle_to_writing(standing, incident)


def obstacle_to_striking(standing: Standing, incident: Incident, evidence: Evidence) -> str:
    """A note in the wrong place: whoever noted it, or leads."""
    if evidence.author_id != standing.person_id and not leads(standing, incident):
        return "Only whoever noted this, or the leader of the case, can strike it. You can write an entry."
    return obstacle_to_writing(standing, incident)


def may_see_struck(standing: Standing, incident: Incident, evidence: Evidence) -> bool:
    """Words that stand in the wrong place may be of another child: whoever leads, and whoever noted them."""
    return evidence.author_id == standing.person_id or leads(standing, incident)


def obstacle_to_undoing_a_link(standing: Standing, incident: Incident, link: Link) -> str:
    if link.once:
        return "These cases come from one report, and that stays on record. You can write an entry."
    return obstacle_to_splitting(standing, incident)


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
    if obstacle := obstacle_to_looking_into(standing, incident):
        return f"{obstacle} You can write an entry."
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
    if obstacle := obstacle_to_looking_into(standing, incident):
        return obstacle
    if step.excused_by_office and standing.holds(step.excused_by_office):
        return ""
    return obstacle_to_leading(standing, incident)


def obstacle_to_reopening(
    standing: Standing, incident: Incident, step: IncidentStep, *, is_named: bool, safeguarding_can_act: bool
) -> str:
    """Whoever could have ticked it takes the tick back; an excuse only whoever could have given it."""
    if step.status == StepStatus.EXCUSED:
        return obstacle_to_excusing(standing, incident, step, safeguarding_can_act=safeguarding_can_act)
    return obstacle_to_doing(standing, incident, step, is_named=is_named, safeguarding_can_act=safeguarding_can_act)


def obstacle_to_correcting_a_record(
    standing: Standing, incident: Incident, record: Record, *, safeguarding_can_act: bool
) -> str:
    """Its writer or the leader; what the Designated Teacher decided, only she or the Deputy."""
    if record.step.for_office in routes.SAFEGUARDING:
        obstacle = _obstacle_for_safeguarding(standing, incident, safeguarding_can_act)
        return obstacle or obstacle_to_writing(standing, incident)
    if record.written_by_id != standing.person_id and not leads(standing, incident):
        return "Only whoever wrote this record, or the leader of the case, can correct it. You can write an entry."
    return obstacle_to_writing(standing, incident)


def obstacle_to_passing_on_a_word(
    standing: Standing, incident: Incident, step: IncidentStep, *, said_by: UUID, lookers: Collection[UUID]
) -> str:
    """The leader may write down what the Designated Teacher said; nobody's word counts who is out of the case."""
    if obstacle := obstacle_to_leading(standing, incident) or obstacle_to_writing(standing, incident):
        return obstacle
    if step.for_office not in routes.SAFEGUARDING or step.record:
        return "This step is not a look for child protection. Go back to the case."
    if standing.person_id in lookers:
        return "This look is yours: press “Nothing for child protection” in the case."
    if said_by not in lookers:
        return "Choose the Designated Teacher or the Deputy who can look at this case."
    return ""


def obstacle_to_taking_back_a_word(standing: Standing, step: IncidentStep, *, said_by: UUID | None) -> str:
    if said_by != standing.person_id or step.is_open:
        return "Only the person whose word it is can take it back, while the step stands on it."
    return ""


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
    if not may_read_by_name(named):
        return "Whoever keeps the accounts takes part in no case. Choose somebody else."
    governs_only = not named.staff_kinds and not named.holds(Office.CHAIR, Office.VICE_CHAIR, *routes.READING_OFFICES)
    shut = incident.offices_shut - (routes.LET_IN_WITH if may_be_let_in(named, incident) else frozenset())
    conflicted = named.person_id in shut_out or bool(named.offices & shut)
    if governs_only or conflicted or (named.person_id == incident.report.reporter_id and is_about_staff(incident)):
        return "This person cannot take part in this case. Choose somebody else."
    return ""


def may_be_let_in(named: Standing, incident: Incident) -> bool:
    """Domain 3.3: the Chair may let in the Principal's deputy, whom the office alone keeps out; never one concerned.

    Whoever is shut out for a reason of their own, or by another office, is refused by `obstacle_to_naming` all the same.
    """
    return named.holds(*offices_let_in(incident))


def offices_let_in(incident: Incident) -> frozenset[str]:
    """Offices that are shut out of this case, and whose holders may be let in by name while none of them is concerned."""
    lets_in = routes.TABLE[incident.route].lets_in
    return frozenset() if lets_in & set(incident.offices_concerned) else lets_in


def obstacle_to_taking(standing: Standing, incident: Incident) -> str:
    """Register clause 9.5: the report reaches Principal and Vice-Principal, and either of them may lead."""
    if incident.status in ENDED:
        return ENDED_CASE
    if not standing.holds(*routes.TABLE[incident.route].takes):
        return f"This case is led by {leader_words(incident)}. Ask them to hand it over to you."
    if obstacle := obstacle_to_looking_into(standing, incident):
        return obstacle
    if leads(standing, incident):
        return "You lead this case already."
    return ""


def obstacle_to_handing_over(standing: Standing, incident: Incident) -> str:
    return obstacle_to_leading(standing, incident) or obstacle_to_writing(standing, incident)


def may_see_openings(standing: Standing, incident: Incident) -> bool:
    """Domain matrix, last row: who opened a case is for its leader, the Principal and the safeguarding team."""
    return leads(standing, incident) or standing.holds(routes.PRINCIPAL, *routes.SAFEGUARDING)


def obstacle_to_splitting(standing: Standing, incident: Incident) -> str:
    """Splitting a case and linking it with another: whoever leads, while it is open."""
    return obstacle_to_leading(standing, incident) or obstacle_to_writing(standing, incident)


def obstacle_to_naming_author(standing: Standing, incident: Incident) -> str:
    if obstacle := obstacle_to_leading(standing, incident) or obstacle_to_writing(standing, incident):
        return obstacle
    if incident.concerns != Concerns.OUTSIDER:
        return "It is known already whom this case concerns. Split it when somebody else comes in."
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


def obstacle_to_weighing(standing: Standing, incident: Incident) -> str:
    """How serious a case is: whoever leads says so, while it is open."""
    return obstacle_to_leading(standing, incident) or obstacle_to_writing(standing, incident)


def obstacle_to_claiming(standing: Standing, incident: Incident) -> str:
    """The person concerned reads nothing here, so whoever leads writes down what they claim (gap G11)."""
    if obstacle := obstacle_to_leading(standing, incident) or obstacle_to_writing(standing, incident):
        return obstacle
    if not is_about_staff(incident):
        return "A disclosure in the public interest is made by somebody at work here. Write an entry instead."
    return ""


def obstacle_to_answering_a_claim(standing: Standing, incident: Incident) -> str:
    return obstacle_to_leading(standing, incident) or obstacle_to_writing(standing, incident)


def obstacle_to_supervising(
    standing: Standing, incident: Incident, named: Standing, *, shut_out: Collection[UUID]
) -> str:
    """Supervisors see the restriction only (domain 2.1, P4), also when the case has ended; still, nobody in conflict."""
    if obstacle := obstacle_to_leading(standing, incident):
        return obstacle
    if not named.is_active or not named.staff_kinds:
        return "Choose somebody who can sign in and works at the school."
    if named.person_id in shut_out or named.offices & incident.offices_shut:
        return "This person cannot supervise here. Choose somebody else."
    return ""


def obstacle_of_a_claim_about(allegation: Allegation) -> str:
    """Nothing is found about somebody who claims a disclosure in the public interest, until the claim is answered."""
    if not allegation.is_paused:
        return ""
    return (
        f"{allegation.subject} says that it was a disclosure in the public interest. "
        "Take advice and answer the claim first: it stands on the page of the case."
    )


def obstacle_of_a_claim(incident: Incident) -> str:
    """The same for the whole case: it does not end."""
    if not incident.is_paused:
        return ""
    return (
        "Somebody claims a disclosure in the public interest. Take advice and answer the claim before this case ends."
    )


def obstacle_to_taking_to_child_protection(standing: Standing, incident: Incident) -> str:
    if incident.status in ENDED:
        return ENDED_CASE
    if incident.route == Route.CHILD_PROTECTION:
        return "This case is on the child-protection route already."
    if not standing.holds(*routes.SAFEGUARDING):
        return "Only the Designated Teacher or the Deputy can do this. Ask one of them."
    return ""
