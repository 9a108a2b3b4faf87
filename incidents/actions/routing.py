"""The Designated Teacher takes a case to the child-protection route."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from incidents.actions.conflicts import Holders, check_conflicts
from incidents.actions.leading import end_accesses
from incidents.actions.locking import locked
from incidents.actions.telling import tell_leaders
from incidents.models import Incident
from incidents.permissions import obstacle_to_taking_to_child_protection
from incidents.routes import Route
from school.days import local_date
from school.obstacles import demand


@transaction.atomic
def take_to_child_protection(*, pk: UUID, by: UUID, now: datetime) -> Incident:
    """From here the Designated Teacher leads; ordinary readers and all who were named lose the case.

    A case about an office that has its own route stays there: its subject must not gain a reader.
    """
    incident, standing = locked(pk, by=by, now=now)
    demand(obstacle_to_taking_to_child_protection(standing, incident))
    incident.has_child = True
    incident.route = Route.CHILD_PROTECTION
    ended = end_accesses(incident, by=by, now=now)
    incident.lead = None
    holders = Holders.on(local_date(now))
    check_conflicts(incident, holders=holders, now=now)
    incident.save()
    tell_leaders(incident, holders=holders, now=now, key="child_protection", by=by)
    record("incident.taken_to_child_protection", incident, *ended, by=by, now=now, route=incident.route)
    return incident
