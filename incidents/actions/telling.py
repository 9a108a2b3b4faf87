"""Who hears of what: only those who must act, and never a word of the case."""

from datetime import datetime

from incidents.actions.conflicts import Holders, leaders, safeguarding
from incidents.models import Incident
from incidents.states import StepStatus
from notices.actions import tell


def tell_leaders(incident: Incident, *, holders: Holders, now: datetime, key: str = "") -> None:
    """Whoever leads; and the Designated Teacher, while a look for child protection is open."""
    kind = "case.urgent" if incident.is_urgent else "case.waiting"
    tell(kind, leaders(incident, holders=holders), about=incident, now=now, key=key)
    if incident.steps.filter(status=StepStatus.OPEN, for_office="designated_teacher").exists():
        look = "case.urgent" if incident.is_urgent else "case.look"
        tell(look, safeguarding(incident, holders=holders), about=incident, now=now, key=key)
