"""Asking for a post, reading where it stands, changing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from approvals import actions
from approvals.forms import EditForm, NewPostForm, post_initial
from approvals.models import Account, Freeze, OfficialUser, PostRequest
from approvals.models.officials import leave_of
from approvals.paging import page_of
from approvals.permissions import (
    APPROVERS,
    obstacle_to_appointing_stand_in,
    obstacle_to_asking,
    obstacle_to_editing,
    obstacle_to_picturing,
    obstacle_to_reading_figures,
    obstacle_to_recalling,
    obstacle_to_withdrawing,
)
from approvals.post_page import page_of_post
from approvals.states import POST_MOVES, PostStatus, WrongState
from approvals.views.answering import carry_out, visible_post
from approvals.wording import current, words_of
from school.drafts import drafted, resume
from school.obstacles import demand
from school.unmoved import show_both

SENT = "Sent for approval. Everybody who may decide has been told."


@require_GET
def posts(request: HttpRequest) -> HttpResponse:
    """Posts that wait for this person, their own, or (for the two offices) all of them."""
    standing = request.standing
    is_approver = standing.holds(*APPROVERS)
    shown = request.GET.get("show", "waiting" if is_approver else "mine")
    is_official = leave_of(standing.person_id, standing.today) is not None
    status = request.GET.get("status", "")
    rows = PostRequest.objects.visible_to(standing).for_lists()
    if shown == "waiting":
        rows = rows.waiting_for(standing)
    elif shown == "mine" or not (is_approver or is_official):
        shown, rows = "mine", rows.filter(author_id=standing.person_id)
    if status in PostStatus.values:
        rows = rows.filter(status=status)
    page, after = page_of(rows, by="changed_at", after=request.GET.get("after", ""), oldest_first=shown == "waiting")
    query = {"show": shown, **({"status": status} if status in PostStatus.values else {}), "after": after}
    context = {
        "page": page,
        "next_url": f"?{urlencode(query)}" if after else "",
        "show": shown,
        "status": status,
        "statuses": PostStatus.choices,
        "sees_all": is_approver or is_official,
        "is_approver": is_approver,
        "freezes": Freeze.objects.in_force().select_related("account", "by") if standing.is_staff else [],
        "may_appoint": not obstacle_to_appointing_stand_in(standing),
        "sees_figures": not obstacle_to_reading_figures(standing),
        "named": OfficialUser.objects.unanswered().filter(person_id=standing.person_id).first(),
        "asking_obstacle": obstacle_to_asking(standing, leave_of(standing.person_id, standing.today)),
    }
    return render(request, "approvals/posts.html", context)


@require_http_methods(["GET", "POST"])
@drafted("a post")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a post. Three buttons: send it for approval at once, go on to its pictures, or keep it as a draft."""
    standing = request.standing
    leave = leave_of(standing.person_id, standing.today)
    demand(obstacle_to_asking(standing, leave))
    accounts = Account.objects.enabled().filter(pk__in=leave.account_ids if leave else [])
    form = resume(request, NewPostForm(request.POST or None, accounts=accounts))
    if request.method == "POST" and form.is_valid():
        now, by = timezone.now(), standing.person_id
        try:
            post = actions.draft_post(
                once=form.cleaned_data["once"], words=form.words(), by=by, now=now, **form.beside()
            )
        except WrongState as late:
            form.add_error(None, str(late))
        else:
            return _kept(request, post)
    may_picture = not obstacle_to_picturing(standing, leave)
    return render(request, "approvals/ask.html", {"form": form, "may_picture": may_picture})


def _kept(request: HttpRequest, post: PostRequest) -> HttpResponse:
    """After saving: send it for approval when that button was pressed. A double click reads like one."""
    if request.POST.get("then") == "pictures":
        messages.success(request, "Kept as a draft. Add its pictures, then send it for approval.")
        return redirect("approvals:pictures", pk=post.pk)
    if "send" not in request.POST:
        messages.success(request, "Kept as a draft. Send it for approval when it is ready.")
        return redirect("approvals:detail", pk=post.pk)
    try:
        actions.submit_post(pk=post.pk, by=request.standing.person_id, now=timezone.now())
    except WrongState as late:
        post.refresh_from_db()
        if post.status != PostStatus.SUBMITTED:
            messages.warning(request, str(late))
            return redirect("approvals:detail", pk=post.pk)
    messages.success(request, SENT)
    return redirect("approvals:detail", pk=post.pk)


