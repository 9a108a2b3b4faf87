"""The conflict check (domain 3.3): who leads, who is shut out. Runs before anything is shown or sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from audit.actions import record
from incidents import routes
from incidents.models import Incident, IncidentPerson, Part, ReportSpeaker, ShutOut, ShutOutReason
from incidents.routes import Shut
from incidents.states import ENDED
from school.days import local_date
from school.models import Appointment, FamilyLink, Office, Pupil, StaffRole, User
from school.offices import offices_by_person


@dataclass(frozen=True)
class Holders:
    """Everybody's offices on a day, read once for any number of cases."""

    offices: dict[UUID, set[str]]
    active: frozenset[UUID]

    @classmethod
    def on(cls, day: date) -> "Holders":
        offices = offices_by_person(day)
        active = User.objects.filter(is_active=True, person_id__in=offices).values_list("person_id", flat=True)
        return cls(offices, frozenset(active))

    def free(self, office: str, incident: Incident, shut_people: set[UUID]) -> set[UUID]:
        """Holders of the office for whom the case exists."""
        shut = incident.offices_shut
        return {
            person
            for person, held in self.offices.items()
            if office in held and person in self.active and person not in shut_people and not held & shut
        }


def check_conflicts(incident: Incident, *, holders: Holders, now: datetime) -> list[ShutOut]:
    """Set the route, the leading office and all shut-outs of a case; returns the new named ones.

    What shuts somebody out only grows: an office given up or a link ended opens no case by itself.
    """
    day = local_date(now)
    people = list(incident.people.all())
    incident.has_child = incident.has_child or _has_child(incident, people)
    offices = _offices_concerned(incident, people, holders, day)
    incident.offices_concerned = sorted(offices)
    incident.route = routes.route_for(
        concerns=incident.concerns,
        offices=offices,
        child_protection=incident.route == routes.Route.CHILD_PROTECTION,
    )
    shut = routes.shut_for(offices)
    for office in Shut:
        setattr(incident, office.column, getattr(incident, office.column) or office.value in shut)
    new = _shut_people_out(incident, people, holders, now)
    people_shut = people_shut_out(incident)
    if incident.lead_id and not _may_go_on_leading(incident.lead_id, incident, holders, people_shut):
        incident.lead = None
    incident.lead_office = _leading_office(incident, holders, people_shut)
    return new


def _may_go_on_leading(lead: UUID, incident: Incident, holders: Holders, people_shut: set[UUID]) -> bool:
    """Somebody named to lead, while they can sign in and neither they nor an office of theirs is shut out."""
    if lead in people_shut or holders.offices.get(lead, set()) & incident.offices_shut:
        return False
    return User.objects.filter(person_id=lead, is_active=True).exists()


def people_shut_out(incident: Incident) -> set[UUID]:
    return set(ShutOut.objects.live().filter(incident=incident).values_list("person_id", flat=True))


def _has_child(incident: Incident, people: list[IncidentPerson]) -> bool:
    if incident.concerns == "pupil" or (incident.report.child_at_risk and not incident.is_split_off):
        return True
    then, filed = incident.report.happened_on, local_date(incident.report.filed_at)
    children = Pupil.objects.at_school(then) | Pupil.objects.at_school(filed) | Pupil.objects.past_under_18(then)
    return children.filter(person_id__in=[one.person_id for one in people if one.person_id]).exists()


def _offices_concerned(incident: Incident, people: list[IncidentPerson], holders: Holders, day: date) -> frozenset[str]:
    """Offices named by the reporter, and those that a person concerned holds although nobody said so."""
    found = set(incident.offices_concerned) | _offices_ticked(incident)
    concerned = {one.person_id for one in people if one.part == Part.CONCERNED and one.person_id}
    employed = set(StaffRole.objects.on(day).filter(person_id__in=concerned).values_list("person_id", flat=True))
    for person in concerned:
        held = holders.offices.get(person, set())
        found |= held & {office for office, _, _ in routes.CONCERNED if office != routes.GOVERNOR}
        governs = held & {Office.GOVERNOR, Office.DESIGNATED_GOVERNOR, Office.CHAIR, Office.VICE_CHAIR}
        if governs and person not in employed:
            found.add(routes.GOVERNOR)
    return frozenset(str(office) for office in found)


def _offices_ticked(incident: Incident) -> frozenset[str]:
    """What the reporter ticked is of the first case; what is split off carries the offices of its own people."""
    return frozenset() if incident.is_split_off else incident.report.offices_named


def _in_shut_offices(incident: Incident, subjects: set[UUID], holders: Holders) -> set[UUID]:
    """Who holds an office that the case is shut to: laying it down, or losing it, opens nothing.

    When nobody was picked, also whoever held an office that was ticked on the day it happened.
    """
    found = {person for person, held in holders.offices.items() if held & incident.offices_shut}
    ticked = _offices_ticked(incident) & set(Shut.values)
    if ticked and not subjects:
        then = Appointment.objects.effective(incident.report.happened_on).filter(office__in=ticked)
        found |= set(then.values_list("person_id", flat=True))
    return found


