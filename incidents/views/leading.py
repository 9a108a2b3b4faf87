"""Who leads a case: taking it, handing it over, stepping back from it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import actions, permissions
from incidents.actions.conflicts import Holders
from incidents.actions.leading import possible_leaders
from incidents.forms.leading import ConflictForm, HandOverForm
from incidents.models import Incident
from incidents.reading import names_of
from incidents.states import WrongState
from incidents.views.acting import Page, act_on, data_of
from incidents.views.cases import visible_case
from school.obstacles import demand


@require_http_methods(["GET", "POST"])
def take_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_taking(request.standing, incident))
    page = Page(
        "Take this case",
        "Take this case",
        "You lead the case now. The Principal has been told.",
        "You lead it from here, and the Principal is told. You can hand it back at any time.",
    )
    return act_on(request, incident, forms.Form(data_of(request)), page, lambda who: actions.take_case(**who))


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The choices are those who could lead it today; nobody shut out is ever named here."""
    incident = visible_case(request, pk)
    demand(permissions.obstacle_to_handing_over(request.standing, incident))
    found = possible_leaders(incident, holders=Holders.on(request.standing.today))
    names = names_of(found)
    people = [(str(one), f"{names[one]}, {permissions.office_words(office)}") for one, office in found.items()]
    form = HandOverForm(data_of(request), people=people)
    page = Page(
        "Hand the case over",
        "Hand it over" if people else "",
        "The case is handed over, and they have been told.",
        "They lead it from then on. What you may read by your office, you keep."
        if people
        else "Nobody else who is free of conflict can lead it today. If you must not lead it, declare a conflict of interest.",
    )
    return act_on(request, incident, form, page, lambda who: actions.hand_over(**who, to=form.cleaned_data["to"]))


@require_http_methods(["GET", "POST"])
def declare_conflict(request: HttpRequest, pk: UUID) -> HttpResponse:
    """After this the case is closed to them, so the way leads back to the list."""
    incident = visible_case(request, pk)
    form = ConflictForm(data_of(request))
    page = Page(
        "I have a conflict of interest",
        "Step back from this case",
        "",
        "A relative, your partner or a close friend is in it: you do not see the case from then on, and the next in line "
        "stands in. Nobody is told the reason but those who go on with the case. What you read before stays on record.",
        is_danger=True,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare_conflict(
                pk=incident.pk,
                relation=form.cleaned_data["relation"],
                by=request.standing.person_id,
                now=timezone.now(),
            )
        except WrongState as late:
            messages.warning(request, str(late))
            return redirect("incidents:case", incident.pk)
        except Incident.DoesNotExist as gone:
            raise Http404 from gone
        messages.success(request, "You have stepped back. The case goes on without you.")
        return redirect("incidents:cases")
    return render(request, "incidents/act.html", {"incident": incident, "form": form, "page": page})
