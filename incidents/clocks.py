"""What has a day in a case, whose it is, and to whom it goes when the day has passed.

Everything here is worked out anew whenever it is asked: a reminder stops with its cause.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from incidents import routes
from incidents.actions.conflicts import Holders, leaders, people_shut_out
from incidents.models import Incident, IncidentStep
from incidents.states import IncidentStatus
from school.days import local_date
from school.standing import standing_of


@dataclass(frozen=True)
class Thing:
    """Something that has to be done by a day: a step, or the taking up of a report."""

    incident: Incident
    due: date
    asked_at: datetime
    step: IncidentStep | None = None

    @property
    def key(self) -> str:
        """What a reminder of it is known by: another day is another reminder."""
        return f"{self.step.pk if self.step else 'confirm'} {self.due}"

    @property
    def for_office(self) -> str:
        return self.step.for_office if self.step else ""


def things_due(*, until: date, of: UUID | None = None) -> list[Thing]:
    """Obligatory steps and confirmations still missing that are due by `until`; only those of one case, if `of` is given.

    A step that waits for another has no day yet.
    """
    steps = (
        IncidentStep.objects.open().obligatory().ready().filter(due_on__lte=until, incident__in=Incident.objects.live())
    )
    received = Incident.objects.filter(status=IncidentStatus.RECEIVED, confirm_by__lte=until)
    if of:
        steps, received = steps.filter(incident_id=of), received.filter(pk=of)
    found = [
        Thing(one.incident, one.due_on, one.asked_at, one)
        for one in steps.select_related("incident__report").order_by("due_on", "id")
        if one.due_on
    ]
    found += [
        Thing(one, one.confirm_by, one.opened_at)
        for one in received.select_related("report").order_by("confirm_by", "id")
        if one.confirm_by
    ]
    return found


def doers_of(incident: Incident, office: str, holders: Holders) -> set[UUID]:
    """Whose turn it is: the free holders of the step's office; otherwise whoever leads."""
    shut = people_shut_out(incident)
    if office in routes.SAFEGUARDING:
        looked_by = holders.free(routes.DT, incident, shut) or holders.free(routes.DDT, incident, shut)
        return looked_by or leaders(incident, holders=holders)
    found = holders.free(office, incident, shut) if office else set()
    return found or leaders(incident, holders=holders)


def one_level_up(incident: Incident, office: str, holders: Holders, now: datetime) -> set[UUID]:
    """To whom an overdue thing goes, once: from the step's office to the leader, from the leader to the next office.

    The next office is the first behind the leading one, in the order of the case's route, with somebody who is free
    of conflict and for whom the case exists. When there is none, it stops.
    """
    doers, lead = doers_of(incident, office, holders), leaders(incident, holders=holders)
    if lead - doers:
        return _who_may_know(lead - doers, incident, now)
    shut = people_shut_out(incident) | doers | lead
    if incident.route in routes.LOOKED_INTO_BY_ANOTHER:
        shut.add(incident.report.reporter_id)
    for next_office in _offices_behind(incident):
        if found := _who_may_know(holders.free(next_office, incident, shut), incident, now):
            return found
    return set()


def _offices_behind(incident: Incident) -> tuple[str, ...]:
    """Behind a person named to lead stands the office that named them."""
    order = routes.TABLE[incident.route].leads
    if incident.lead_office not in order:
        return ()
    return order[order.index(incident.lead_office) + (0 if incident.lead_id else 1) :]


def _who_may_know(people: Iterable[UUID], incident: Incident, now: datetime) -> set[UUID]:
    return {
        person
        for person in people
        if Incident.objects.visible_to(standing_of(person, now)).filter(pk=incident.pk).exists()
    }


def thing_of(incident_id: UUID, key: str, now: datetime) -> Thing | None:
    """What a reminder was about, if it is still to be done."""
    day = date.fromisoformat(key.rpartition(" ")[2])
    things = things_due(until=max(day, local_date(now)), of=incident_id)
    return next((one for one in things if one.key == key), None)
