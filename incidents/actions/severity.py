"""How serious a case is: chosen by whoever leads, changed by saying it anew (gap G12)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from incidents.actions.locking import locked
from incidents.actions.repeating import obstacle_of_a_used_form
from incidents.models import Severity, SeverityNote
from incidents.permissions import obstacle_to_weighing
from incidents.states import WrongState
from school.obstacles import demand


@transaction.atomic
def set_severity(*, pk: UUID, severity: str, once: UUID, reason: str = "", by: UUID, now: datetime) -> SeverityNote:
    """What was said before stays. No step, no day and no finding depends on it. A repeat answers with the first.

    Raises WrongState for a word that is none of the choices.
    """
    incident, standing = locked(pk, by=by, now=now)
    if first := incident.severity_notes.filter(once=once).first():
        return first
    demand(obstacle_to_weighing(standing, incident) or obstacle_of_a_used_form(SeverityNote, once))
    if severity not in Severity.values:
        raise WrongState("Choose how serious it is from the list.")
    note = SeverityNote.objects.create(incident=incident, severity=severity, reason=reason, once=once, by_id=by, at=now)
    incident.severity = severity
    incident.save()
    record("incident.severity_set", incident, note, by=by, now=now, severity=severity)
    return note
