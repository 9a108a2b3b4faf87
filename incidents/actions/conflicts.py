"""The conflict check (domain 3.3): who leads, who is shut out. Runs before anything is shown or sent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from audit.actions import record
from audit.models import Sealed
from audit.prepared import Prepared, insert
from incidents import routes
from incidents.models import Access, Incident, IncidentPerson, Part, ReportSpeaker, ShutOut, ShutOutReason
from incidents.models.access import may_read_by_name
from incidents.routes import Shut
from incidents.states import ENDED
from school.days import local_date
from school.models import Appointment, FamilyLink, Office, Pupil, StaffRole
from school.standing import standing_of


@dataclass(frozen=True)
class Holders:
    """Everybody's offices on a day, read once for any number of cases."""

    offices: dict[UUID, set[str]]
    active: frozenset[UUID]

    @classmethod
    def on(cls, day: date) -> "Holders":
        offices: dict[UUID, set[str]] = defaultdict(set)
        active = set()
        for person, office, is_active in _held(None, day):
            offices[person].add(office)
            if is_active:
                active.add(person)
        return cls(dict(offices), frozenset(active))

    def free(self, office: str, incident: Incident, shut_people: set[UUID]) -> set[UUID]:
        """Holders of the office for whom the case exists."""
        shut = incident.offices_shut
        return {
            person
            for person, held in self.offices.items()
            if office in held and person in self.active and person not in shut_people and not held & shut
        }


_held = Prepared(
    lambda _, day: (
        Appointment.objects.effective(day).order_by().values_list("person_id", "office", "person__user__is_active")
    )
)
_families = Prepared(
    lambda _, ids, day: (
        FamilyLink.objects.filter(pupil__person_id__in=ids)
        .filter(Q(ends_on=None) | Q(ends_on__gte=day))
        .values_list("adult_id")
    )
)
_employed = Prepared(
    lambda _, people, day: StaffRole.objects.on(day).filter(person_id__in=people).order_by().values_list("person_id")
)
_shut_out = Prepared(
    lambda _, incident: ShutOut.objects.live().filter(incident=incident).values_list("person_id", flat=True)
)


def check_conflicts(
    incident: Incident, *, holders: Holders, now: datetime, filed_with: list[IncidentPerson] | None = None
) -> list[Sealed]:
    """Set the route, the leading office and all shut-outs of a case; returns the new named ones, and who is let in no more.

    What shuts somebody out only grows: an office given up or a link ended opens no case by itself.
    `filed_with`: everybody in a case that is filed in this very transaction, of which nobody else can know yet; its rows,
    these shut-outs among them, are the caller's to save.
    """
    day, is_new = local_date(now), filed_with is not None
    people = list(incident.people.all()) if filed_with is None else filed_with
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
    shut_now = _shut_people_out(incident, people, holders, now, is_new=is_new)
    new: list[Sealed] = [*shut_now, *([] if is_new else _let_in_no_more(incident))]
    people_shut = {one.person_id for one in shut_now} if is_new else people_shut_out(incident)
    kept_out = people_shut | sources_of(incident)
    if incident.lead_id and not _may_go_on_leading(incident.lead_id, incident, holders, kept_out, now):
        incident.lead = None
    incident.lead_office = _leading_office(incident, holders, kept_out)
    return new


def _may_go_on_leading(lead: UUID, incident: Incident, holders: Holders, kept_out: set[UUID], now: datetime) -> bool:
    """Somebody named to lead, while they work here, and neither they nor an office of theirs is kept out."""
    if lead in kept_out or holders.offices.get(lead, set()) & incident.offices_shut:
        return False
    return may_read_by_name(standing_of(lead, now))


def has_lost_its_leader(incident: Incident, day: date) -> bool:
    """Whether whoever is named to lead an open case, or every holder of the leading office, is gone by the calendar."""
    return Incident.objects.filter(pk=incident.pk).without_a_leader(day).exists() if incident.is_live else False


@transaction.atomic
def find_stand_ins(now: datetime) -> None:
    """Offices and work end by their dates, also between two daily looks: the next in line leads from that day on."""
    holders = Holders.on(local_date(now))
    lost = Incident.objects.live().without_a_leader(local_date(now)).values("pk")
    rows = Incident.objects.filter(pk__in=lost).select_for_update(of=("self",)).select_related("report")
    for incident in rows.order_by("pk"):
        recheck(incident, holders=holders, now=now)


def people_shut_out(incident: Incident, *, but_by_office: bool = False) -> set[UUID]:
    """Everybody shut out by name; with `but_by_office`, without those whom nothing but an office keeps out."""
    if but_by_office:
        others = ShutOut.objects.live().exclude(reason=ShutOutReason.OFFICE)
        return set(others.filter(incident=incident).values_list("person_id", flat=True))
    return {person for (person,) in _shut_out(None, incident.pk)}


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
    employed = {person for (person,) in _employed(None, concerned, day)}
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
    incident: Incident, people: list[IncidentPerson], holders: Holders, now: datetime, *, is_new: bool
) -> list[ShutOut]:
    ids = {one.person_id for one in people if one.person_id}
    subjects = {one.person_id for one in people if one.part == Part.CONCERNED and one.person_id}
    family = _families(None, ids, local_date(now))
    wanted = {(person, ShutOutReason.SUBJECT.value) for person in subjects}
    wanted |= {(person, ShutOutReason.FAMILY.value) for (person,) in family}
    wanted |= {(person, ShutOutReason.OFFICE.value) for person in _in_shut_offices(incident, subjects, holders)}
    known = set() if is_new else set(_shut_for(incident))
    rows = [
        ShutOut(incident=incident, person_id=person, reason=reason, since=now)
        for person, reason in sorted(wanted - known, key=str)
    ]
    if not is_new:
        insert(rows)
    return rows


