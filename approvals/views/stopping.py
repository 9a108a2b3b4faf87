"""Putting on hold and letting go on, for one post or for all; and talking about a post."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from approvals import actions
from approvals.forms import CommentForm, FreezeForm, HoldForm, MarkForm
from approvals.models import Account, Freeze
from approvals.permissions import (
    obstacle_to_commenting,
    obstacle_to_freezing,
    obstacle_to_holding,
    obstacle_to_releasing,
)
from approvals.picture_page import choices_of
from approvals.post_page import current_version_of
from approvals.states import PostStatus
from approvals.views.answering import carry_out, visible_post
from school.drafts import drafted, resume
from school.obstacles import demand

HOLDS = "It stays approved, but nobody publishes it until it may go on."


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop what was approved and is not out yet."""
    post = visible_post(request, pk)
    demand(obstacle_to_holding(request.standing))
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, by = form.cleaned_data["reason"], request.standing.person_id
        carry_out(
            request,
            lambda: actions.put_on_hold(pk=pk, reason=reason, by=by, now=timezone.now()),
            said="On hold. The author has been told why.",
        )
        return redirect("approvals:detail", pk=pk)
    may_hold = post.status in (PostStatus.APPROVED, PostStatus.PARTLY_PUBLISHED)
    lead = HOLDS if may_hold else f"This post is {post.get_status_display()}, so there is nothing to put on hold."
    return render(request, "approvals/hold.html", {"post": post, "form": form, "lead": lead, "may_hold": may_hold})


@require_POST
def release(request: HttpRequest, pk: UUID) -> HttpResponse:
    post = visible_post(request, pk)
    demand(obstacle_to_releasing(request.standing, current_version_of(post).hands()))
    carry_out(
        request,
        lambda: actions.release(pk=pk, by=request.standing.person_id, now=timezone.now()),
        said="It may go on. Every gate was asked again.",
    )
    return redirect("approvals:detail", pk=pk)


@require_http_methods(["GET", "POST"])
def freeze(request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
    """One switch: nothing is published on this account, or (without one) anywhere."""
    demand(obstacle_to_freezing(request.standing))
    account = get_object_or_404(Account, pk=pk) if pk else None
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, by = form.cleaned_data["reason"], request.standing.person_id
        carry_out(
            request,
            lambda: actions.freeze(account_id=pk, reason=reason, by=by, now=timezone.now()),
            said=f"Frozen: nothing is published on {account or 'any account'} until the freeze is ended.",
        )
        return redirect("approvals:official_users")
    return render(request, "approvals/freeze.html", {"account": account, "form": form})


@require_POST
def end_freeze(request: HttpRequest, pk: UUID) -> HttpResponse:
    demand(obstacle_to_freezing(request.standing))
    found = get_object_or_404(Freeze, pk=pk)
    carry_out(
        request,
        lambda: actions.end_freeze(pk=found.pk, by=request.standing.person_id, now=timezone.now()),
        said="The freeze is ended. What every gate lets through stands ready again.",
    )
    return redirect("approvals:official_users")


@require_http_methods(["GET", "POST"])
@drafted("a comment on a post", about=("approvals.PostRequest", "pk"))
def comment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say something about the post, about some of its words, or in answer to somebody."""
    post = visible_post(request, pk)
    demand(obstacle_to_commenting(request.standing, post.author_id))
    answers = request.GET.get("answers", "")
    version = current_version_of(post)
    pictures = choices_of(version)
    initial = {"answers": answers, "picture": request.GET.get("picture", "")}
    form = CommentForm(request.POST or None, initial=initial, pictures=pictures)
    form = resume(request, form, fresh=("answers",))
    if request.method == "POST" and form.is_valid():
        said = carry_out(
            request,
            lambda: actions.comment(pk=pk, by=request.standing.person_id, now=timezone.now(), **form.cleaned_data),
            said="Your comment stands below the post.",
        )
        if said:
            return redirect("approvals:detail", pk=pk)
    context = {"post": post, "version": version, "form": form}
    return render(request, "approvals/comment.html", context)


@require_POST
def mark(request: HttpRequest, pk: UUID) -> HttpResponse:
    post = visible_post(request, pk)
    demand(obstacle_to_commenting(request.standing, post.author_id))
    form = MarkForm(request.POST)
    which = form.cleaned_data["other_policy"] if form.is_valid() else post.other_policy
    carry_out(
        request,
        lambda: actions.mark_other_policy(pk=pk, which=which, by=request.standing.person_id, now=timezone.now()),
        said="Marked. Whoever approves it says that they looked at it." if which else "The mark is taken away.",
    )
    return redirect("approvals:detail", pk=pk)
