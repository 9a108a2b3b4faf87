"""The registers of official users and accounts."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from approvals import actions
from approvals.acknowledging import owed_by
from approvals.forms import AccountForm, AcknowledgeForm, EndForm, OfficialUserForm, SuspendForm
from approvals.lapsing import WARNED
from approvals.leaving import leavers
from approvals.models import Account, Freeze, OfficialUser
from approvals.permissions import (
    obstacle_to_acknowledging,
    obstacle_to_ending,
    obstacle_to_keeping_registers,
    obstacle_to_reading_registers,
    obstacle_to_suspending,
)
from approvals.policies import policy_to_acknowledge
from approvals.states import OFFICIAL_TERMINAL, OfficialStatus, WrongState
from approvals.views.answering import carry_out
from school.models import Appointment, Office, Person, StaffRole
from school.obstacles import demand
from school.standing import Standing

BOARD = (Office.GOVERNOR, Office.DESIGNATED_GOVERNOR, Office.CHAIR, Office.VICE_CHAIR)


def staff_on(standing: Standing) -> QuerySet[Person]:
    """Everybody who works, volunteers or governs here today and can sign in."""
    working = StaffRole.objects.on(standing.today).values("person_id")
    governing = Appointment.objects.effective(standing.today).filter(office__in=BOARD).values("person_id")
    return Person.objects.filter(Q(pk__in=working) | Q(pk__in=governing), user__is_active=True)


def _visible(request: HttpRequest, pk: UUID) -> OfficialUser:
    rows = OfficialUser.objects.visible_to(request.standing).select_related("person", "nominated_by", "policy_version")
    return get_object_or_404(rows.prefetch_related("accounts"), pk=pk)


@require_GET
def official_users(request: HttpRequest) -> HttpResponse:
    """Who speaks for the school, on which accounts and until when; ended entries for the two offices."""
    standing = request.standing
    if obstacle_to_reading_registers(standing):
        raise Http404
    rows = OfficialUser.objects.visible_to(standing).select_related("person").prefetch_related("accounts")
    freezes = list(Freeze.objects.in_force().select_related("account", "by"))
    context = {
        "open": rows.exclude(status__in=OFFICIAL_TERMINAL).order_by("person__sort_key", "pk")[:200],
        "past": rows.filter(status__in=OFFICIAL_TERMINAL).order_by("-nominated_at", "pk")[:50],
        "accounts": Account.objects.select_related("holder", "second_holder")[:100] if standing.is_staff else [],
        "obstacle": obstacle_to_keeping_registers(standing),
        "freezes": freezes,
        "is_frozen": any(one.account_id is None for one in freezes),
        "today": standing.today,
        "leavers": [] if obstacle_to_keeping_registers(standing) else leavers(standing.today),
        "soon": standing.today + WARNED,
    }
    return render(request, "approvals/official_users.html", context)


@require_http_methods(["GET", "POST"])
def name_official_user(request: HttpRequest) -> HttpResponse:
    """One form names somebody; their own acknowledgement makes the entry active."""
    standing = request.standing
    demand(obstacle_to_keeping_registers(standing))
    people = staff_on(standing).exclude(pk=standing.person_id)
    form = OfficialUserForm(request.POST or None, people=people, today=standing.today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            entry = actions.name_official_user(
                once=given["once"],
                person_id=given["person"].pk,
                account_ids=[account.pk for account in given["accounts"]],
                may_pictures=given["may_pictures"],
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
                by=standing.person_id,
                now=timezone.now(),
            )
        except WrongState as refused:
            form.add_error("person", str(refused))
        else:
            carry_out(request, lambda: None, said=f"{entry.person} is named and has been asked to acknowledge.")
            return redirect("approvals:official_user", pk=entry.pk)
    return render(request, "approvals/name_official_user.html", {"form": form})


@require_GET
def official_user(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _shown(request, _visible(request, pk), SuspendForm())


def _shown(request: HttpRequest, entry: OfficialUser, form: SuspendForm) -> HttpResponse:
    standing = request.standing
    is_mine = entry.person_id == standing.person_id
    is_running = entry.status in (OfficialStatus.ACTIVE, OfficialStatus.SUSPENDED)
    knows_all = is_mine or not obstacle_to_keeping_registers(standing)
    context = {
        "entry": entry,
        "is_mine": is_mine,
        "may_acknowledge": is_mine and entry.status == OfficialStatus.NOMINATED,
        "may_suspend": is_running and not obstacle_to_suspending(standing, entry.person_id),
        "may_change": is_running and not obstacle_to_suspending(standing, entry.person_id),
        "waits": entry.replaced_by.unanswered().first() if is_running and knows_all else None,
        "again": entry.reacknowledgements.select_related("policy_version"),
        "owed": owed_by(entry, standing.today) if is_mine and is_running else None,
        "today": standing.today,
        "may_end": entry.status not in OFFICIAL_TERMINAL and not obstacle_to_ending(standing, entry.person_id),
        "knows_all": knows_all,
        "form": form,
        "end_form": EndForm(),
    }
    return render(request, "approvals/official_user.html", context)


@require_http_methods(["GET", "POST"])
def acknowledge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person named reads the policy in force and signs that very text, or declines."""
    entry, standing = _visible(request, pk), request.standing
    demand(obstacle_to_acknowledging(standing, entry.person_id))
    version = policy_to_acknowledge(standing.today)
    form = AcknowledgeForm(request.POST or None, initial={"version": version.pk if version else None})
    if request.method == "POST" and form.is_valid():
        signed = carry_out(
            request,
            lambda: actions.acknowledge_official_user(
                pk=pk, version_id=form.cleaned_data["version"], by=standing.person_id, now=timezone.now()
            ),
            said="Thank you. You are an official user now and may ask for posts.",
        )
        return redirect("approvals:official_user" if signed else "approvals:acknowledge", pk=pk)
    if entry.status != OfficialStatus.NOMINATED:
        return redirect("approvals:official_user", pk=pk)
    return render(request, "approvals/acknowledge.html", {"entry": entry, "form": form, "version": version})


