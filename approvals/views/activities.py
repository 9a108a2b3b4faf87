"""Curriculum activities: what a device may be used for today, asking, deciding, changing, stopping."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from approvals import actions
from approvals.activity_permissions import (
    obstacle_to_asking_for_activity,
    obstacle_to_calling_off,
    obstacle_to_changing_activity,
    obstacle_to_completing,
    obstacle_to_deciding_on_activity,
    obstacle_to_reading_the_list,
    obstacle_to_resuming_activity,
    obstacle_to_suspending_activity,
)
from approvals.activity_states import ACTIVITY_MOVES, ActivityStatus
from approvals.forms.activities import (
    ActivityDecisionForm,
    ActivityForm,
    ChangeActivityForm,
    CompleteForm,
    StopForm,
    initial_of,
)
from approvals.models import Activity
from approvals.paging import page_of
from approvals.states import WrongState
from approvals.stops import clause_of
from approvals.views.answering import carry_out
from school.drafts import drafted, resume
from school.obstacles import demand

MOST = 300
OF_A_VERSION = ("written_by", "decision__by", "narrows", "school_class")


def _visible(request: HttpRequest, pk: UUID) -> Activity:
    return get_object_or_404(Activity.objects.visible_to(request.standing).for_lists(), pk=pk)


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What a school device may be used for on a day, by whom and until when. Also for the wall: it prints on a page."""
    standing = request.standing
    if obstacle_to_reading_the_list(standing):
        raise Http404
    try:
        on = parse_date(request.GET.get("on", "")) or standing.today
    except ValueError:
        on = standing.today
    rows = list(Activity.objects.holding(on).order_by("in_force__site", "pk")[:MOST])
    seen = set(
        Activity.objects.visible_to(standing).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    context = {
        "on": on,
        "is_today": on == standing.today,
        "rows": [(row, row.pk in seen) for row in rows],
        "may_ask": not obstacle_to_asking_for_activity(standing),
    }
    return render(request, "approvals/activities/today.html", context)


@require_GET
def activities(request: HttpRequest) -> HttpResponse:
    """One's own; for the two offices and those who look after devices, everybody's."""
    rows = Activity.objects.visible_to(request.standing).for_lists()
    page, after = page_of(rows, by="changed_at", after=request.GET.get("after", ""))
    next_url = f"?after={quote(after)}" if after else ""
    context = {"page": page, "next_url": next_url, "may_ask": not obstacle_to_asking_for_activity(request.standing)}
    return render(request, "approvals/activities/list.html", context)


@require_http_methods(["GET", "POST"])
@drafted("a curriculum activity")
def ask(request: HttpRequest) -> HttpResponse:
    """Four answers. `?like=` fills in an earlier one of one's own."""
    standing = request.standing
    demand(obstacle_to_asking_for_activity(standing))
    form = resume(request, ActivityForm(request.POST or None, today=standing.today, initial=_like(request)))
    if request.method == "POST" and form.is_valid():
        once = form.cleaned_data["once"]
        try:
            made = actions.ask_for_activity(once=once, asked=form.asked(), by=standing.person_id, now=timezone.now())
        except WrongState as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Asked for. Whoever decides has been told, and you will be.")
            return redirect("activities:activity", pk=made.pk)
    return render(request, "approvals/activities/ask.html", {"form": form})


def _like(request: HttpRequest) -> dict[str, Any]:
    try:
        pk = UUID(request.GET.get("like", ""))
    except ValueError:
        return {}
    found = Activity.objects.visible_to(request.standing).for_lists().filter(pk=pk).first()
    return dict(initial_of(found.current, again=True)) if found and found.current else {}


@require_GET
def activity(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _shown(request, _visible(request, pk))


def _shown(request: HttpRequest, row: Activity, **forms: Form) -> HttpResponse:
    """The page of one activity, with whatever this person may do about it now."""
    standing, me = request.standing, request.standing.person_id
    waits = row.status == ActivityStatus.SUBMITTED and row.current is not None
    obstacle = obstacle_to_deciding_on_activity(standing, row, row.current) if waits and row.current else ""
    version = row.current if waits or row.in_force is None else row.in_force
    can = ACTIVITY_MOVES[row.status]
    decision_form = ActivityDecisionForm(
        initial={"version": row.current_id, "digest": row.current.digest if row.current else ""}
    )
    decides = standing.holds("principal", "vice_principal")
    context = {
        "row": row,
        "version": version,
        "holds": row.in_force if row.in_force_id and row.in_force_id != (version.pk if version else None) else None,
        "is_over": bool(row.in_force and row.in_force.ends_on < standing.today and row.status == "approved"),
        "versions": row.versions.select_related(*OF_A_VERSION).order_by("-n")[:30],
        "clause": clause_of(version.hands, standing.today) if version else "",
        "obstacle": obstacle if decides else "",
        "may_decide": waits and not obstacle,
        "may_change": bool(can & {"submitted"}) and not obstacle_to_changing_activity(standing, row.teacher_id),
        "may_call_off": "cancelled" in can and not obstacle_to_calling_off(standing, row.teacher_id),
        "may_suspend": "suspended" in can and row.in_force_id and not obstacle_to_suspending_activity(standing),
        "may_resume": row.status == "suspended" and not obstacle_to_resuming_activity(standing, row),
        "may_complete": "completed" in can and not obstacle_to_completing(standing, row, standing.today),
        "may_ask_again": row.teacher_id == me and not obstacle_to_asking_for_activity(standing),
        "form": forms.get("form", decision_form),
        "stop_form": StopForm(auto_id="stop_%s"),
        "suspend_form": StopForm(auto_id="suspend_%s"),
        "complete_form": CompleteForm(),
        "has_errors": any(one.errors for one in forms.values()),
        **forms,
    }
    return render(request, "approvals/activities/activity.html", context)


@require_http_methods(["GET", "POST"])
@drafted("a change of an activity", about=("approvals.Activity", "pk"))
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One form: what only narrows holds at once, anything else waits for a decision."""
    row, standing = _visible(request, pk), request.standing
    demand(obstacle_to_changing_activity(standing, row.teacher_id))
    start = dict(initial_of(row.current, again=False)) if row.current else {}
    start["row_version"] = row.row_version
    form = resume(request, ChangeActivityForm(request.POST or None, today=standing.today, initial=start))
    if request.method == "POST" and form.is_valid():
        expected = form.cleaned_data["row_version"]
        try:
            changed = actions.change_activity(
                pk=pk, asked=form.asked(), row_version=expected, by=standing.person_id, now=timezone.now()
            )
        except WrongState as late:
            form.add_error(None, str(late))
        else:
            at_once = changed.status == ActivityStatus.APPROVED
            said = "It holds at once: it only narrows what was approved." if at_once else "Sent for a decision."
            messages.success(request, said)
            return redirect("activities:activity", pk=pk)
    return render(request, "approvals/activities/change.html", {"form": form, "row": row})


@require_POST
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    row, standing = _visible(request, pk), request.standing
    form = ActivityDecisionForm(request.POST)
    if row.current is not None:
        demand(obstacle_to_deciding_on_activity(standing, row, row.current))
    if not form.is_valid():
        return _shown(request, row, form=form)
    found = form.cleaned_data
    carry_out(
        request,
        lambda: actions.decide_on_activity(
            pk=pk,
            version_id=found["version"],
            digest=found["digest"],
            verdict=found["verdict"],
            comment=found["comment"],
            by=standing.person_id,
            now=timezone.now(),
        ),
        said="Your decision is kept, and the teacher has been told.",
    )
    return redirect("activities:activity", pk=pk)


def _stop(request: HttpRequest, pk: UUID, act: Callable[..., Activity], name: str, said: str) -> HttpResponse:
    row, form = (
        _visible(request, pk),
        StopForm(request.POST, auto_id=f"{'stop' if name == 'stop_form' else 'suspend'}_%s"),
    )
    if not form.is_valid():
        return _shown(request, row, **{name: form})
    reason, by = form.cleaned_data["reason"], request.standing.person_id
    carry_out(request, lambda: act(pk=pk, reason=reason, by=by, now=timezone.now()), said=said)
    return redirect("activities:activity", pk=pk)


@require_POST
def call_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    demand(obstacle_to_calling_off(request.standing, _visible(request, pk).teacher_id))
    return _stop(request, pk, actions.call_off_activity, "stop_form", "Called off.")


@require_POST
def suspend(request: HttpRequest, pk: UUID) -> HttpResponse:
    _visible(request, pk)
    demand(obstacle_to_suspending_activity(request.standing))
    said = "Suspended: no device may be used for it now. Those concerned have been told."
    return _stop(request, pk, actions.suspend_activity, "suspend_form", said)


@require_POST
def resume_activity(request: HttpRequest, pk: UUID) -> HttpResponse:
    row, by = _visible(request, pk), request.standing.person_id
    demand(obstacle_to_resuming_activity(request.standing, row))
    carry_out(request, lambda: actions.resume_activity(pk=pk, by=by, now=timezone.now()), said="It may go on.")
    return redirect("activities:activity", pk=pk)


@require_POST
def complete(request: HttpRequest, pk: UUID) -> HttpResponse:
    row, standing = _visible(request, pk), request.standing
    demand(obstacle_to_changing_activity(standing, row.teacher_id))
    form = CompleteForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, complete_form=form)
    told = form.cleaned_data["told"]
    carry_out(
        request,
        lambda: actions.complete_activity(pk=pk, told=told, by=standing.person_id, now=timezone.now()),
        said="Thank you. It is over, and no device is used for it any more.",
    )
    return redirect("activities:activity", pk=pk)
