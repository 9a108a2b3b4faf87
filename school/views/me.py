"""What the portal holds of oneself: for everybody who signs in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from school.models import AddressChange


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    person, today = request.user.person, request.standing.today
    offices = person.appointments.not_over(today).order_by("office", "starts_on", "id")
    context = {
        "person": person,
        "roles": person.staff_roles.not_over(today),
        "offices": offices,
        "classes": person.classes_taught.on(today).select_related("school_class"),
        "change": AddressChange.objects.waiting().filter(user=request.user).select_related("asked_by").first(),
        "today": today,
    }
    return render(request, "school/me.html", context)
