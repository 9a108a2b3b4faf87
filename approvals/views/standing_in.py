"""The Chair appoints somebody to act while an approver is away: one form."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from approvals import actions
from approvals.forms.terms import StandInForm
from approvals.lapsing import late_decisions, short_of_approvers
from approvals.permissions import APPROVERS, obstacle_to_appointing_stand_in
from approvals.states import WrongState
from approvals.views.officials import staff_on
from school.actions import CannotHold, OfficeTaken
from school.models import Appointment
from school.obstacles import demand
from school.offices import holder_ids


@require_http_methods(["GET", "POST"])
def stand_in(request: HttpRequest) -> HttpResponse:
    """Who holds the two offices, and who is to act."""
    standing = request.standing
    demand(obstacle_to_appointing_stand_in(standing))
    taken = holder_ids(*APPROVERS, "chair", "vice_chair", on=standing.today)
    form = StandInForm(
        request.POST or None,
        people=staff_on(standing).exclude(pk__in=taken),
        today=standing.today,
        initial={"starts_on": standing.today},
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        person = given.pop("person")
        try:
            actions.appoint_stand_in(person_id=person.pk, by=standing.person_id, now=timezone.now(), **given)
        except (WrongState, OfficeTaken, CannotHold) as refused:
            form.add_error(None, str(refused))
        else:
            said = (
                f"{person} acts as soon as a second person has confirmed it. Those who can confirm it have been told."
            )
            messages.success(request, said)
            return redirect("approvals:stand_in")
    rows = Appointment.objects.not_over(standing.today).filter(office__in=APPROVERS).select_related("person")
    context = {
        "form": form,
        "held": rows,
        "short": short_of_approvers(standing.today),
        "late": late_decisions(standing.today),
    }
    return render(request, "approvals/stand_in.html", context)
