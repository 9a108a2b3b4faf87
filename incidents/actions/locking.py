"""Every action on a case begins here: the row's lock, then a fresh look at who is asking."""

from datetime import datetime
from uuid import UUID

from incidents.models import Incident
from school.standing import Standing, standing_of


def locked(pk: UUID, *, by: UUID, now: datetime) -> tuple[Incident, Standing]:
    """The case under its lock and the asker's standing; Incident.DoesNotExist when it is not theirs to know of."""
    incident = Incident.objects.select_for_update(of=("self",)).select_related("report__speaker").get(pk=pk)
    standing = standing_of(by, now)
    if not Incident.objects.visible_to(standing).filter(pk=pk).exists():
        raise Incident.DoesNotExist
    return incident, standing
