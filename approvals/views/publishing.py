"""Publishing by hand what was approved, having it looked at, and taking it down."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from approvals import actions
from approvals.acknowledging import is_overdue
from approvals.actions.publishing import obstacle_to_sending
from approvals.forms import PublicationForm, TakedownForm
from approvals.gates import judge, snapshot_of, stops_in_words
from approvals.models import Decision, PostRequest, PostTarget, Publication, Stage
from approvals.models.officials import leave_of
from approvals.permissions import (
    obstacle_to_checking,
    obstacle_to_commenting,
    obstacle_to_publishing,
    obstacle_to_taking_down,
)
from approvals.picture_page import pictured
from approvals.states import TargetStatus, WrongState
from approvals.views.answering import carry_out, visible_post
from school.drafts import drafted, resume
from school.obstacles import demand


def _target(post: PostRequest, account: UUID | None) -> PostTarget | None:
    """The one asked for; without one, the first that stands ready, else the first of all."""
    rows = list(PostTarget.objects.filter(request=post).for_pages())
    if account is not None:
        return next((row for row in rows if row.account_id == account), None)
    return next((row for row in rows if row.status == TargetStatus.QUEUED), rows[0] if rows else None)


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: UUID, account: UUID | None = None) -> HttpResponse:
    """The approved words to copy, and where to keep the address. Everything is checked again here."""
    post, standing, now = visible_post(request, pk), request.standing, timezone.now()
    target = _target(post, account)
    if target is None or target.status in (TargetStatus.PUBLISHED, TargetStatus.TAKEN_DOWN, TargetStatus.DROPPED):
        official = post.current_version.account if post.current_version else None
        leave = leave_of(standing.person_id, standing.today)
        if official is not None:
            demand(obstacle_to_publishing(standing, leave, official.pk, is_enabled=official.is_enabled))
        messages.info(request, f"There is nothing to publish: this post is {post.get_status_display()}.")
        return redirect("approvals:detail", pk=pk)
    place, version = target.account, target.version
    version.request = post
    leave = leave_of(standing.person_id, standing.today)
    late = is_overdue(standing.person_id, standing.today)
    demand(obstacle_to_publishing(standing, leave, place.pk, is_enabled=place.is_enabled, is_overdue=late))
    form = PublicationForm(request.POST or None, initial={"digest": version.digest})
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_publication(pk=pk, account_id=place.pk, by=standing.person_id, now=now, **form.cleaned_data)
        except WrongState as refused:
            form.add_error("permalink", str(refused))
        else:
            messages.success(
                request, "Published. The address is kept with the post; below you may keep a screenshot too."
            )
            return redirect("approvals:detail", pk=pk)
    context = {
        "post": post,
        "target": target,
        "version": version,
        "decision": Decision.objects.filter(version=version).select_related("actor", "appointment").first(),
        "form": form,
        "obstacle": _obstacle(post, target, knows_people=not obstacle_to_commenting(standing, post.author_id)),
        "pictures": pictured(version, post, standing.today),
    }
    return render(request, "approvals/publish.html", context)


def _obstacle(post: PostRequest, target: PostTarget, *, knows_people: bool) -> str:
    """What would be refused now, said before anybody posts anything."""
    now = timezone.now()
    if obstacle := obstacle_to_sending(post, target, target.version.digest, now):
        return obstacle
    results = judge(snapshot_of(target.version, stage=Stage.PUBLISH, now=now, only={target.account_id}))
    return stops_in_words(results, knows_people=knows_people)


@require_http_methods(["GET", "POST"])
@drafted("taking a post down", about=("approvals.PostRequest", "pk"))
def take_down(request: HttpRequest, pk: UUID, account: UUID) -> HttpResponse:
    """Removed on the platform first, recorded here: no approval is needed for it."""
    post, standing = visible_post(request, pk), request.standing
    demand(obstacle_to_taking_down(standing, leave_of(standing.person_id, standing.today)))
    target = get_object_or_404(PostTarget.objects.for_pages(), request=post, account_id=account)
    form = resume(request, TakedownForm(request.POST or None))
    if request.method == "POST" and form.is_valid():
        carry_out(
            request,
            lambda: actions.take_down(pk=target.pk, by=standing.person_id, now=timezone.now(), **form.cleaned_data),
            said="Taken down. Both approvers and the author have been told.",
        )
        return redirect("approvals:detail", pk=pk)
    if target.status != TargetStatus.PUBLISHED:
        messages.info(request, f"There is nothing to take down: here it is {target.get_status_display()}.")
        return redirect("approvals:detail", pk=pk)
    return render(request, "approvals/take_down.html", {"post": post, "target": target, "form": form})


@require_POST
def check(request: HttpRequest, pk: UUID, account: UUID) -> HttpResponse:
    """A second person has looked at it where it stands."""
    post, standing = visible_post(request, pk), request.standing
    publication = get_object_or_404(Publication, target__request=post, account_id=account)
    leave = leave_of(standing.person_id, standing.today)
    demand(obstacle_to_checking(standing, leave, publication.published_by_id))
    carry_out(
        request,
        lambda: actions.check_publication(pk=publication.pk, by=standing.person_id, now=timezone.now()),
        said="Noted: you have looked at it where it stands.",
    )
    return redirect("approvals:detail", pk=pk)
