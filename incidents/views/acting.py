"""What people do in a case: each a small page of its own, which the case page also posts to directly."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import actions, permissions
from incidents.actions.closing import look_to_come, open_looks
from incidents.actions.dealing import NOTHING
from incidents.forms.acting import CloseForm, ConfirmForm, DoForm, EntryForm, FindingForm, NameForm, ReasonForm
from incidents.models import (
    Access,
    Allegation,
    DisclosureClaim,
    Entry,
    Evidence,
    Incident,
    IncidentStep,
    Link,
    Restriction,
    RestrictionSupervisor,
)
from incidents.states import Finding, WrongState
from incidents.views.cases import visible_case
from school.drafts import came_late, drafted, resume
from school.obstacles import demand

GONE = (
    Incident.DoesNotExist,
    IncidentStep.DoesNotExist,
    Allegation.DoesNotExist,
    Entry.DoesNotExist,
    Access.DoesNotExist,
    DisclosureClaim.DoesNotExist,
    Restriction.DoesNotExist,
    RestrictionSupervisor.DoesNotExist,
    Evidence.DoesNotExist,
    Link.DoesNotExist,
)


def drafted_in_case(words: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """What is typed on such a page survives: see school.drafts. Home calls it by the case's reference."""

    def title(pk: UUID, **_: UUID) -> str:
        return f"{words} {Incident.objects.values_list('reference', flat=True).get(pk=pk)}"

    return drafted(title, about=("incidents.Incident", "pk"))


@dataclass(frozen=True)
class Page:
    """The words of one such page."""

    title: str
    button: str
    done: str
    lead: str = ""
    is_danger: bool = False
    first: str = ""  # what has to be done before, said above the form
    first_url: str = ""
    first_action: str = ""


