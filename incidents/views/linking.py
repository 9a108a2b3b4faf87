"""Several cases from one report, cases that belong together, and an author who becomes known."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from incidents import actions, permissions
from incidents.forms.acting import ReasonForm
from incidents.forms.linking import AuthorForm, LinkForm, SplitForm
from incidents.models import shown_link
from incidents.views.acting import Page, act_on, data_of
from incidents.views.cases import visible_case
from school.obstacles import demand


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One form: who goes where, and what each new case is about. A search is a step of it, as in a report."""
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_splitting(request.standing, incident))
    form = SplitForm(data_of(request), incident=incident)
    is_step = "search" in request.POST or "more" in request.POST
    if request.method != "POST" or is_step or not form.is_valid():
        if is_step:
            form.say_nothing_is_missing()
        return render(request, "incidents/split.html", {"incident": incident, "form": form, "cases": form.cases()})
    page = Page("", "", "The report is split. Each new case goes to whoever leads it, after its own conflict check.")
    facts = {"once": form.cleaned_data["once"], "into": form.into()}
    return act_on(request, incident, form, page, lambda who: actions.split(**who, **facts))


@require_http_methods(["GET", "POST"])
def link_cases(request: HttpRequest, pk: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_splitting(request.standing, incident))
    form = LinkForm(data_of(request))
    page = Page(
        "Link it with another case",
        "Link them",
        "The two cases are linked.",
        "The link is shown in both, and only to those who may see both.",
    )
    return act_on(
        request,
        incident,
        form,
        page,
        lambda who: actions.link_cases(**who, reference=form.cleaned_data["reference"]),
    )


@require_http_methods(["GET", "POST"])
def undo_link(request: HttpRequest, pk: UUID, other: UUID) -> HttpResponse:
    """Only what the reader sees as linked can be parted; any other address is an unknown one."""
    incident = visible_case(request, pk)
    end, link = shown_link(incident, other, request.standing)
    if link is None:
        raise Http404
    demand(permissions.obstacle_to_undoing_a_link(request.standing, incident, link))
    form = ReasonForm(data_of(request))
    page = Page(
        "Undo a link",
        "Undo the link",
        "The two cases are no longer linked.",
        f"With {end}. For a link that was made by mistake. It stays on record that there was one; whoever leads is told.",
        is_danger=True,
    )

    def do(who: dict[str, Any]) -> None:
        actions.undo_link(**who, other=other, reason=form.cleaned_data["reason"])

    return act_on(request, incident, form, page, do)


@require_http_methods(["GET", "POST"])
def name_author(request: HttpRequest, pk: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_naming_author(request.standing, incident))
    form = AuthorForm(data_of(request))
    if request.method != "POST" or "search" in request.POST or not form.is_valid():
        if "search" in request.POST:
            form.say_nothing_is_missing()
        facts = {"incident": incident, "form": form, "searched": form.searched, "people": form.results()}
        return render(request, "incidents/name_author.html", facts)
    page = Page("", "", "Entered. The conflict check ran again; whoever leads now confirms the kind anew.")
    return act_on(request, incident, form, page, lambda who: actions.name_author(**who, **form.cleaned_data))
