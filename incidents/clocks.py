"""What has a day in a case, whose it is, and to whom it goes when the day has passed.

Everything here is worked out anew whenever it is asked: a reminder stops with its cause.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from incidents import routes
from incidents.actions.conflicts import Holders, leaders, sources_of_all
from incidents.models import Incident, IncidentStep, ShutOut
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


class Turns:
    """Whose turn it is in these cases on the day of `now`, and who comes next; a few questions for any number of them."""

    def __init__(self, incidents: Iterable[Incident], now: datetime) -> None:
        incidents = list(incidents)
        self.now, self.ids = now, {one.pk for one in incidents}
        self.holders = Holders.on(local_date(now))
        self._shut: dict[UUID, set[UUID]] = defaultdict(set)
        for incident_id, person in (
            ShutOut.objects.live().filter(incident__in=self.ids).values_list("incident_id", "person_id")
        ):
            self._shut[incident_id].add(person)
        self._sources = sources_of_all(incidents)
        self._known: dict[UUID, set[UUID]] = {}

    def leaders(self, incident: Incident) -> set[UUID]:
        return leaders(incident, holders=self.holders, shut=self._shut[incident.pk], sources=self._sources[incident.pk])

    def doers(self, incident: Incident, office: str) -> set[UUID]:
        """The free holders of a step's office; otherwise whoever leads."""
        shut = self._shut[incident.pk]
        order = (routes.DT, routes.DDT) if office in routes.SAFEGUARDING else (office,) if office else ()
        found = (self.holders.free(one, incident, shut) for one in order)
        return next(filter(None, found), None) or self.leaders(incident)

    def one_level_up(self, incident: Incident, office: str) -> set[UUID]:
        """To whom an overdue thing goes, once: from the step's office to the leader, from the leader to the next office.

        The next office is the first behind the leading one, in the order of the case's route, with somebody who is
        free of conflict and for whom the case exists. When there is none, it stops.
        """
        doers, lead = self.doers(incident, office), self.leaders(incident)
        if lead - doers:
            return self._who_may_know(lead - doers, incident)
        out = self._shut[incident.pk] | doers | lead | self._sources[incident.pk]
        for next_office in _offices_behind(incident):
            if found := self._who_may_know(self.holders.free(next_office, incident, out), incident):
                return found
        return set()

    def _who_may_know(self, people: Iterable[UUID], incident: Incident) -> set[UUID]:
        return {person for person in people if incident.pk in self._visible_to(person)}

    def _visible_to(self, person: UUID) -> set[UUID]:
        if person not in self._known:
            rows = Incident.objects.visible_to(standing_of(person, self.now)).filter(pk__in=self.ids)
            self._known[person] = set(rows.values_list("pk", flat=True))
        return self._known[person]


def _offices_behind(incident: Incident) -> tuple[str, ...]:
    """Behind a person named to lead stands the office that named them."""
    order = routes.TABLE[incident.route].leads
    if incident.lead_office not in order:
        return ()
    return order[order.index(incident.lead_office) + (0 if incident.lead_id else 1) :]


def thing_of(incident_id: UUID, key: str, now: datetime) -> Thing | None:
    """What a reminder was about, if it is still to be done."""
    day = date.fromisoformat(key.rpartition(" ")[2])
    things = things_due(until=max(day, local_date(now)), of=incident_id)
    return next((one for one in things if one.key == key), None)
