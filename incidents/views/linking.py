"""Several cases from one report, cases that belong together, and an author who becomes known."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import actions, permissions
from incidents.forms.acting import ReasonForm
from incidents.forms.linking import AuthorForm, LinkForm, SplitForm
from incidents.models import Incident, Link, shown_link
from incidents.states import WrongState
from incidents.views.acting import Page, act_on, data_of, drafted_in_case
from incidents.views.cases import visible_case
from school.drafts import resume, typed_before
from school.obstacles import demand


@require_http_methods(["GET", "POST"])
@drafted_in_case("how to split case")
def split(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One form: who goes where, and what each new case is about. A search is a step of it, as in a report."""
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_splitting(request.standing, incident))
    before = typed_before(request)
    data = request.POST if request.method == "POST" else before
    was_sent = _was_sent(request, incident)
    form = resume(request, SplitForm(data, incident=incident, is_repeat=was_sent))
    is_step = before is not None or "search" in request.POST or "more" in request.POST
    if request.method != "POST" or is_step or not form.is_valid():
        if is_step:
            form.say_nothing_is_missing()
        return render(request, "incidents/split.html", {"incident": incident, "form": form, "cases": form.cases()})
    page = Page("", "", "The report is split. Each new case goes to whoever leads it, after its own conflict check.")
    facts = {"once": form.cleaned_data["once"], "into": form.into()}
    if was_sent and (anew := _shown_anew(request, incident, facts)):
        return render(request, "incidents/split.html", {"incident": incident, "form": anew, "cases": anew.cases()})
    return act_on(request, incident, form, page, lambda who: actions.split(**who, **facts))


def _was_sent(request: HttpRequest, incident: Incident) -> bool:
    try:
        once = UUID(request.POST.get("once", ""))
    except ValueError:
        return False
    return Link.objects.filter(first=incident, once=once, made_by=request.standing.person_id).exists()


def _shown_anew(request: HttpRequest, incident: Incident, facts: dict[str, Any]) -> SplitForm | None:
    """A used form with other contents: shown again as the case stands now, with what was typed and what it made then."""
    try:
        actions.split(pk=incident.pk, by=request.standing.person_id, now=timezone.now(), **facts)
    except WrongState as used:
        data = request.POST.copy()
        data["once"] = str(uuid4())
        form = SplitForm(data, incident=incident)
        form.add_error(None, str(used))
        return form
    return None


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
