"""Who hears of what: only those who must act, and never a word of the case."""

from datetime import datetime

from incidents.actions.conflicts import Holders, leaders, reached, safeguarding
from incidents.models import Incident
from incidents.states import StepStatus
from notices.actions import tell


def tell_leaders(
    incident: Incident, *, holders: Holders, now: datetime, key: str = "", only_look: bool = False
) -> None:
    """Whoever leads, both where a clause says so; and the Designated Teacher, while a look for child protection is open."""
    kind = "case.urgent" if incident.is_urgent else "case.waiting"
    if not only_look:
        tell(
            kind,
            leaders(incident, holders=holders) | reached(incident, holders=holders),
            about=incident,
            now=now,
            key=key,
        )
    if incident.steps.filter(status=StepStatus.OPEN, for_office="designated_teacher").exists():
        look = "case.urgent" if incident.is_urgent else "case.look"
        tell(look, safeguarding(incident, holders=holders), about=incident, now=now, key=key)
