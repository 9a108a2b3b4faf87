"""Figures of a term for the two offices and the Chair; they print on a page."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from approvals.figures import as_csv, figures_of, term_of
from approvals.permissions import APPROVERS, obstacle_to_reading_figures


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The term of `on`, or of today; with `as=csv`, as a file."""
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
    found = figures_of(term, knows_posts=standing.holds(*APPROVERS))
    if request.GET.get("as") == "csv":
        name = f'attachment; filename="posts-{term.first}-{term.last}.csv"'
        headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
        return HttpResponse(as_csv(term, found), content_type="text/csv; charset=utf-8", headers=headers)
    context = {
        "term": term,
        "figures": found,
        "before": term.first - timedelta(days=1),
        "after": term.last + timedelta(days=1),
        "today": standing.today,
    }
    return render(request, "approvals/figures.html", context)
