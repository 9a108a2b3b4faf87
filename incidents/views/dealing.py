"""The ordinary case, from the first press to closing, on one page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import actions
from incidents.actions.asking import kinds_of
from incidents.actions.dealing import NOT_ORDINARY, moved_on, plan_of, was_dealt_with
from incidents.forms.dealing import DealForm, Together
from incidents.intake_page import report_facts
from incidents.models import Incident
from incidents.permissions import obstacle_of_a_claim, obstacle_to_ending, obstacle_to_leading
from incidents.reading import clauses_of_case, suggested_of
from incidents.states import IncidentStatus, WrongState
from incidents.views.acting import drafted_in_case
from incidents.views.cases import visible_case
from incidents.views.records import lookers_of
from policy.models import ClauseVersion
from school.drafts import came_late, resume, typed_before
from school.obstacles import demand
from school.once import OnceMixin

DONE = "Done, and closed. The reporter hears that it was dealt with, and no more."


def ordinary_clauses(incident: Incident) -> list[ClauseVersion]:
    """Clauses whose ordinary case is dealt with on one page."""
    kinds = kinds_of(clauses_of_case(incident), incident.concerns)
    return [clause for clause, its in kinds.items() if all(kind.is_ordinary for kind in its)]


def _chosen(request: HttpRequest, incident: Incident, offered: list[ClauseVersion]) -> list[ClauseVersion]:
    """Those named in the form or the address; then those of a draft; otherwise what the reporter thought of."""
    before = typed_before(request)
    given = set(request.POST.getlist("clause") or request.GET.getlist("clause"))
    if given == {""}:
        return []  # "another rule": all of them are shown
    given = given or set(before.getlist("clause") if before else [])
    wanted = given or {str(one.pk) for one in suggested_of(incident)}
    return [one for one in offered if str(one.pk) in wanted]


@require_http_methods(["GET", "POST"])
@drafted_in_case("how you dealt with case")
def deal_with(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which rule, then everything it asks for, then one button."""
    incident = visible_case(request, pk)
    demand(obstacle_to_leading(request.standing, incident) or obstacle_to_ending(request.standing, incident))
    if claimed := obstacle_of_a_claim(incident):
        messages.warning(request, claimed)
        return redirect("incidents:case", incident.pk)
    offered = ordinary_clauses(incident)
    chosen = _chosen(request, incident, offered)
    facts = report_facts(incident, suggested_of(incident)) | {"offered": offered, "chosen": chosen}
    if not chosen:
        return _shown(request, incident, facts)
    now = timezone.now()
    plan = plan_of(incident, chosen, now=now)
    if plan is None:
        return _moved_on(request, incident)
    lookers = lookers_of(incident)
    is_looker = request.standing.person_id in {one.pk for one in lookers} or not lookers
    data = request.POST if request.method == "POST" else None
    form = DealForm(data, plan=plan, lookers=lookers, is_looker=is_looker)
    for one in (*(part.form for part in form.parts), form):
        resume(request, one)
    if data is not None and form.is_valid():
        return _done(request, incident, form)
    together = Together(form, *(one.form for one in form.asked))
    return _shown(request, incident, facts | {"plan": plan, "deal": form, "form": together})


def _shown(request: HttpRequest, incident: Incident, facts: dict[str, Any]) -> HttpResponse:
    """The page holds the whole report, so opening it is a reading of the case."""
    if request.method == "GET":
        actions.read_case(incident, by=request.standing.person_id, now=timezone.now())
    return render(request, "incidents/deal_with.html", facts)


def _moved_on(request: HttpRequest, incident: Incident) -> HttpResponse:
    """The case asks for more than this page, or was taken up meanwhile: by this very form sent twice, or otherwise."""
    sent = OnceMixin(request.POST if request.method == "POST" else None)
    if sent.is_valid() and was_dealt_with(incident, sent.cleaned_data["once"]):
        messages.success(request, DONE)
    else:
        came_late(request, NOT_ORDINARY if incident.status == IncidentStatus.RECEIVED else moved_on(incident))
    return redirect("incidents:case", incident.pk)


def _done(request: HttpRequest, incident: Incident, form: DealForm) -> HttpResponse:
    try:
        actions.deal_with(pk=incident.pk, by=request.standing.person_id, now=timezone.now(), **form.facts())
    except WrongState as late:
        came_late(request, late)
    except Incident.DoesNotExist as gone:
        raise Http404 from gone
    else:
        messages.success(request, DONE)
    return redirect("incidents:case", incident.pk)
