"""The two ways out that are no approval: standing templates, and an approver's own word with its review."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from approvals import actions
from approvals.blanks import written
from approvals.forms.lanes import AuthoriseForm, ReviewForm, TemplateForm, UseTemplateForm
from approvals.lane_page import obstacle_to_own_word
from approvals.lane_permissions import (
    obstacle_to_deciding_template,
    obstacle_to_ending_template,
    obstacle_to_reading_templates,
    obstacle_to_reviewing,
    obstacle_to_writing_template,
)
from approvals.models import Account, Authorisation, PostRequest, StandingTemplate
from approvals.models.officials import leave_of
from approvals.permissions import obstacle_to_asking
from approvals.states import PostStatus, TemplateStatus, WrongState
from approvals.views.answering import carry_out, visible_post
from approvals.wording import current
from school.drafts import came_late, drafted, resume
from school.obstacles import demand


def _template(request: HttpRequest, pk: UUID) -> StandingTemplate:
    if obstacle_to_reading_templates(request.standing):
        raise Http404
    return get_object_or_404(StandingTemplate.objects.select_related("written_by", "approved_by", "appointment"), pk=pk)


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """Those in use first, because somebody may be here at half past six in the morning."""
    standing = request.standing
    if obstacle_to_reading_templates(standing):
        raise Http404
    leave = leave_of(standing.person_id, standing.today)
    rows = StandingTemplate.objects.select_related("written_by")
    context = {
        "usable": rows.usable(standing.today)[:100],
        "waiting": rows.filter(status=TemplateStatus.WAITING)[:100],
        "may_use": not obstacle_to_asking(standing, leave),
        "may_write": not obstacle_to_writing_template(standing, leave),
    }
    return render(request, "approvals/templates.html", context)


@require_http_methods(["GET", "POST"])
@drafted("a standing template")
def write_template(request: HttpRequest) -> HttpResponse:
    standing = request.standing
    demand(obstacle_to_writing_template(standing, leave_of(standing.person_id, standing.today)))
    form = resume(request, TemplateForm(request.POST or None, today=standing.today))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_template(by=standing.person_id, now=timezone.now(), **form.cleaned_data)
        except WrongState as late:
            form.add_error(None, str(late))
        else:
            messages.success(request, "Kept. It can be used when an approver who did not write it has approved it.")
            return redirect("approvals:template", pk=made.pk)
    return render(request, "approvals/write_template.html", {"form": form})


@require_GET
def template(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Its words, its blanks, who wrote and approved it, and what may be done with it."""
    found, standing = _template(request, pk), request.standing
    deciding = obstacle_to_deciding_template(standing, found.written_by_id)
    is_waiting = found.status == TemplateStatus.WAITING
    leave = leave_of(standing.person_id, standing.today)
    context = {
        "template": found,
        "blanks": written(found.typed_blanks()),
        "may_decide": is_waiting and not deciding,
        "obstacle": deciding if is_waiting else "",
        "may_use": found.is_usable(standing.today) and not obstacle_to_asking(standing, leave),
        "may_end": found.status in (TemplateStatus.WAITING, TemplateStatus.APPROVED)
        and not obstacle_to_ending_template(standing, found.written_by_id),
        "is_over": found.expires_on < standing.today,
    }
    return render(request, "approvals/template.html", context)


@require_POST
def decide_template(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _template(request, pk)
    demand(obstacle_to_deciding_template(request.standing, found.written_by_id))
    is_approved = request.POST.get("verdict") == "approve"
    carry_out(
        request,
        lambda: actions.decide_template(
            pk=pk, is_approved=is_approved, by=request.standing.person_id, now=timezone.now()
        ),
        said="Approved. Every official user may use it now." if is_approved else "Refused. Its writer has been told.",
    )
    return redirect("approvals:template", pk=pk)


@require_POST
def end_template(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _template(request, pk)
    demand(obstacle_to_ending_template(request.standing, found.written_by_id))
    carry_out(
        request,
        lambda: actions.end_template(pk=pk, by=request.standing.person_id, now=timezone.now()),
        said="It is no longer used.",
    )
    return redirect("approvals:template", pk=pk)


@require_http_methods(["GET", "POST"])
def use_template(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A few fields, and the post may go out."""
    found, standing = _template(request, pk), request.standing
    leave = leave_of(standing.person_id, standing.today)
    demand(obstacle_to_asking(standing, leave))
    if not found.is_usable(standing.today):
        came_late(request, "This template is not in use. Ask for a post in the ordinary way.")
        return redirect("approvals:template", pk=pk)
    accounts = Account.objects.enabled().filter(pk__in=leave.account_ids if leave else [])
    form = UseTemplateForm(request.POST or None, blanks=found.typed_blanks(), accounts=accounts)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            post = actions.use_template(
                pk=pk,
                once=given["once"],
                values=form.values(),
                account_ids=[one.pk for one in given["account"]],
                by=standing.person_id,
                now=timezone.now(),
            )
        except WrongState as late:
            form.add_error(None, str(late))
        else:
            messages.success(request, "It may go out now. The Principal and the Vice-Principal have been told.")
            return redirect("approvals:detail", pk=post.pk)
    return render(request, "approvals/use_template.html", {"form": form, "template": found})


@require_http_methods(["GET", "POST"])
def authorise(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An approver's own text, when the other is away."""
    post, standing = visible_post(request, pk), request.standing
    demand(obstacle_to_own_word(post, standing))
    if post.status != PostStatus.DRAFT:
        came_late(request, f"This post is {post.get_status_display()}, so it goes its ordinary way.")
        return redirect("approvals:detail", pk=pk)
    form = AuthoriseForm(request.POST or None, initial={"row_version": post.row_version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.authorise_own(pk=pk, by=standing.person_id, now=timezone.now(), **form.cleaned_data)
        except WrongState as late:
            form.add_error(None, str(late))
        else:
            messages.success(request, "It may go out now. The other approver has been told and reviews it.")
            return redirect("approvals:detail", pk=pk)
    return render(request, "approvals/authorise.html", {"post": post, "version": current(post), "form": form})


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The post that somebody let out alone, their reason, and three answers."""
    rows = Authorisation.objects.unreviewed() | Authorisation.objects.filter(review__isnull=False)
    seen = PostRequest.objects.visible_to(request.standing).values("pk")
    found = get_object_or_404(rows.select_related("by", "version__request").filter(version__request__in=seen), pk=pk)
    demand(obstacle_to_reviewing(request.standing, found.by_id))
    post = found.version.request
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, request.standing.person_id
        carry_out(
            request,
            lambda: actions.review_own(pk=pk, outcome=given["outcome"], note=given["note"], by=by, now=timezone.now()),
            said="Kept. The author has been told.",
        )
        return redirect("approvals:detail", pk=post.pk)
    if hasattr(found, "review"):
        came_late(request, "It has been reviewed already. What was found stands on its page.")
        return redirect("approvals:detail", pk=post.pk)
    return render(request, "approvals/review.html", {"found": found, "post": post, "form": form})
