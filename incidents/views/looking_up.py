"""What can be looked up beside the cases themselves: one person's chronology, and who may see what."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import actions
from incidents.chronology import chronology_of
from incidents.matrix import LEADS, NAMED, NOTHING, OFFICES, STANDS_IN, conflicts, table
from incidents.permissions import office_words
from incidents.reading import names_of


@require_http_methods(["GET"])
def chronology(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A person of whom this reader may know nothing answers as one who does not exist."""
    years = chronology_of(pk, request.standing)
    if not years:
        raise Http404
    seen = [line.incident.pk for year in years for line in year.lines]
    actions.read_chronology(seen, by=request.standing.person_id, now=timezone.now())
    return render(request, "incidents/chronology.html", {"person": names_of([pk])[pk], "years": years})


@require_http_methods(["GET"])
def who_may_see(request: HttpRequest) -> HttpResponse:
    """For everybody who signs in: rules that cannot be read are not trusted."""
    facts: dict[str, Any] = {
        "offices": [office_words(one) for one in OFFICES],
        "table": table(),
        "conflicts": conflicts(),
    }
    facts |= {"leads": LEADS, "quiet": (NAMED, NOTHING, STANDS_IN)}
    return render(request, "incidents/matrix.html", facts)