@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    post = visible_post(request, pk)
    return render(request, "approvals/detail.html", page_of_post(post, request.standing, timezone.now()))


@require_http_methods(["GET", "POST"])
@drafted("a change to a post", about=("approvals.PostRequest", "pk"))
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change the words. Whatever had been asked for or approved needs asking for anew."""
    post, standing = visible_post(request, pk), request.standing
    demand(obstacle_to_editing(standing, post.author_id))
    form = resume(request, _edit_form(request, post, request.POST or None))
    if request.method == "POST" and form.is_valid():
        values = {"words": form.words(), "row_version": form.cleaned_data["row_version"], **form.beside()}
        try:
            changed = actions.edit_post(pk=pk, by=standing.person_id, now=timezone.now(), **values)
        except WrongState as late:
            post = visible_post(request, pk)
            if post.row_version == values["row_version"]:
                form.add_error(None, str(late))
            else:
                show_both(form, _edit_form(request, post), mark="row_version")
        else:
            return _kept(request, changed)
    is_open = post.status == PostStatus.DRAFT or PostStatus.DRAFT in POST_MOVES[post.status]
    context = {"form": form, "post": post, "is_open": is_open}
    return render(request, "approvals/edit.html", context)


def _edit_form(request: HttpRequest, post: PostRequest, data: Any = None) -> EditForm:
    """The words as they stand now, for those who may change them."""
    standing = request.standing
    accounts = Account.objects.enabled()
    if not standing.holds(*APPROVERS):
        leave = leave_of(standing.person_id, standing.today)
        accounts = accounts.filter(pk__in=leave.account_ids if leave else [])
    beside = {"note": post.note, "other_policy": post.other_policy}
    initial = {**post_initial(words_of(current(post))), **beside, "row_version": post.row_version}
    return EditForm(data, accounts=accounts, initial=initial)


@require_POST
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    post = visible_post(request, pk)
    seen = request.POST.get("row_version", "")
    carry_out(
        request,
        lambda: actions.submit_post(
            pk=post.pk,
            by=request.standing.person_id,
            now=timezone.now(),
            row_version=int(seen) if seen.isdecimal() else None,
        ),
        said=SENT,
    )
    return redirect("approvals:detail", pk=pk)


@require_POST
def recall(request: HttpRequest, pk: UUID) -> HttpResponse:
    post = visible_post(request, pk)
    demand(obstacle_to_recalling(request.standing, post.author_id))
    carry_out(
        request,
        lambda: actions.recall_post(pk=pk, by=request.standing.person_id, now=timezone.now()),
        said="Taken back. It is a draft again.",
    )
    return redirect("approvals:detail", pk=pk)


@require_POST
def restore(request: HttpRequest, pk: UUID, n: int) -> HttpResponse:
    post = visible_post(request, pk)
    demand(obstacle_to_recalling(request.standing, post.author_id))
    carry_out(
        request,
        lambda: actions.restore_version(pk=pk, n=n, by=request.standing.person_id, now=timezone.now()),
        said=f"The words of version {n} stand again, as a draft.",
    )
    return redirect("approvals:detail", pk=pk)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asked once more, since it cannot be taken back."""
    post = visible_post(request, pk)
    demand(obstacle_to_withdrawing(request.standing, post.author_id))
    if request.method == "GET":
        return render(request, "approvals/withdraw.html", {"post": post})
    carry_out(
        request,
        lambda: actions.withdraw_post(pk=pk, by=request.standing.person_id, now=timezone.now()),
        said="Withdrawn. It will not be published.",
    )
    return redirect("approvals:detail", pk=pk)
