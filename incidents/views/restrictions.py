"""The page of those who supervise a pupil's use of the school's devices, and naming them in the case."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import actions, permissions
from incidents.forms.emergency import NameReaderForm
from incidents.restrictions_page import supervised_by, teachers_of
from incidents.views.acting import Page, act_on, data_of, part_of
from incidents.views.cases import visible_case
from school.obstacles import demand


@require_http_methods(["GET"])
def supervising(request: HttpRequest) -> HttpResponse:
    """The pupils this person supervises, and how: an unknown address to everybody else."""
    lines, rows = supervised_by(request.standing)
    if not rows:
        raise Http404
    actions.read_restrictions([one.pk for one in rows], by=request.standing.person_id, now=timezone.now())
    return render(request, "incidents/supervising.html", {"lines": lines, "today": request.standing.today})


@require_http_methods(["GET", "POST"])
def name_supervisor(request: HttpRequest, pk: UUID, restriction: UUID) -> HttpResponse:
    """The teachers of the pupil's class are offered; anybody else is searched for."""
    incident = visible_case(request, pk)
    row = part_of(incident.restrictions.select_related("subject__person"), restriction)
    demand(permissions.obstacle_to_leading(request.standing, incident))
    form = NameReaderForm(data_of(request))
    if "search" in request.POST or request.method == "GET" or not form.is_valid():
        if "search" in request.POST:
            form.say_nothing_is_missing()
        facts = {
            "incident": incident,
            "form": form,
            "restriction": row,
            "teachers": teachers_of(row, request.standing.today),
            "searched": form.searched,
            "people": form.results(),
        }
        return render(request, "incidents/name_supervisor.html", facts)
    page = Page("", "", "They see the restriction from now on, and nothing else of the case. They have been told.")
    person = form.cleaned_data["person"]
    return act_on(
        request,
        incident,
        form,
        page,
        lambda who: actions.name_supervisor(**who, restriction=row.pk, person=person),
    )


@require_http_methods(["GET", "POST"])
def end_supervisor(request: HttpRequest, pk: UUID, restriction: UUID, supervisor: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    row = part_of(incident.restrictions, restriction)
    who_does = part_of(row.supervisors.select_related("person"), supervisor)
    demand(permissions.obstacle_to_leading(request.standing, incident))
    page = Page(
        "Somebody else supervises now",
        "Take them off",
        "They do not see the restriction any more.",
        str(who_does.person),
    )
    return act_on(
        request,
        incident,
        forms.Form(data_of(request)),
        page,
        lambda who: actions.end_supervisor(**who, restriction=row.pk, supervisor=who_does.pk),
    )
