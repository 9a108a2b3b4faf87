"""What the page of a case shows of how serious it is, and of claims of a disclosure in the public interest."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from audit.prepared import Prepared
from incidents.models import DisclosureAnswer, DisclosureClaim, Incident, SeverityNote
from incidents.permissions import (
    is_about_staff,
    obstacle_to_answering_a_claim,
    obstacle_to_claiming,
    obstacle_to_weighing,
)
from school.standing import Standing


@dataclass(frozen=True)
class ClaimLine:
    row: DisclosureClaim
    answered: DisclosureAnswer | None


_notes = Prepared(
    lambda _, incident: SeverityNote.objects.filter(incident=incident).select_related("by").order_by("-at", "-id")
)


def weight_facts(incident: Incident, standing: Standing) -> dict[str, Any]:
    """Asks only for what there can be: notes once somebody has said, claims where people at work are concerned."""
    notes = _notes(None, incident.pk) if incident.severity else []
    claims = (
        incident.disclosure_claims.select_related("subject__person", "answer__by") if is_about_staff(incident) else []
    )
    return {
        "severity_notes": notes,
        "claims": [ClaimLine(one, getattr(one, "answer", None)) for one in claims],
        "may_weigh": not obstacle_to_weighing(standing, incident),
        "may_claim": not obstacle_to_claiming(standing, incident),
        "may_answer": not obstacle_to_answering_a_claim(standing, incident),
    }


def claim_to_answer(incident: Incident) -> str:
    """The address where the oldest open claim is answered; nothing when there is none."""
    row = incident.disclosure_claims.unanswered().first() if incident.is_paused else None
    return reverse("incidents:answer_claim", args=[incident.pk, row.pk]) if row else ""
