"""Keeps the searchable words of a case up to date, inside the change's own transaction."""

from incidents.models import Incident, SearchText
from school.names import folded


def refresh_search(incident: Incident) -> None:
    """Words of the report, additions, people, clauses and entries, folded so that Ó is found by O."""
    report = incident.report
    parts = [incident.reference, report.words, incident.outcome]
    parts += report.additions.values_list("text", flat=True)
    parts += [str(one) for one in incident.people.select_related("person")]
    parts += [str(one.clause_version) for one in incident.allegations.select_related("clause_version")]
    parts += [kind.name for kind in incident.kinds.all()]
    parts += incident.entries.values_list("text", flat=True)
    for facts in incident.evidence.values_list("description", "holder", "address", "shown_author"):
        parts += facts
    parts += incident.steps.exclude(how="").values_list("how", flat=True)
    SearchText.objects.update_or_create(incident=incident, defaults={"text": folded(" ".join(parts))})
