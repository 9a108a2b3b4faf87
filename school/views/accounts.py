"""Opening and ending sign-ins, and their addresses. Nobody sees or sets a password here."""

from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from school import actions
from school.forms import EmailForm
from school.models import AddressChange, User
from school.obstacles import demand
from school.offices import offices_kept
from school.permissions import (
    obstacle_to_asking_for_address,
    obstacle_to_changing_account,
    obstacle_to_confirming_address,
    obstacle_to_opening_account,
)
from school.views.doing import act, for_keepers
from school.views.people import person_url, visible_person

SECOND = "A second person confirms the new address first. The old one is told."


@require_http_methods(["GET", "POST"])
@for_keepers
def open_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = visible_person(request, pk)
    has_part = found.staff_roles.exists() or found.appointments.exists()
    demand(obstacle_to_opening_account(request.standing, pk, has_part=has_part))
    return act(
        request,
        EmailForm(request.POST or None),
        lambda values: actions.open_account(person=found, **values, by=request.user.person, now=timezone.now()),
        page={
            "heading": f"Open an account for {found}",
            "button": "Open the account",
            "lead": "They are told by e-mail and choose their own password. An account that opens cases waits for a second person.",
        },
        done="The account is entered, and the person is told when it is open.",
        back=person_url(pk),
    )


def _account(request: HttpRequest, pk: UUID) -> User:
    found = visible_person(request, pk)
    return get_object_or_404(User.objects.select_related("person"), person=found)


@require_http_methods(["GET", "POST"])
@for_keepers
def change_address(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = _account(request, pk)
    demand(obstacle_to_asking_for_address(request.standing, user))
    return act(
        request,
        EmailForm(request.POST or None, own=user, initial={"email": user.email}),
        lambda values: actions.ask_for_address(user_id=user.pk, **values, by=request.user.person, now=timezone.now()),
        page={"heading": f"Change the e-mail address of {user.person}", "button": "Change the address", "lead": SECOND},
        done="The change is entered and waits for a second person.",
        back=person_url(pk),
    )


@require_http_methods(["GET", "POST"])
@for_keepers
def end_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = _account(request, pk)
    demand(obstacle_to_changing_account(request.standing, user, offices_kept(pk, request.standing.today)))
    return act(
        request,
        Form({}) if request.method == "POST" else Form(),
        lambda values: actions.end_account(user_id=user.pk, by=request.user.person, now=timezone.now()),
        page={
            "heading": f"End the account of {user.person}?",
            "button": "End the account",
            "is_danger": True,
            "lead": "Their next press of any button is refused. What they recorded and decided stays. It can be opened again.",
        },
        done="The account is ended.",
        back=person_url(pk),
    )


@require_http_methods(["GET", "POST"])
@for_keepers
def reopen_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = _account(request, pk)
    demand(obstacle_to_changing_account(request.standing, user, offices_kept(pk, request.standing.today)))
    return act(
        request,
        Form({}) if request.method == "POST" else Form(),
        lambda values: actions.reopen_account(user_id=user.pk, by=request.user.person, now=timezone.now()),
        page={
            "heading": f"Open the account of {user.person} again?",
            "button": "Open it again",
            "lead": f"It opens at {user.email}. They choose a new password.",
        },
        done="The account is open again. The person chooses a new password.",
        back=person_url(pk),
    )


def _change(request: HttpRequest, pk: UUID) -> AddressChange:
    change = get_object_or_404(AddressChange.objects.select_related("user__person", "asked_by"), pk=pk)
    visible_person(request, change.user.person_id)
    return change


@require_http_methods(["GET", "POST"])
@for_keepers
def confirm_address(request: HttpRequest, pk: UUID) -> HttpResponse:
    change = _change(request, pk)
    offices = offices_kept(change.user.person_id, request.standing.today)
    demand(obstacle_to_confirming_address(request.standing, change, offices))
    rows = [("Account of", change.user.person), ("Address until now", change.old_email or "none: a new account")]
    rows += [("New address", change.new_email), ("Asked for by", change.asked_by), ("Asked on", change.asked_at)]
    return act(
        request,
        Form({}) if request.method == "POST" else Form(),
        lambda values: actions.confirm_address(change_id=pk, by=request.user.person, now=timezone.now()),
        page={
            "heading": f"Confirm the e-mail address of {change.user.person}",
            "button": "Confirm this address",
            "lead": "Whoever reads this mailbox can sign in as this person. Ask them yourself, not by that address.",
            "rows": rows,
            "withdraw_url": reverse("school:withdraw_address", args=[pk]),
        },
        done="The address is confirmed. The person, the old mailbox and the Chair are told where they must be.",
        back=reverse("school:appointments"),
    )


@require_http_methods(["GET", "POST"])
def withdraw_address(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Also for the person whose account it is, who need not keep any list."""
    own = AddressChange.objects.filter(pk=pk, user__person_id=request.user.person_id).select_related("user__person")
    is_own = own.exists()
    page = _withdraw if is_own else for_keepers(_withdraw)
    return page(request, pk, own.first() if is_own else None)


def _withdraw(request: HttpRequest, pk: UUID, own: AddressChange | None) -> HttpResponse:
    change = own or _change(request, pk)
    if own is None:
        offices = offices_kept(change.user.person_id, request.standing.today)
        if obstacle_to_confirming_address(request.standing, change, offices):
            demand(obstacle_to_asking_for_address(request.standing, change.user))
    return act(
        request,
        Form({}) if request.method == "POST" else Form(),
        lambda values: actions.withdraw_address(change_id=pk, by=request.user.person, now=timezone.now()),
        page={
            "heading": "Take back this change of address?",
            "button": "Take it back",
            "is_danger": True,
            "lead": f"The account of {change.user.person} keeps the address it has.",
        },
        done="The change is taken back.",
        back=reverse("school:me") if own else person_url(change.user.person_id),
    )
