"""Who leads: taking a case, handing it over, and stepping back from it because of a conflict of interest."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from audit.actions import record
from incidents import routes
from incidents.actions.conflicts import Holders, check_conflicts, leaders, people_shut_out, sources_of
from incidents.actions.locking import locked
from incidents.actions.telling import tell_leaders
from incidents.models import Access, AccessRole, Incident, ShutOut, ShutOutReason
from incidents.permissions import obstacle_to_handing_over, obstacle_to_taking
from incidents.states import WrongState
from notices.actions import tell
from policy.models import ClauseVersion, TellRule
from school.days import local_date
from school.obstacles import demand

NOBODY_ELSE = (
    "Nobody else who is free of conflict could lead this case today, so nothing was changed. "
    "Ask the Chair for an acting appointment first, or telephone the education authority's adviser."
)
NOT_FREE = "Somebody else has to lead this case. If you know more of it, write an entry."


class Relation(models.TextChoices):
    """Domain rule 3.3: what makes a handler step back."""

    RELATIVE = "relative", "A relative of mine is in it"
    PARTNER = "partner", "My husband, wife or partner is in it"
    CLOSE_FRIEND = "close_friend", "A close friend of mine is in it"
    OTHER = "other", "Something else makes me the wrong person"


def goes_to_both(clause_versions: Iterable[ClauseVersion]) -> bool:
    """Whether one of these clauses sends a report to the Principal or the Vice-Principal, by its own row."""
    clauses = list(clause_versions)
    return bool(clauses) and TellRule.objects.filter(clause_version__in=clauses, whom=routes.SENT_TO_BOTH).exists()


def possible_leaders(incident: Incident, *, holders: Holders) -> dict[UUID, str]:
    """Who could lead beside whoever does: person -> the office by which they could, in the order of the route.

    The Board is the employer (domain finding 7): its Chair is no choice while the school's own offices lead.
    """
    rule = routes.TABLE[incident.route]
    kept_out = people_shut_out(incident) | sources_of(incident)
    found: dict[UUID, str] = {}
    for office in rule.leads:
        if office in routes.BOARD and incident.lead_office not in routes.BOARD and office not in rule.leads_beside:
            continue
        for person in holders.free(office, incident, kept_out):
            found.setdefault(person, office)
    leading = {incident.lead_id} if incident.lead_id else holders.free(incident.lead_office, incident, kept_out)
    return {person: office for person, office in found.items() if person not in leading}


def lead_by_name(incident: Incident, person: UUID, *, by: UUID, now: datetime) -> tuple[Access, list[Access]]:
    """The person leads by name from now on; whoever led by name before does not. The caller saves nothing more.

    Returns the new access and those that ended with it: all of them belong into the caller's entry.
    """
    ended = end_leads(incident, by=by, now=now) + end_accesses(incident, person=person, by=by, now=now)
    access = Access.objects.create(
        incident=incident, person_id=person, role=AccessRole.LEAD, given_at=now, given_by_id=by
    )
    incident.lead_id = person
    incident.save()
    return access, ended


def end_leads(incident: Incident, *, by: UUID, now: datetime) -> list[Access]:
    return _end(incident.accesses.filter(role=AccessRole.LEAD), by, now)


def end_accesses(incident: Incident, *, by: UUID, now: datetime, person: UUID | None = None) -> list[Access]:
    """End what this person, or everybody, is named for in the case; also what ran out by itself."""
    return _end(incident.accesses.filter(person_id=person) if person else incident.accesses.all(), by, now)


def _end(accesses: models.QuerySet[Access], by: UUID, now: datetime) -> list[Access]:
    rows = list(accesses.filter(ended_at=None).select_for_update(of=("self",)))
    for row in rows:
        row.ended_at, row.ended_by_id = now, by
        row.save()
    return rows


@transaction.atomic
def take_case(*, pk: UUID, by: UUID, now: datetime) -> Incident:
    """One press: the Vice-Principal leads instead of the Principal, who is told and keeps reading."""
    incident, standing = locked(pk, by=by, now=now)
    demand(obstacle_to_taking(standing, incident))
    if by not in possible_leaders(incident, holders=Holders.on(local_date(now))):
        demand(NOT_FREE)
    if incident.lead_id:
        raise WrongState("Somebody is named to lead this case already. Ask them to hand it over.")
    before = leaders(incident, holders=Holders.on(local_date(now)))
    access, ended = lead_by_name(incident, by, by=by, now=now)
    tell("case.taken", before - {by}, about=incident, now=now, key=str(access.pk))
    record("incident.taken", incident, access, *ended, by=by, now=now)
    return incident


@transaction.atomic
def hand_over(*, pk: UUID, to: UUID, by: UUID, now: datetime) -> Incident:
    """To another possible leader, or back to the office that the case belongs to; told to whoever gets it."""
    incident, standing = locked(pk, by=by, now=now)
    demand(obstacle_to_handing_over(standing, incident))
    holders = Holders.on(local_date(now))
    office = possible_leaders(incident, holders=holders).get(to)
    if office is None:
        raise WrongState("This person cannot lead the case today. Choose somebody from the list.")
    if office == incident.lead_office:
        changed = end_leads(incident, by=by, now=now)
        incident.lead = None
        incident.save()
    else:
        access, ended = lead_by_name(incident, to, by=by, now=now)
        changed = [access, *ended]
    tell("case.handed", [to], about=incident, now=now, key=now.isoformat())
    record("incident.handed_over", incident, *changed, by=by, now=now, person=to)
    return incident


@transaction.atomic
def declare_conflict(*, pk: UUID, relation: str, by: UUID, now: datetime) -> Incident:
    """The handler is out of the case from now on, and the next in line stands in; what was read stays on record.

    Raises WrongState when nobody else could lead: a case always has somebody who can.
    """
    incident, _ = locked(pk, by=by, now=now)
    holders = Holders.on(local_date(now))
    before = leaders(incident, holders=holders)
    shut = ShutOut.objects.create(incident=incident, person_id=by, reason=ShutOutReason.DECLARED, since=now)
    ended = end_accesses(incident, person=by, by=by, now=now)
    new = check_conflicts(incident, holders=holders, now=now)
    if not leaders(incident, holders=holders):
        raise WrongState(NOBODY_ELSE)
    incident.save()
    _tell_who_stands_in(incident, before, by, holders, shut, now)
    record("incident.conflict_declared", incident, shut, *new, *ended, by=by, now=now, relation=Relation(relation))
    return incident


def _tell_who_stands_in(
    incident: Incident, before: set[UUID], by: UUID, holders: Holders, shut: ShutOut, now: datetime
) -> None:
    if not incident.is_live:
        return
    if leaders(incident, holders=holders) - before:
        tell_leaders(incident, holders=holders, now=now, key=str(shut.pk))
    else:
        tell("case.stepped_back", before - {by}, about=incident, now=now, key=str(shut.pk))
        tell_leaders(incident, holders=holders, now=now, key=str(shut.pk), only_look=True)
