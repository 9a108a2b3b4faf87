"""An outsider turns out to be a parent, a member of staff or a pupil: the case becomes one about them (domain 2.4)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from incidents.actions.asking import ask_at_once
from incidents.actions.conflicts import Holders, check_conflicts
from incidents.actions.locking import locked
from incidents.actions.searching import refresh_search
from incidents.actions.telling import tell_leaders
from incidents.models import Incident, IncidentPerson, Part
from incidents.permissions import obstacle_to_naming_author
from incidents.states import WrongState
from school.days import add_school_days, local_date
from school.models import Target
from school.obstacles import demand


@transaction.atomic
def name_author(*, pk: UUID, concerns: str, person: UUID, by: UUID, now: datetime) -> Incident:
    """The conflict check runs again before anybody is told; the kind is confirmed anew by whoever leads from here."""
    incident, standing = locked(pk, by=by, now=now)
    demand(obstacle_to_naming_author(standing, incident))
    if any(one.person_id == person for one in incident.concerned):
        raise WrongState("This person is in the case already as the one it concerns.")
    row = IncidentPerson.objects.create(
        incident=incident, person_id=person, part=Part.CONCERNED, position=incident.people.count()
    )
    incident.concerns = concerns
    incident.confirm_by = add_school_days(local_date(now), Target.value_of("acknowledge_school_days"))
    incident.kinds.remove(*incident.kinds.exclude(audience=concerns))
    holders = Holders.on(local_date(now))
    new = check_conflicts(incident, holders=holders, now=now)
    incident.save()
    steps = ask_at_once(incident, now=now)
    refresh_search(incident)
    tell_leaders(incident, holders=holders, now=now, key=str(row.pk))
    record("incident.author_named", incident, row, *new, *steps, by=by, now=now, concerns=concerns)
    return incident
