"""The school's own settings: its board, its telephone numbers, its targets and the days on which it is closed."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from school import actions
from school.actions.setting_up import SETTINGS
from school.forms import ClosureForm, SchoolForm, TargetsForm
from school.models import Closure, Person, School, Target
from school.obstacles import demand
from school.permissions import obstacle_to_changing_settings
from school.unmoved import mark_of, marked
from school.views.doing import act, for_keepers


@require_GET
@for_keepers
def settings(request: HttpRequest) -> HttpResponse:
    """For all who keep people to read; the Principal and the clerk change it."""
    today = request.standing.today
    context = {
        "row": School.get(),
        "targets": Target.objects.all(),
        "closures": Closure.objects.filter(ends_on__gte=today),
        "may_change": not obstacle_to_changing_settings(request.standing),
    }
    return render(request, "school/settings.html", context)


@require_http_methods(["GET", "POST"])
@for_keepers
def change_settings(request: HttpRequest) -> HttpResponse:
    demand(obstacle_to_changing_settings(request.standing))

    def form(data: Any = None) -> SchoolForm:
        now = School.get()
        return marked(SchoolForm(data, instance=now), mark_of(now, *SETTINGS))

    return act(
        request,
        form(request.POST or None),
        lambda values: actions.change_settings(**values, by=request.user.person, now=timezone.now()),
        page={"heading": "Change the school's settings", "button": "Save the settings"},
        done="The settings are saved.",
        back=reverse("school:settings"),
        anew=form,
    )


@require_http_methods(["GET", "POST"])
@for_keepers
def change_targets(request: HttpRequest) -> HttpResponse:
    demand(obstacle_to_changing_settings(request.standing))
    targets = list(Target.objects.filter(basis="school"))
    return act(
        request,
        TargetsForm(request.POST or None, targets=targets),
        lambda values: _change(values, targets, request.user.person),
        page={
            "heading": "Change the school's targets",
            "button": "Save the targets",
            "lead": "These limits are the school's own choice. The ones that the law or the policy sets are not here.",
        },
        done="The targets are saved. They count for what begins from now on.",
        back=reverse("school:settings"),
    )


@transaction.atomic
def _change(values: dict[str, Any], targets: list[Target], by: Person) -> None:
    for target in targets:
        if values[target.code] != target.value:
            actions.change_target(code=target.code, value=values[target.code], by=by, now=timezone.now())


@require_http_methods(["GET", "POST"])
@for_keepers
def add_closure(request: HttpRequest) -> HttpResponse:
    demand(obstacle_to_changing_settings(request.standing))
    return act(
        request,
        ClosureForm(request.POST or None),
        lambda values: actions.add_closure(**values, by=request.user.person, now=timezone.now()),
        page={"heading": "Enter days on which the school is closed", "button": "Enter these days"},
        done="The days are entered. They count as no school days.",
        back=reverse("school:settings"),
    )


@require_http_methods(["GET", "POST"])
@for_keepers
def remove_closure(request: HttpRequest, pk: UUID) -> HttpResponse:
    demand(obstacle_to_changing_settings(request.standing))
    row = get_object_or_404(Closure, pk=pk)
    return act(
        request,
        Form({}) if request.method == "POST" else Form(),
        lambda values: actions.remove_closure(closure_id=pk, by=request.user.person, now=timezone.now()),
        page={
            "heading": f"Take {row.name} off the list?",
            "button": "Take these days off",
            "is_danger": True,
            "lead": f"From {row.starts_on:%-d %B %Y} to {row.ends_on:%-d %B %Y} the school is then open again.",
        },
        done="The days are off the list.",
        back=reverse("school:settings"),
    )
