"""Keeping a screenshot of a post where it stands."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from approvals import actions
from approvals.actions.picturing import MOST_BYTES
from approvals.forms.proofs import ScreenshotForm
from approvals.models import Publication
from approvals.models.officials import leave_of
from approvals.permissions import obstacle_to_taking_down
from approvals.states import WrongState
from approvals.views.answering import visible_post
from files.accepting import accepted
from files.actions import FileRefused
from school.obstacles import demand


@require_http_methods(["GET", "POST"])
def screenshot(request: HttpRequest, pk: UUID, account: UUID) -> HttpResponse:
    """One screenshot of the post on one account."""
    post, standing = visible_post(request, pk), request.standing
    publication = get_object_or_404(Publication, target__request=post, account_id=account)
    demand(obstacle_to_taking_down(standing, leave_of(standing.person_id, standing.today)))
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ScreenshotForm(*given, had_no_room=getattr(request, "had_no_room", False))
    if request.method == "POST" and form.is_valid():
        try:
            with accepted(form.cleaned_data["file"], limit_bytes=MOST_BYTES) as clean:
                who = {"by": standing.person_id, "now": timezone.now()}
                actions.keep_screenshot(pk=publication.pk, once=form.cleaned_data["once"], clean=clean, **who)
        except (FileRefused, WrongState) as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, "The screenshot is kept with the post.")
            return redirect("approvals:detail", pk=pk)
    return render(request, "approvals/screenshot.html", {"post": post, "publication": publication, "form": form})
