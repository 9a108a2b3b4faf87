"""Deciding on one screen, and publishing by hand what was approved."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from approvals import actions
from approvals.forms import DecisionForm, PublicationForm
from approvals.models import Decision, PostRequest
from approvals.models.officials import leave_of
from approvals.models.posts import approval_lasts
from approvals.permissions import obstacle_of_words, obstacle_to_deciding, obstacle_to_publishing
from approvals.post_page import current_version_of, page_of_post
from approvals.states import PostStatus, Verdict, WrongState
from approvals.views.answering import carry_out
from school.drafts import came_late, drafted, resume
from school.obstacles import demand

SAID = {
    Verdict.APPROVE: "Approved. The author has been told and publishes it.",
    Verdict.CHANGES: "Sent back. The author has been told what to change.",
    Verdict.REJECT: "Rejected. The author has been told why.",
}


def _visible(request: HttpRequest, pk: UUID) -> PostRequest:
    return get_object_or_404(PostRequest.objects.visible_to(request.standing).for_lists(), pk=pk)


@require_http_methods(["GET", "POST"])
@drafted("what you say to a post", about=("approvals.PostRequest", "pk"))
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The post as it will read, everything to know, and three buttons."""
    post, standing = _visible(request, pk), request.standing
    version = current_version_of(post)
    demand(obstacle_to_deciding(standing, version.hands()))
    seen = {"version": version.pk, "digest": version.digest, "row_version": post.row_version}
    form = resume(request, DecisionForm(request.POST or None, initial=seen), fresh=tuple(seen))
    if request.method == "POST" and form.is_valid():
        return _decided(request, post, form)
    if post.status != PostStatus.SUBMITTED:
        came_late(request, f"Nothing waits here for a decision: this post is {post.get_status_display()}.")
        return redirect("approvals:detail", pk=pk)
    context = page_of_post(post, standing, timezone.now()) | {"form": form}
    return render(request, "approvals/decide.html", context)


def _decided(request: HttpRequest, post: PostRequest, form: DecisionForm) -> HttpResponse:
    given = form.cleaned_data
    carry_out(
        request,
        lambda: actions.decide(
            pk=post.pk,
            version_id=given["version"],
            digest=given["digest"],
            row_version=given["row_version"],
            verdict=given["verdict"],
            comment=given["comment"],
            by=request.standing.person_id,
            now=timezone.now(),
        ),
        said=SAID[Verdict(given["verdict"])],
    )
    return redirect("approvals:detail", pk=post.pk)


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The approved words to copy, and where to keep the address. Everything is checked again here."""
    post, standing = _visible(request, pk), request.standing
    version = current_version_of(post)
    account = version.account
    leave = leave_of(standing.person_id, standing.today)
    demand(obstacle_to_publishing(standing, leave, account.pk, is_enabled=account.is_enabled))
    if post.status != PostStatus.APPROVED:
        messages.info(request, f"There is nothing to publish: this post is {post.get_status_display()}.")
        return redirect("approvals:detail", pk=pk)
    decision = Decision.objects.filter(version=version).select_related("actor", "appointment").first()
    form = PublicationForm(request.POST or None, initial={"digest": version.digest})
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_publication(pk=pk, by=standing.person_id, now=timezone.now(), **form.cleaned_data)
        except WrongState as refused:
            form.add_error("permalink", str(refused))
        else:
            messages.success(request, "Published. The address is kept with the post.")
            return redirect("approvals:detail", pk=pk)
    obstacle = obstacle_of_words(version, decision, lasts=approval_lasts(), now=timezone.now())
    context = {"post": post, "version": version, "decision": decision, "form": form, "obstacle": obstacle}
    return render(request, "approvals/publish.html", context)
