"""Appointments: what waits, who holds what, and giving, confirming and ending an office."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from school import actions
from school.forms import AppointForm, EndAppointmentForm
from school.models import AddressChange, Appointment, Office, User
from school.models.offices import NEEDS_CONFIRMATION
from school.obstacles import demand
from school.offices import kept_by_person
from school.permissions import (
    obstacle_to_appointing,
    obstacle_to_confirming,
    obstacle_to_confirming_address,
    obstacle_to_ending,
)
from school.person_page import appointable, obstacle_to_any_office
from school.views.doing import act, for_keepers
from school.views.people import person_url, visible_person

MOST = 200


@require_GET
@for_keepers
def appointments(request: HttpRequest) -> HttpResponse:
    """Who holds which office today and from when, and what waits for a second person."""
    standing = request.standing
    rows = list(Appointment.objects.not_over(standing.today).select_related("person", "appointed_by")[:MOST])
    order = {office: place for place, office in enumerate(Office.values)}
    rows.sort(key=lambda row: (order[row.office], row.person.sort_key))
    kept = kept_by_person(standing.today)
    changes = AddressChange.objects.waiting().select_related("user__person", "asked_by")[:MOST]
    context = {
        "waiting": [(row, obstacle_to_confirming(standing, row)) for row in rows if row.status == "waiting"],
        "standing_rows": [row for row in rows if row.status == "stands"],
        "changes": [
            (row, obstacle_to_confirming_address(standing, row, kept.get(row.user.person_id, frozenset())))
            for row in changes
        ],
        "today": standing.today,
    }
    return render(request, "school/appointments.html", context)


@require_http_methods(["GET", "POST"])
@for_keepers
def appoint(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = visible_person(request, pk)
    demand(obstacle_to_any_office(request.standing, found))
    form = AppointForm(
        request.POST or None,
        offices=appointable(request.standing, found),
        initial={"starts_on": request.standing.today},
    )

    def do(values: dict[str, Any]) -> Appointment:
        obstacle = obstacle_to_appointing(request.standing, pk, values["office"], acting=values["acting"])
        if obstacle:
            raise actions.CannotHold(obstacle)
        return actions.appoint(person=found, **values, by=request.user.person, now=timezone.now())

    return act(
        request,
        form,
        do,
        page={
            "heading": f"Appoint {found}",
            "button": "Appoint",
            "lead": "The Principal and the Chair are told. An office that reads cases, and any on the Board, counts only "
            "when a second person has confirmed it.",
        },
        done="The appointment is made. The person's page says whether it waits for a second person.",
        back=person_url(pk),
    )


@require_http_methods(["GET", "POST"])
@for_keepers
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Appointment.objects.select_related("person", "appointed_by"), pk=pk)
    demand(obstacle_to_confirming(request.standing, row))
    user = User.objects.filter(person_id=row.person_id).first()
    rows = [("Person", row.person), ("Office", f"{row.get_office_display()}{', acting' if row.is_acting else ''}")]
    rows += [("From", row.starts_on), ("Until", row.ends_on or "not stated")]
    rows += [("Appointed by", row.appointed_by or "set-up of the portal"), ("Decided", row.source or "not stated")]
    rows += [("Signs in as", user.email if user else "no account yet")]
    return act(
        request,
        Form({}) if request.method == "POST" else Form(),
        lambda values: actions.confirm_appointment(appointment_id=pk, by=request.user.person, now=timezone.now()),
        page={
            "heading": f"Confirm the appointment of {row.person}",
            "button": "Confirm the appointment",
            "lead": "It counts from your confirmation on. Check the address: whoever reads that mailbox holds the office.",
            "rows": rows,
        },
        done="The appointment is confirmed.",
        back=reverse("school:appointments"),
    )


@require_http_methods(["GET", "POST"])
def end_appointment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Also for whoever lays down an office of their own."""
    own = Appointment.objects.filter(pk=pk, person_id=request.user.person_id).exists()
    return _end(request, pk, own) if own else for_keepers(_end)(request, pk, own)


def _end(request: HttpRequest, pk: UUID, own: bool) -> HttpResponse:
    row = get_object_or_404(Appointment.objects.select_related("person"), pk=pk)
    demand(obstacle_to_ending(request.standing, row))
    today = request.standing.today
    form = EndAppointmentForm(request.POST or None, today=today, initial={"ends_on": today})

    def do(values: dict[str, Any]) -> Appointment:
        by = request.user.person
        return actions.end_appointment(appointment_id=pk, ends_on=values["ends_on"], by=by, now=timezone.now())

    lead = "The Principal and the Chair are told. An end cannot be put off later: that is a new appointment."
    if row.office in NEEDS_CONFIRMATION and row.confirmed_at is None:
        lead = "Nobody has confirmed it yet, so it is taken back whole. The Principal and the Chair are told."
    return act(
        request,
        form,
        do,
        page={
            "heading": f"End: {row.person}, {row.get_office_display()}",
            "button": "End the appointment",
            "is_danger": True,
            "lead": lead,
        },
        done="The end is entered.",
        back=reverse("school:me") if own else person_url(row.person_id),
    )
