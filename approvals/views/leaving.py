"""What somebody who leaves would leave behind, and who can get into an account."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from approvals import actions
from approvals.forms.registers import HoldersForm
from approvals.leaving import left_behind
from approvals.models import Account
from approvals.permissions import obstacle_to_ending, obstacle_to_keeping_registers
from approvals.states import WrongState
from approvals.views.officials import staff_on
from school.models import Person
from school.obstacles import demand
from school.unmoved import Moved, mark_of, marked, show_both


@require_GET
def leaver(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One page: each part with the button that mends it, done when nothing is left of it."""
    demand(obstacle_to_keeping_registers(request.standing))
    person = get_object_or_404(Person, pk=pk)
    parts = left_behind(person, request.standing.today)
    context = {
        "person": person,
        "parts": parts,
        "is_done": all(part.is_done for part in parts),
        "may_end": not obstacle_to_ending(request.standing, person.pk),
    }
    return render(request, "approvals/leaver.html", context)


@require_http_methods(["GET", "POST"])
def change_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Other people who can get in. What the platform itself asks for is done there."""
    standing = request.standing
    demand(obstacle_to_keeping_registers(standing))
    account = get_object_or_404(Account, pk=pk)

    def form_of(found: Account, data: object = None) -> HoldersForm:
        initial = {name: getattr(found, name) for name in actions.WHO_GETS_IN}
        form = HoldersForm(data, people=staff_on(standing), initial=initial)
        return marked(form, mark_of(found, *actions.WHO_GETS_IN))

    form = form_of(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.change_account(
                pk=pk,
                holder_id=given["holder"].pk,
                second_holder_id=given["second_holder"].pk,
                recovery_contact=given["recovery_contact"],
                seen=given["seen"],
                by=standing.person_id,
                now=timezone.now(),
            )
        except Moved:
            show_both(form, form_of(Account.objects.get(pk=pk)))
        except WrongState as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Kept. Change the log-in of {account} on the platform too.")
            return redirect("approvals:official_users")
    return render(request, "approvals/change_account.html", {"form": form, "account": account})