@require_POST
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    entry = _visible(request, pk)
    demand(obstacle_to_acknowledging(request.standing, entry.person_id))
    carry_out(
        request,
        lambda: actions.decline_official_use(pk=pk, by=request.standing.person_id, now=timezone.now()),
        said="Noted: you will not be an official user. Nobody asks you why.",
    )
    return redirect("approvals:official_user", pk=pk)


@require_POST
def suspend(request: HttpRequest, pk: UUID) -> HttpResponse:
    entry = _visible(request, pk)
    demand(obstacle_to_suspending(request.standing, entry.person_id))
    form = SuspendForm(request.POST)
    if not form.is_valid():
        return _shown(request, entry, form)
    reason, by, now = form.cleaned_data["reason"], request.standing.person_id, timezone.now()
    carry_out(
        request,
        lambda: actions.suspend_official_user(pk=pk, reason=reason, by=by, now=now),
        said="Suspended. Nothing of theirs is published meanwhile.",
    )
    return redirect("approvals:official_user", pk=pk)


@require_POST
def resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    entry = _visible(request, pk)
    demand(obstacle_to_suspending(request.standing, entry.person_id))
    carry_out(
        request,
        lambda: actions.resume_official_user(pk=pk, by=request.standing.person_id, now=timezone.now()),
        said="Active again.",
    )
    return redirect("approvals:official_user", pk=pk)


@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    entry = _visible(request, pk)
    demand(obstacle_to_ending(request.standing, entry.person_id))
    form = EndForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else "revoked"
    carry_out(
        request,
        lambda: actions.end_official_user(pk=pk, reason=reason, by=request.standing.person_id, now=timezone.now()),
        said="Ended. The person no longer posts for the school.",
    )
    return redirect("approvals:official_user", pk=pk)


@require_http_methods(["GET", "POST"])
def add_account(request: HttpRequest) -> HttpResponse:
    standing = request.standing
    demand(obstacle_to_keeping_registers(standing))
    form = AccountForm(request.POST or None, people=staff_on(standing))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        holders = {"holder_id": given.pop("holder").pk, "second_holder_id": given.pop("second_holder").pk}
        try:
            account = actions.add_account(**given, **holders, by=standing.person_id, now=timezone.now())
        except WrongState as refused:
            form.add_error("handle", str(refused))
        else:
            carry_out(request, lambda: None, said=f"{account} is in the register.")
            return redirect("approvals:official_users")
    return render(request, "approvals/add_account.html", {"form": form})


@require_POST
def switch_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Switch an account on or off. Only the two offices even get here."""
    demand(obstacle_to_keeping_registers(request.standing))
    account = get_object_or_404(Account, pk=pk)
    is_on = request.POST.get("is_enabled") == "yes"
    carry_out(
        request,
        lambda: actions.set_account_enabled(
            pk=account.pk, is_enabled=is_on, by=request.standing.person_id, now=timezone.now()
        ),
        said=f"{account} is switched {'on' if is_on else 'off'}.",
    )
    return redirect("approvals:official_users")
