"""Several posts of words alone, each in full, approved by one press."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from approvals.forms.together import TogetherForm, written
from approvals.together import Outcome, approve_together, obstacle_to_together, offered
from school.obstacles import demand


@require_http_methods(["GET", "POST"])
def decide_together(request: HttpRequest) -> HttpResponse:
    """What may be decided together; afterwards what was approved, and for each of the others why it was not."""
    standing, now = request.standing, timezone.now()
    demand(obstacle_to_together(standing))
    form, refused = TogetherForm(request.POST if request.method == "POST" else None), []
    if request.method == "POST" and form.is_valid():
        outcomes = approve_together(form.cleaned_data["chosen"], by=standing.person_id, now=now)
        refused = [one for one in outcomes if one.why]
        _say(request, outcomes)
        if not refused:
            return redirect("approvals:decide_together")
    versions, others = offered(standing, now)
    rows = [(one, written(one.request_id, one.pk, one.digest, one.request.row_version)) for one in versions]
    context = {
        "form": form,
        "rows": [{"version": one, "tick": tick, "is_ticked": tick in form.ticked} for one, tick in rows],
        "refused": refused,
        "others": others,
    }
    return render(request, "approvals/decide_together.html", context)


def _say(request: HttpRequest, outcomes: list[Outcome]) -> None:
    done = sum(not one.why for one in outcomes)
    if done:
        which = "1 post is approved. Its author has" if done == 1 else f"{done} posts are approved. Their authors have"
        messages.success(request, f"{which} been told.")
