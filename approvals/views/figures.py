"""Figures of a term for the two offices and the Chair; they print on a page."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from approvals.figures import figures_of, term_of
from approvals.permissions import obstacle_to_reading_figures


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The term of `on`, or of today."""
    standing = request.standing
    if obstacle_to_reading_figures(standing):
        raise Http404
    try:
        on = parse_date(request.GET.get("on", "")) or standing.today
    except ValueError:
        on = standing.today
    if not 2000 <= on.year <= 2100:
        on = standing.today
    term = term_of(on)
    context = {
        "term": term,
        "figures": figures_of(term),
        "before": term.first - timedelta(days=1),
        "after": term.last + timedelta(days=1),
        "today": standing.today,
    }
    return render(request, "approvals/figures.html", context)
