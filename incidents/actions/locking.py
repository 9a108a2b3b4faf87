"""Every action on a case begins here: the row's lock, then a fresh look at who is asking."""

from datetime import datetime
from uuid import UUID

from incidents.actions.conflicts import Holders, has_lost_its_leader, recheck
from incidents.models import Incident
from school.days import local_date
from school.standing import Standing, standing_of


def locked(pk: UUID, *, by: UUID, now: datetime) -> tuple[Incident, Standing]:
    """The case under its lock and the asker's standing; Incident.DoesNotExist when it is not theirs to know of.

    A case whose leader left by the calendar has the next one from here on, before anybody is asked anything.
    """
    incident = Incident.objects.select_for_update(of=("self",)).select_related("report__speaker").get(pk=pk)
    standing = standing_of(by, now)
    if has_lost_its_leader(incident, standing.today):
        recheck(incident, holders=Holders.on(local_date(now)), now=now)
    if not Incident.objects.visible_to(standing).filter(pk=pk).exists():
        raise Incident.DoesNotExist
    return incident, standing
