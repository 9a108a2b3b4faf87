"""In an emergency: opening a case that is not one's own, who may do so, and each time that somebody did."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import actions
from incidents.announcing import may_open_in_emergency
from incidents.forms.emergency import NameReaderForm, OpenForm
from incidents.models import EmergencyOpening, EmergencyReader, Incident
from incidents.permissions import (
    obstacle_to_being_an_emergency_reader,
    obstacle_to_confirming_emergency_reader,
    obstacle_to_keeping_emergency_readers,
)
from incidents.states import WrongState
from incidents.views.acting import Page, data_of
from school.models import Office
from school.obstacles import demand
from school.once import send_anew
from school.standing import standing_of

NONE_HERE = "No case can be opened with this reference. Check it, or telephone whoever would lead it."
HEARERS = (Office.PRINCIPAL, Office.CHAIR, Office.VICE_CHAIR)
MOST = 50


@require_http_methods(["GET"])
def overview(request: HttpRequest) -> HttpResponse:
    """For those who hear of openings: who may, and the openings that were told to their office."""
    if not request.standing.holds(*HEARERS):
        if may_open_in_emergency(request.standing):
            return redirect("incidents:open_in_emergency")
        raise Http404
    openings = EmergencyOpening.objects.heard_by(request.standing)
    rows = list(openings.select_related("access__person", "access__incident")[:MOST])
    cases = Incident.objects.visible_to(request.standing)
    seen = set(cases.filter(pk__in=[one.access.incident_id for one in rows]).values_list("pk", flat=True))
    readers = EmergencyReader.objects.standing().select_related("person", "named_by", "confirmed_by")
    facts = {
        "readers": [(one, not obstacle_to_confirming_emergency_reader(request.standing, one)) for one in readers],
        "openings": [(one, one.access.incident if one.access.incident_id in seen else None) for one in rows],
        "may_keep": not obstacle_to_keeping_emergency_readers(request.standing),
    }
    return render(request, "incidents/emergency.html", facts)


def _demand_keeper(request: HttpRequest) -> None:
    if obstacle_to_keeping_emergency_readers(request.standing):
        raise Http404


@require_http_methods(["GET", "POST"])
def open_in_emergency(request: HttpRequest) -> HttpResponse:
    """A case that this person may never open, and one that does not exist, answer with the same page."""
    if not may_open_in_emergency(request.standing):
        raise Http404
    form = OpenForm(data_of(request))
    if request.method == "POST" and form.is_valid():
        who, once = request.standing.person_id, form.cleaned_data["once"]
        is_used = EmergencyOpening.objects.filter(once=once, access__person_id=who).exists()
        own = Incident.objects.visible_to(request.standing).filter(
            reference=form.cleaned_data["reference"].strip().upper()
        )
        if not is_used and (case := own.first()):
            messages.info(request, "You can see this case already.")
            return redirect("incidents:case", case.pk)
        try:
            opening = actions.open_in_emergency(**form.cleaned_data, by=who, now=timezone.now())
        except WrongState as late:
            form.add_error(None, str(late))
            send_anew(form)
        else:
            if opening:
                messages.warning(request, "The case is open to you for a limited time. Whoever leads it has been told.")
                return redirect("incidents:case", opening.access.incident_id)
            form.add_error("reference", NONE_HERE)
    return render(request, "incidents/open_in_emergency.html", {"form": form})


@require_http_methods(["GET", "POST"])
def name_emergency_reader(request: HttpRequest) -> HttpResponse:
    _demand_keeper(request)
    form = NameReaderForm(data_of(request))
    if request.method == "POST" and "search" not in request.POST and form.is_valid():
        named = standing_of(form.cleaned_data["person"], timezone.now())
        if obstacle := obstacle_to_being_an_emergency_reader(request.standing, named):
            form.add_error(None, obstacle)
        else:
            who = {"by": request.standing.person_id, "now": timezone.now()}
            done = "Named. It counts once the Principal or the Chair, whichever you are not, confirms it."
            return _done(request, done, lambda: actions.name_emergency_reader(**form.cleaned_data, **who))
    if "search" in request.POST:
        form.say_nothing_is_missing()
    facts = {"form": form, "searched": form.searched, "people": form.results()}
    return render(request, "incidents/name_emergency_reader.html", facts)


@require_http_methods(["GET", "POST"])
def confirm_emergency_reader(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _reader(request, pk)
    demand(obstacle_to_confirming_emergency_reader(request.standing, row))
    page = Page(
        "Confirm who may open cases in an emergency",
        "Confirm",
        "Confirmed.",
        f"{row.person}, named by {row.named_by}. Each opening needs a reason, ends by itself, and is told.",
    )
    return _ask(request, page, lambda who: actions.confirm_emergency_reader(pk=row.pk, **who))


@require_http_methods(["GET", "POST"])
def end_emergency_reader(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _reader(request, pk)
    page = Page("End it", "End it", "They can open no case in an emergency any more.", str(row.person), is_danger=True)
    return _ask(request, page, lambda who: actions.end_emergency_reader(pk=row.pk, **who))


def _reader(request: HttpRequest, pk: UUID) -> EmergencyReader:
    _demand_keeper(request)
    row = EmergencyReader.objects.select_related("person", "named_by").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _ask(request: HttpRequest, page: Page, do: Callable[[dict[str, Any]], object]) -> HttpResponse:
    if request.method == "POST":
        return _done(request, page.done, lambda: do({"by": request.standing.person_id, "now": timezone.now()}))
    return render(request, "incidents/emergency_act.html", {"page": page, "form": forms.Form()})


def _done(request: HttpRequest, words: str, do: Callable[[], object]) -> HttpResponse:
    try:
        do()
    except WrongState as late:
        messages.warning(request, str(late))
    else:
        messages.success(request, words)
    return redirect("incidents:emergency")