def _shut_people_out(
    incident: Incident, people: list[IncidentPerson], holders: Holders, now: datetime
) -> list[ShutOut]:
    ids = {one.person_id for one in people if one.person_id}
    subjects = {one.person_id for one in people if one.part == Part.CONCERNED and one.person_id}
    family = FamilyLink.objects.filter(pupil__person_id__in=ids).filter(
        Q(ends_on=None) | Q(ends_on__gte=local_date(now))
    )
    wanted = {(person, ShutOutReason.SUBJECT.value) for person in subjects}
    wanted |= {(person, ShutOutReason.FAMILY.value) for person in family.values_list("adult_id", flat=True)}
    wanted |= {(person, ShutOutReason.OFFICE.value) for person in _in_shut_offices(incident, subjects, holders)}
    known = set(ShutOut.objects.live().filter(incident=incident).values_list("person_id", "reason"))
    rows = [
        ShutOut(incident=incident, person_id=person, reason=reason, since=now)
        for person, reason in sorted(wanted - known, key=str)
    ]
    return ShutOut.objects.bulk_create(rows)


def _leading_office(incident: Incident, holders: Holders, people_shut: set[UUID]) -> str:
    """The first office in the route's order with somebody free; none leaves the sentence to telephone."""
    kept_out = set(people_shut)
    if incident.route in routes.LOOKED_INTO_BY_ANOTHER:
        kept_out.add(incident.report.reporter_id)
        kept_out |= _speaker_of(incident)
    for office in routes.TABLE[incident.route].leads:
        if holders.free(office, incident, kept_out):
            return office
    return ""


def not_to_be_named(incident: Incident) -> set[UUID]:
    """People who cannot be given a part in the case: those shut out, and in a matter about staff whoever spoke."""
    is_about_staff = incident.route in routes.LOOKED_INTO_BY_ANOTHER
    return people_shut_out(incident) | (_speaker_of(incident) if is_about_staff else set())


def _speaker_of(incident: Incident) -> set[UUID]:
    """On whose behalf it was reported: a source like the reporter, so never the one who looks into it."""
    rows = ReportSpeaker.objects.filter(report=incident.report_id, person__isnull=False)
    return set(rows.values_list("person_id", flat=True))


def leaders(incident: Incident, *, holders: Holders, shut: set[UUID] | None = None) -> set[UUID]:
    """Everybody who may decide in the case today: the ones to be told. `shut`: who is shut out, where that is known."""
    if incident.lead_id:
        return {incident.lead_id}
    shut = people_shut_out(incident) if shut is None else shut
    offices = {incident.lead_office} | routes.TABLE[incident.route].leads_beside
    return set().union(*(holders.free(office, incident, shut) for office in offices if office))


def reached(incident: Incident, *, holders: Holders) -> set[UUID]:
    """Principal and Vice-Principal, where a clause sends the report to both and neither is concerned."""
    rule = routes.TABLE[incident.route]
    if not incident.reaches_both:
        return set()
    shut = people_shut_out(incident)
    offices = routes.BOTH & (rule.reads | rule.reads_when_sent)
    return set().union(*(holders.free(office, incident, shut) for office in offices))


def safeguarding(incident: Incident, *, holders: Holders, shut: set[UUID] | None = None) -> set[UUID]:
    """The Designated Teacher if free of conflict, otherwise the Deputy: who looks first at a child's case."""
    if not incident.has_child and incident.route != routes.Route.CHILD_PROTECTION:
        return set()
    shut = people_shut_out(incident) if shut is None else shut
    return holders.free(routes.DT, incident, shut) or holders.free(routes.DDT, incident, shut)


def recompute_shut_outs(person_ids: Iterable[UUID], now: datetime) -> None:
    """An office or a family link changed: look again at every case that this may touch, in the same transaction."""
    ids = set(person_ids)
    pupils = FamilyLink.objects.filter(adult_id__in=ids).values("pupil__person_id")
    touched = Q(people__person_id__in=ids) | Q(people__person_id__in=pupils)
    holders = Holders.on(local_date(now))
    cases = Incident.objects.filter(touched | ~Q(status__in=ENDED) | _shut_without_a_mark(holders)).values("pk")
    for incident in Incident.objects.filter(pk__in=cases).select_for_update(of=("self",)).select_related("report"):
        recheck(incident, holders=holders, now=now)


def _shut_without_a_mark(holders: Holders) -> Q:
    """Also ended cases: whoever holds an office today that one is shut to stays out of it for good (decision 0041)."""
    missing = Q(pk__in=[])
    for office in Shut:
        for person in (one for one, held in holders.offices.items() if office.value in held):
            marked = ShutOut.objects.live().filter(person_id=person).values("incident")
            missing |= Q(**{office.column: True}) & ~Q(pk__in=marked)
    return missing


def recheck(incident: Incident, *, holders: Holders, now: datetime) -> None:
    """Run the conflict check on a case again; record it and tell a new leader only when something changed."""
    from incidents.actions.telling import tell_leaders

    before = _handling(incident)
    new = check_conflicts(incident, holders=holders, now=now)
    if _handling(incident) == before and not new:
        return
    incident.save()
    if incident.is_live:
        tell_leaders(incident, holders=holders, now=now)
    record(
        "incident.rerouted",
        incident,
        *new,
        by=None,
        now=now,
        route=incident.route,
        lead_office=incident.lead_office,
    )


def _handling(incident: Incident) -> tuple[object, ...]:
    flags = tuple(getattr(incident, office.column) for office in Shut)
    return (
        incident.route,
        incident.has_child,
        incident.lead_office,
        incident.lead_id,
        tuple(incident.offices_concerned),
        *flags,
    )
