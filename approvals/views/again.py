"""A post that came to an end: its words once more, a new time, or no more accounts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from approvals import actions
from approvals.forms import AskAgainForm
from approvals.models.officials import leave_of
from approvals.permissions import obstacle_to_asking, obstacle_to_settling, obstacle_to_submitting
from approvals.states import PostStatus, WrongState
from approvals.views.answering import carry_out, visible_post
from approvals.wording import current, words_of
from school.drafts import came_late
from school.obstacles import demand


@require_POST
def copy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same words as a new draft; sent twice it is still one."""
    post, standing = visible_post(request, pk), request.standing
    demand(obstacle_to_asking(standing, leave_of(standing.person_id, standing.today)))
    try:
        once = UUID(request.POST.get("once", ""))
    except ValueError:
        came_late(request, "That page was old, so nothing was copied. Press the button once more.")
        return redirect("approvals:detail", pk=pk)
    try:
        made = actions.copy_post(pk=post.pk, once=once, by=standing.person_id, now=timezone.now())
    except WrongState as late:
        came_late(request, late)
        return redirect("approvals:detail", pk=pk)
    return redirect("approvals:edit", pk=made.pk)


@require_http_methods(["GET", "POST"])
def ask_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Words as they were, a new time, and sent for approval with one button."""
    post, standing = visible_post(request, pk), request.standing
    accounts = words_of(current(post)).account_ids
    leave = leave_of(standing.person_id, standing.today)
    demand(obstacle_to_submitting(standing, post.author_id, leave, *accounts))
    form = AskAgainForm(request.POST or None, initial={"row_version": post.row_version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_again(pk=pk, by=standing.person_id, now=timezone.now(), **form.cleaned_data)
        except WrongState as late:
            form.add_error(None, str(late))
        else:
            messages.success(request, "Sent for approval again. Everybody who may decide has been told.")
            return redirect("approvals:detail", pk=pk)
    if post.status != PostStatus.EXPIRED:
        came_late(request, f"This post is {post.get_status_display()}, so it needs no new time.")
        return redirect("approvals:detail", pk=pk)
    return render(request, "approvals/ask_again.html", {"post": post, "form": form})


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asked once more, since what was approved for the rest is given up."""
    post = visible_post(request, pk)
    demand(obstacle_to_settling(request.standing, post.author_id))
    if request.method == "GET":
        return render(request, "approvals/settle.html", {"post": post})
    carry_out(
        request,
        lambda: actions.settle_rest(pk=pk, by=request.standing.person_id, now=timezone.now()),
        said="Settled. It stays where it is out, and goes out nowhere else.",
    )
    return redirect("approvals:detail", pk=pk)
