"""What becomes of a draft, and how the next one begins."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from policy.actions import importing, versions
from policy.forms import DraftForm, ForceForm, HistoryForm
from policy.models import Version
from policy.permissions import obstacle_to_importing
from policy.states import WrongState
from policy.views.acts import acts_for
from policy.views.answering import carry_out
from policy.views.importing import who
from school.obstacles import demand


def _version(request: HttpRequest, pk: UUID) -> Version:
    rows = Version.objects.visible_to(request.standing).select_related("policy")
    version = get_object_or_404(rows, pk=pk)
    demand(obstacle_to_importing(request.standing))
    return version


def _back(version: Version) -> HttpResponse:
    return redirect("policy:version", pk=version.pk)


@require_http_methods(["GET", "POST"])
def bring_into_force(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The Principal puts a new policy to use from a day on."""
    version = _version(request, pk)
    acts = acts_for(version, request.standing)
    if version.is_draft:
        demand("" if acts.unsure else acts.why_not_in_force)
    form = ForceForm(request.POST or None, today=request.standing.today)
    if not version.is_draft or acts.unsure:
        messages.warning(request, acts.why_not_in_force or "This version is approved already.")
        return _back(version) if not version.is_draft else redirect("policy:confirm", pk=version.pk)
    if request.method == "POST" and form.is_valid():
        starts = form.cleaned_data["effective_from"]
        if starts < request.standing.today:
            form.add_error(
                "effective_from", "A version can't come into force in the past. Choose today or a later day."
            )
        else:
            carry_out(
                request,
                lambda: versions.bring_into_force(
                    version_id=version.pk, effective_from=starts, by=who(request), now=timezone.now()
                ),
                said=f"{version} is in force from {date_format(starts, 'j F Y')}. Its sign-off by the board is still to come.",
            )
            return _back(version)
    return render(request, "policy/bring_into_force.html", {"version": version, "form": form})


@require_http_methods(["GET", "POST"])
def enter_history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that a draft is what held before the portal."""
    version = _version(request, pk)
    claimed = importing.last_day_claimed(version)
    form = None if claimed else HistoryForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        starts = None if form is None else form.cleaned_data["effective_from"]
        carry_out(
            request,
            lambda: importing.enter_history(
                version_id=version.pk, effective_from=starts, by=who(request), now=timezone.now()
            ),
            said=f"{version} is entered as history. Its sign-off stays incomplete until the board signs.",
        )
        return _back(version)
    context = {"version": version, "form": form, "claimed": claimed, "acts": acts_for(version, request.standing)}
    return render(request, "policy/enter_history.html", context)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the next version as a copy of this one."""
    version = _version(request, pk)
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = versions.draft_from(
                version_id=version.pk, label=given["label"], once=given["once"], by=who(request), now=timezone.now()
            )
        except WrongState as refused:
            form.add_error("label", str(refused))
        else:
            return redirect("policy:confirm", pk=made.pk)
    return render(request, "policy/draft.html", {"version": version, "form": form})


@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Drop a draft that nobody wants."""
    version = _version(request, pk)
    if request.method == "POST":
        dropped = carry_out(
            request,
            lambda: versions.drop_draft(version_id=version.pk, by=who(request), now=timezone.now()),
            said=f"The draft {version.label} is dropped.",
        )
        return redirect("policy:read") if dropped else _back(version)
    return render(request, "policy/drop.html", {"version": version})
