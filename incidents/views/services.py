"""The list of services that pupils and families use: everybody who records reads it, the Principal keeps it."""

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import actions
from incidents.actions.services import TAKEN
from incidents.forms.services import NewServiceForm, ServiceForm
from incidents.models import Service
from incidents.permissions import obstacle_to_keeping_services, obstacle_to_recording
from incidents.states import WrongState
from school.obstacles import demand


@require_http_methods(["GET"])
def services(request: HttpRequest) -> HttpResponse:
    demand(obstacle_to_recording(request.standing))
    facts = {
        "services": Service.objects.live().by_name(),
        "has_ended": Service.objects.exclude(ended_on=None).exists(),
        "may_keep": not obstacle_to_keeping_services(request.standing),
    }
    return render(request, "incidents/services.html", facts)


@require_http_methods(["POST"])
def begin_services(request: HttpRequest) -> HttpResponse:
    """The usual services, on an empty list."""
    demand(obstacle_to_keeping_services(request.standing))
    with suppress(IntegrityError):  # two presses at once: the list has begun
        actions.begin_services(by=request.standing.person_id, now=timezone.now())
    messages.success(request, "The list has begun. Look at each service when you have a minute.")
    return redirect("incidents:services")


@require_http_methods(["GET", "POST"])
def add_service(request: HttpRequest) -> HttpResponse:
    demand(obstacle_to_keeping_services(request.standing))
    form = NewServiceForm(request.POST if request.method == "POST" else None)
    words = {"heading": "Add a service", "button": "Add it"}
    return _act(request, form, words, "It is on the list now.", lambda who: actions.add_service(**form.facts(), **who))


@require_http_methods(["GET", "POST"])
def change_service(request: HttpRequest, pk: UUID) -> HttpResponse:
    demand(obstacle_to_keeping_services(request.standing))
    service = get_object_or_404(Service.objects.live(), pk=pk)
    form = ServiceForm(
        request.POST if request.method == "POST" else None,
        initial={"name": service.name, "kind": service.kind, "minimum_age": service.minimum_age},
    )
    words = {"heading": f"Is {service} still right?", "button": "Save, as looked at today"}
    return _act(
        request,
        form,
        words,
        "Saved. The list says that you looked at it today.",
        lambda who: actions.change_service(pk=pk, **form.facts(), **who),
    )


@require_http_methods(["GET", "POST"])
def end_service(request: HttpRequest, pk: UUID) -> HttpResponse:
    demand(obstacle_to_keeping_services(request.standing))
    service = get_object_or_404(Service.objects.live(), pk=pk)
    if request.method == "POST":
        return _do(request, "It is off the list.", lambda who: actions.end_service(pk=pk, **who))
    return render(request, "incidents/end_service.html", {"service": service})


def _act(
    request: HttpRequest, form: ServiceForm, words: dict[str, str], done: str, do: Callable[[dict[str, object]], object]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            return _do(request, done, do)
        except WrongState as obstacle:
            form.add_error("name", str(obstacle))
        except IntegrityError:  # somebody else added the same a moment ago
            form.add_error("name", TAKEN)
    return render(request, "school/act.html", {"form": form, "back_url": reverse("incidents:services"), **words})


def _do(request: HttpRequest, done: str, do: Callable[[dict[str, object]], object]) -> HttpResponse:
    do({"by": request.standing.person_id, "now": timezone.now()})
    messages.success(request, done)
    return redirect("incidents:services")
