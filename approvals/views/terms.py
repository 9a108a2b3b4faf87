"""Another scope or term of an official user, and the policy acknowledged again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from approvals import actions
from approvals.acknowledging import owed_by
from approvals.forms.terms import AcknowledgeAgainForm, ChangeOfficialUserForm
from approvals.models import OfficialUser
from approvals.models.officials import RUNNING
from approvals.permissions import obstacle_to_acknowledging, obstacle_to_suspending
from approvals.states import WrongState
from approvals.views.answering import carry_out
from school.drafts import came_late
from school.obstacles import demand


def _visible(request: HttpRequest, pk: UUID) -> OfficialUser:
    rows = OfficialUser.objects.visible_to(request.standing).select_related("person").prefetch_related("accounts")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
def change_official_user(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The entry as it stands, to be changed: what comes of it is a new entry."""
    entry, standing = _visible(request, pk), request.standing
    demand(obstacle_to_suspending(standing, entry.person_id))
    if entry.status not in RUNNING:
        came_late(request, f"This entry is {entry.get_status_display()}. Name the person anew instead.")
        return redirect("approvals:official_user", pk=pk)
    initial = {
        "accounts": list(entry.accounts.all()),
        "may_text": entry.may_text,
        "may_pictures": entry.may_pictures,
        "ends_on": entry.ends_on,
    }
    form = ChangeOfficialUserForm(request.POST or None, today=standing.today, had=entry.accounts.all(), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.change_official_user(
                pk=pk,
                once=given["once"],
                account_ids=[one.pk for one in given["accounts"]],
                may_text=given["may_text"],
                may_pictures=given["may_pictures"],
                ends_on=given["ends_on"],
                by=standing.person_id,
                now=timezone.now(),
            )
        except WrongState as refused:
            form.add_error(None, str(refused))
        else:
            waits = f"{made.person} is asked to acknowledge it; until then the old entry holds."
            messages.success(request, "Changed. It holds now." if made.status in RUNNING else waits)
            return redirect("approvals:official_user", pk=made.pk)
    return render(request, "approvals/change_official_user.html", {"form": form, "entry": entry})


@require_POST
def renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same for another twelve months, in one press."""
    entry = _visible(request, pk)
    demand(obstacle_to_suspending(request.standing, entry.person_id))
    carry_out(
        request,
        lambda: actions.renew_official_user(pk=pk, by=request.standing.person_id, now=timezone.now()),
        said=f"{entry.person} is asked to acknowledge the policy for another twelve months.",
    )
    return redirect("approvals:official_user", pk=pk)


@require_http_methods(["GET", "POST"])
def acknowledge_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is in force, and one press; the first page sends the version with its button."""
    entry, standing = _visible(request, pk), request.standing
    demand(obstacle_to_acknowledging(standing, entry.person_id))
    owed = owed_by(entry, standing.today) if entry.status in RUNNING else None
    from_home = {"version": request.GET["version"], "has_read": "on"} if "version" in request.GET else None
    data = (from_home or request.POST) if request.method == "POST" else None
    form = AcknowledgeAgainForm(data, initial={"version": owed.version.pk if owed else None})
    if request.method == "POST" and form.is_valid():
        carry_out(
            request,
            lambda: actions.acknowledge_again(
                pk=pk, version_id=form.cleaned_data["version"], by=standing.person_id, now=timezone.now()
            ),
            said="Thank you. Your acknowledgement is kept with your entry.",
        )
        return redirect("approvals:official_user", pk=pk)
    if owed is None:
        messages.info(request, "There is nothing to acknowledge now.")
        return redirect("approvals:official_user", pk=pk)
    return render(request, "approvals/acknowledge_again.html", {"entry": entry, "form": form, "owed": owed})
