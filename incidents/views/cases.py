"""The leader's pages: the list, the search, one case, its history."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import actions, routes
from incidents.case_page import case_facts
from incidents.forms.acting import FilterForm
from incidents.histories import history_of, readings_of
from incidents.list_page import SHOWN, TONES, filters_drawn, filters_without_choice, first_page, rows_of
from incidents.models import Allegation, Incident, IncidentQuerySet
from incidents.models.access import readers_by_name
from incidents.one_case import visible_one
from incidents.paging import page_of
from incidents.permissions import may_see_openings, obstacle_to_keeping_emergency_readers
from incidents.reading import RULE, kinds_to_filter_by, rules_to_filter_by, services_to_filter_by
from incidents.routes import Route
from incidents.states import IncidentStatus
from incidents.step_rows import StepRows
from school.days import LONDON
from school.standing import Standing

SEARCH = "case_search"
WARNED = "child_protection_warned"
CHILD_PROTECTION = routes.TABLE[Route.CHILD_PROTECTION]


@require_http_methods(["GET"])
def cases(request: HttpRequest) -> HttpResponse:
    """Cases that this person may know of. What is searched for stands in the session, not in the address."""
    standing: Standing = request.standing
    kinds, rules, services = kinds_to_filter_by(), rules_to_filter_by(), services_to_filter_by()
    form = FilterForm(request.GET, kinds=kinds, rules=rules, services=services) if request.GET else None
    chosen = form.chosen() if form else {}
    words = request.session.get(SEARCH, "")
    now, after = timezone.now(), request.GET.get("after", "")
    if chosen or words or after:
        rows = _filtered(standing, chosen).on_ordinary_lists(standing).matching(words)
        page, more = page_of(rows.newest_first().only(*SHOWN), after)
    else:
        page, more = first_page(standing, now)
    actions.read_list(len(page), by=standing.person_id, now=now, searched=bool(words))
    facts = {
        "rows": [(one, TONES[IncidentStatus(one.status)]) for one in page],
        "drawn": rows_of(page),
        "more": more,
        "filters": filters_drawn(form) if form else filters_without_choice(tuple(kinds), tuple(rules), tuple(services)),
        "has_errors_in_filters": bool(form and form.errors),
        "chips": [(words, _without(request, name)) for name, words in form.chips()] if form else [],
        "words": words,
        "keeps_emergencies": not obstacle_to_keeping_emergency_readers(standing),
        "has_pointers": bool(standing.offices & CHILD_PROTECTION.reads),
    }
    return render(request, "incidents/cases.html", facts)


@require_http_methods(["GET"])
def child_protection(request: HttpRequest) -> HttpResponse:
    """Pointers: the reference of each case that is with the Designated Teacher, and nothing more of it."""
    standing: Standing = request.standing
    if not standing.offices & CHILD_PROTECTION.reads:
        raise Http404
    rows = Incident.objects.visible_to(standing).under_child_protection().newest_first()
    page, more = page_of(rows, request.GET.get("after", ""))
    actions.read_list(len(page), by=standing.person_id, now=timezone.now(), searched=False)
    return render(request, "incidents/child_protection.html", {"rows": page, "more": more})


def _without(request: HttpRequest, name: str) -> str:
    """The address of this list without one filter, from its first page."""
    left = request.GET.copy()
    for one in (name, "after"):
        left.pop(one, None)
    return f"?{left.urlencode()}"


def _filtered(standing: Standing, chosen: dict[str, Any]) -> IncidentQuerySet:
    rows = Incident.objects.visible_to(standing)
    if "status" in chosen:
        rows = rows.filter(status=chosen["status"])
    if "concerns" in chosen:
        rows = rows.filter(concerns=chosen["concerns"])
    if "severity" in chosen:
        rows = rows.filter(severity=chosen["severity"])
    kind = chosen.get("kind", "")
    if kind.startswith(RULE):
        alleged = Allegation.objects.filter(clause_version__clause=kind.removeprefix(RULE))
        rows = rows.filter(pk__in=alleged.values("incident"))
    elif kind:
        rows = rows.filter(kinds=kind)
    if service := chosen.get("service"):
        rows = rows.on_service(service)
    if since := chosen.get("since"):
        rows = rows.filter(opened_at__gte=datetime.combine(since, time.min, tzinfo=LONDON))
    if until := chosen.get("until"):
        rows = rows.filter(opened_at__lt=datetime.combine(until, time.min, tzinfo=LONDON) + timedelta(days=1))
    return rows.led_by(standing) if chosen.get("mine") else rows


@require_http_methods(["POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Names and words of cases never stand in an address or a log (trust A76)."""
    words = request.POST.get("words", "").replace("\x00", "").strip()[:100]
    if words and "clear" not in request.POST:
        request.session[SEARCH] = words
    else:
        request.session.pop(SEARCH, None)
    return redirect("incidents:cases")


def visible_case(request: HttpRequest, pk: UUID) -> Incident:
    """A case that is not theirs to know of answers as an unknown one."""
    found = visible_one(request.standing, pk, timezone.now())
    if found is None:
        raise Http404
    if found.lead_id and not readers_by_name(request.standing.today).filter(pk=found.lead_id).exists():
        found.lead = None  # shown as the next action will find it; nothing is written here
    return found


@require_http_methods(["GET"])
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    if _asks_first(request, incident):
        return render(request, "incidents/before_reading.html", {"incident": incident})
    now = timezone.now()
    facts = case_facts(incident, request.standing, now)
    actions.read_case(incident, by=request.standing.person_id, now=now)
    draw = StepRows(incident, reader=request.standing.person_id, csrf=get_token(request))
    facts["step_rows"], facts["step_rows_folded"] = draw.of(facts["steps_shown"]), draw.of(facts["steps_folded"])
    return render(request, "incidents/case.html", facts | {"tone": TONES[IncidentStatus(incident.status)]})


def _asks_first(request: HttpRequest, incident: Incident) -> bool:
    """A child-protection record is not opened by a slip: once a session the page asks (trust B32)."""
    return incident.route == Route.CHILD_PROTECTION and not request.session.get(WARNED)


@require_http_methods(["POST"])
def open_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Yes, I mean to read it."""
    incident = visible_case(request, pk)
    request.session[WARNED] = True
    return redirect("incidents:case", incident.pk)


@require_http_methods(["GET"])
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that was done in the case; and, for those who may know, who opened it when."""
    incident = visible_case(request, pk)
    if _asks_first(request, incident):
        return render(request, "incidents/before_reading.html", {"incident": incident})
    may_see = may_see_openings(request.standing, incident)
    facts = {
        "incident": incident,
        "lines": history_of(incident, 200),
        "may_see_openings": may_see,
        "readings": readings_of(incident, 200) if may_see else [],
    }
    actions.read_case(incident, by=request.standing.person_id, now=timezone.now())
    return render(request, "incidents/history.html", facts)