def _shut_for(incident: Incident) -> Iterable[tuple[UUID, str]]:
    return ShutOut.objects.live().filter(incident=incident).values_list("person_id", "reason")


def _let_in_no_more(incident: Incident) -> list[Access]:
    """Nobody stays let in once an office that could be let in is concerned itself, or the case is of another route."""
    lets_in = routes.TABLE[incident.route].lets_in
    if lets_in and not lets_in & set(incident.offices_concerned):
        return []
    rows = list(incident.accesses.live().filter(is_let_in=True))
    for row in rows:
        row.is_let_in = False
        row.save()
    return rows


def _leading_office(incident: Incident, holders: Holders, kept_out: set[UUID]) -> str:
    """The first office in the route's order with somebody free; none leaves the sentence to telephone."""
    for office in routes.TABLE[incident.route].leads:
        if holders.free(office, incident, kept_out):
            return office
    return ""


def not_to_be_named(incident: Incident, *, but_by_office: bool = False) -> set[UUID]:
    """People who cannot be given a part in the case: those shut out, and in a matter about staff its sources."""
    return people_shut_out(incident, but_by_office=but_by_office) | sources_of(incident)


def sources_of(incident: Incident) -> set[UUID]:
    """In a matter about staff, who reported it and on whose behalf: sources, so never those who look into it.

    Neither leads it, be it by an office, beside one, by name or by taking it (domain 3.3, decision 0108).
    """
    return sources_of_all([incident])[incident.pk]


def sources_of_all(incidents: Iterable[Incident]) -> dict[UUID, set[UUID]]:
    """The same for many cases, in one question."""
    about_staff = [one for one in incidents if one.route in routes.LOOKED_INTO_BY_ANOTHER]
    found: dict[UUID, set[UUID]] = defaultdict(set)
    if not about_staff:
        return found
    rows = ReportSpeaker.objects.filter(report__in={one.report_id for one in about_staff}, person__isnull=False)
    spoke = dict(rows.values_list("report_id", "person_id"))
    for one in about_staff:
        found[one.pk] = {one.report.reporter_id, *({spoke[one.report_id]} if one.report_id in spoke else ())}
    return found


def leaders(
    incident: Incident, *, holders: Holders, shut: set[UUID] | None = None, sources: set[UUID] | None = None
) -> set[UUID]:
    """Everybody who may decide in the case today: the ones to be told. `shut`, `sources`: where they are known."""
    if incident.lead_id:
        return {incident.lead_id}
    kept_out = people_shut_out(incident) if shut is None else shut
    kept_out = kept_out | (sources_of(incident) if sources is None else sources)
    offices = {incident.lead_office} | routes.TABLE[incident.route].leads_beside
    return set().union(*(holders.free(office, incident, kept_out) for office in offices if office))


def reached(incident: Incident, *, holders: Holders, shut: set[UUID] | None = None) -> set[UUID]:
    """Principal and Vice-Principal, where a clause sends the report to both and neither is concerned."""
    rule = routes.TABLE[incident.route]
    if not incident.reaches_both:
        return set()
    shut = people_shut_out(incident) if shut is None else shut
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
    later = _shut_without_a_mark(holders) | _concerned_by_a_later_office(holders)
    cases = Incident.objects.filter(touched | ~Q(status__in=ENDED) | later).values("pk")
    rows = Incident.objects.filter(pk__in=cases).select_for_update(of=("self",)).select_related("report")
    for incident in rows.order_by("pk"):  # so that two changes at once cannot block each other
        recheck(incident, holders=holders, now=now)


def _shut_without_a_mark(holders: Holders) -> Q:
    """Also ended cases: whoever holds an office today that one is shut to stays out of it for good (decision 0041)."""
    missing = Q(pk__in=[])
    for office in Shut:
        for person in (one for one, held in holders.offices.items() if office.value in held):
            marked = ShutOut.objects.live().filter(person_id=person).values("incident")
            missing |= Q(**{office.column: True}) & ~Q(pk__in=marked)
    return missing


def _concerned_by_a_later_office(holders: Holders) -> Q:
    """Also ended cases whose person concerned has come, by the calendar alone, to hold an office with its own route."""
    later = Q(pk__in=[])
    for office, route, _ in routes.CONCERNED:
        people = [person for person, held in holders.offices.items() if office in held]
        about = IncidentPerson.objects.filter(part=Part.CONCERNED, person__in=people).values("incident")
        known = Q(**{Shut(office).column: True}) if office in Shut.values else Q(route=route)
        later |= Q(pk__in=about) & ~known
    return later


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