def act_on(
    request: HttpRequest, incident: Incident, form: forms.Form, page: Page, do: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Show the form; on a sound POST do it, say so, and go back to the case. What comes first is said instead."""
    resume(request, form)
    if request.method == "POST" and form.is_valid() and not page.first:
        try:
            do({"pk": incident.pk, "by": request.standing.person_id, "now": timezone.now()})
        except WrongState as late:
            came_late(request, late)
        except GONE as gone:
            raise Http404 from gone
        else:
            messages.success(request, page.done)
        if not Incident.objects.visible_to(request.standing).filter(pk=incident.pk).exists():
            return redirect("incidents:cases")
        return redirect("incidents:case", incident.pk)
    return render(request, "incidents/act.html", {"incident": incident, "form": form, "page": page})


def data_of(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def part_of(rows: Any, pk: UUID) -> Any:
    """A row of this very case (trust A10); another case's answers as unknown."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_leading(request.standing, incident))
    form = ConfirmForm(data_of(request), incident=incident)
    page = Page(
        "What kind of case is this?",
        "Confirm",
        "Confirmed. The steps that follow are listed now.",
        "Alleged, not found: a finding comes later. What the reporter thought of is ticked already.",
    )
    return act_on(request, incident, form, page, lambda who: actions.confirm(**who, **form.facts()))


@require_http_methods(["GET", "POST"])
@drafted_in_case("a finding in case")
def settle_finding(request: HttpRequest, pk: UUID, allegation: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_finding(request.standing, incident))
    row = part_of(incident.allegations.select_related("clause_version", "subject__person"), allegation)
    demand(permissions.obstacle_of_a_claim_about(row))
    form = FindingForm(data_of(request), is_settled=row.finding != Finding.ALLEGED)
    about = f"{row.subject}: " if row.subject else ""
    page = Page(
        "Settle a finding",
        "Keep the finding",
        "The finding is kept.",
        f"{about}{row.clause_version.number} {row.clause_version.offered_text}",
    )
    return act_on(
        request,
        incident,
        form,
        page,
        lambda who: actions.settle_finding(**who, allegation=row.pk, **form.cleaned_data),
    )


@require_http_methods(["GET", "POST"])
@drafted_in_case("a step in case")
def do_step(request: HttpRequest, pk: UUID, step: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    row = part_of(incident.steps.select_related("step", "subject__person"), step)
    if row.record:
        return redirect("incidents:keep_record", pk, step)
    is_pressed = request.GET.get("answer") == "nothing" and "how" not in request.POST
    form = DoForm({"how": NOTHING} if is_pressed and request.method == "POST" else data_of(request))
    page = Page(step_words(row), "Done", "The step is ticked.")
    return act_on(request, incident, form, page, lambda who: actions.do_step(**who, step=row.pk, **form.cleaned_data))


@require_http_methods(["GET", "POST"])
@drafted_in_case("why a step is not needed in case")
def excuse_step(request: HttpRequest, pk: UUID, step: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    row = part_of(incident.steps.select_related("step", "subject__person"), step)
    form = ReasonForm(data_of(request))
    page = Page(
        "This step is not needed",
        "Keep the reason",
        "The step is marked as not needed.",
        step_words(row),
    )
    return act_on(
        request, incident, form, page, lambda who: actions.excuse_step(**who, step=row.pk, **form.cleaned_data)
    )


@require_http_methods(["GET", "POST"])
def reopen_step(request: HttpRequest, pk: UUID, step: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    row = part_of(incident.steps.select_related("step", "subject__person"), step)
    page = Page("Take the tick back", "Take it back", "The step is open again.", step_words(row))
    return act_on(
        request, incident, forms.Form(data_of(request)), page, lambda who: actions.reopen_step(**who, step=row.pk)
    )


def step_words(row: IncidentStep) -> str:
    return f"{row.step} ({row.subject})" if row.subject else str(row.step)


@require_http_methods(["GET", "POST"])
@drafted_in_case("an entry in case")
def add_entry(request: HttpRequest, pk: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    form = EntryForm(data_of(request))
    page = Page("Write into the case", "Save entry", "Your entry is in the case.")
    return act_on(request, incident, form, page, lambda who: actions.add_entry(**who, **form.cleaned_data))


@require_http_methods(["GET", "POST"])
@drafted_in_case("a correction in case")
def correct_entry(request: HttpRequest, pk: UUID, entry: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    row = part_of(incident.entries, entry)
    demand(permissions.obstacle_to_correcting(request.standing, incident, row))
    form = EntryForm(data_of(request), initial={"text": row.text})
    form.fields["text"].label = "Your entry, as it should read"
    page = Page(
        "Correct your entry",
        "Save correction",
        "The correction is shown now.",
        "What you wrote first stays underneath.",
    )
    return act_on(
        request, incident, form, page, lambda who: actions.correct_entry(**who, entry=row.pk, **form.cleaned_data)
    )


@require_http_methods(["GET", "POST"])
def name_assignee(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Search, choose, press: three steps on one page, with or without script."""
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_leading(request.standing, incident))
    form = NameForm(data_of(request))
    if "search" in request.POST or request.method == "GET" or not form.is_valid():
        if "search" in request.POST:
            form.say_nothing_is_missing()
        return render(
            request,
            "incidents/name_assignee.html",
            {"incident": incident, "form": form, "searched": form.searched, "people": form.results()}
            | {"lets_in": [permissions.office_words(one) for one in permissions.offices_let_in(incident)]},
        )
    person, role = form.cleaned_data["person"], form.cleaned_data["role"]
    page = Page("", "", "They can read the case now, and have been told.")
    return act_on(request, incident, form, page, lambda who: actions.name_assignee(**who, person=person, role=role))


@require_http_methods(["GET", "POST"])
def end_access(request: HttpRequest, pk: UUID, access: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_leading(request.standing, incident))
    row = part_of(incident.accesses.select_related("person"), access)
    page = Page("Take access back", "Take it back", "They cannot read the case any more.", str(row.person))
    return act_on(
        request, incident, forms.Form(data_of(request)), page, lambda who: actions.end_access(**who, access=row.pk)
    )


@require_http_methods(["GET", "POST"])
def take_to_child_protection(request: HttpRequest, pk: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_taking_to_child_protection(request.standing, incident))
    page = Page(
        "Take it to the child-protection route",
        "Take it there",
        "The case is on the child-protection route.",
        "The Designated Teacher leads from here. Other readers lose the case, and so does everybody named in it; the Principal keeps it.",
        is_danger=True,
    )
    return act_on(
        request, incident, forms.Form(data_of(request)), page, lambda who: actions.take_to_child_protection(**who)
    )


@require_http_methods(["GET", "POST"])
@drafted_in_case("the closing of case")
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_ending(request.standing, incident))
    form = CloseForm(data_of(request))
    page = Page(
        "Close the case", "Close it", "The case is closed. The reporter hears that it was dealt with, and no more."
    )
    return act_on(request, incident, form, page, lambda who: actions.close(**who, **form.cleaned_data))


@require_http_methods(["GET", "POST"])
@drafted_in_case("why it was recorded in error, case")
def record_in_error(request: HttpRequest, pk: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_ending(request.standing, incident))
    form = ReasonForm(data_of(request))
    look = look_to_come(incident, request.standing, timezone.now())
    step = open_looks(incident).first() if look else None
    page = Page(
        "Recorded in error",
        "Mark as recorded in error",
        "The case is marked as recorded in error, and kept with your reason.",
        "For a mistake: one thing reported twice, or a report of something that did not happen. It leaves the open cases "
        "and the reporter sees it as closed. Nothing is deleted, and you can open it again.",
        is_danger=True,
        first=look,
        first_url=reverse("incidents:pass_on_word", args=[pk, step.pk]) if step else "",
        first_action="I spoke to her: write down her word",
    )
    return act_on(request, incident, form, page, lambda who: actions.record_in_error(**who, **form.cleaned_data))


@require_http_methods(["GET", "POST"])
@drafted_in_case("why to open it again, case")
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_leading(request.standing, incident))
    form = ReasonForm(data_of(request))
    page = Page("Open the case again", "Open it again", "The case is open again.")
    return act_on(request, incident, form, page, lambda who: actions.reopen(**who, **form.cleaned_data))
