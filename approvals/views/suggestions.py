"""Passing something on for posting: a short form for all staff, receipts, and the official users' list."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from approvals import actions
from approvals.forms import DeclineForm, MorePicturesForm, NewPostForm, SuggestionForm
from approvals.models import Account, Look, Suggestion
from approvals.models.officials import leave_of
from approvals.paging import page_of
from approvals.passed_files import DAYS, visible_pictures
from approvals.permissions import (
    APPROVERS,
    obstacle_to_asking,
    obstacle_to_declining,
    obstacle_to_looking,
    obstacle_to_suggesting,
    obstacle_to_using,
)
from approvals.states import SuggestionStatus, WrongState
from approvals.tasks import prepare_pictures
from approvals.views.answering import carry_out
from files.actions import FileRefused
from school.drafts import drafted, resume
from school.models import Target
from school.obstacles import demand


def _visible(request: HttpRequest, pk: UUID) -> Suggestion:
    rows = Suggestion.objects.visible_to(request.standing).select_related("from_person", "settled_by", "post")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
@drafted("something to pass on")
def pass_on(request: HttpRequest) -> HttpResponse:
    """Hand something over; the receipt follows at once."""
    demand(obstacle_to_suggesting(request.standing))
    form = resume(request, SuggestionForm(*_given(request), had_no_room=getattr(request, "had_no_room", False)))
    if request.method == "POST" and form.is_valid():
        passed = form.passed()
        try:
            sent = actions.suggest(**form.words(), passed=passed, by=request.standing.person_id, now=timezone.now())
        except WrongState as refused:
            form.add_error(None, str(refused))
        except FileRefused as refused:
            form.add_error("files", str(refused))
        else:
            if passed:
                prepare_pictures.enqueue()
            said = f"Thank you. Your reference is {sent.reference}; you will be told what becomes of it."
            carry_out(request, lambda: None, said=said)
            return redirect("approvals:suggestion", pk=sent.pk)
    return render(request, "approvals/pass_on.html", {"form": form, "days": Target.value_of(DAYS)})


def _given(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@require_http_methods(["GET", "POST"])
@drafted("pictures to pass on", about=("approvals.Suggestion", "pk"))
def more_pictures(request: HttpRequest, pk: UUID) -> HttpResponse:
    """More pictures to one's own, one at a time or several."""
    item = _visible(request, pk)
    if item.from_person_id != request.standing.person_id:
        raise Http404
    form = resume(request, MorePicturesForm(*_given(request), had_no_room=getattr(request, "had_no_room", False)))
    passed = form.passed() if request.method == "POST" and form.is_valid() else None
    if passed:
        who = {"by": request.standing.person_id, "now": timezone.now()}
        try:
            made = actions.add_passed_pictures(pk=pk, once=form.cleaned_data["once"], passed=passed, **who)
        except (FileRefused, WrongState) as refused:
            form.add_error("files", str(refused))
        else:
            prepare_pictures.enqueue()
            carry_out(request, lambda: None, said=f"{len(made)} passed on. Thank you.")
            return redirect("approvals:suggestion", pk=pk)
    return render(request, "approvals/more_pictures.html", {"form": form, "item": item, "days": Target.value_of(DAYS)})


@require_POST
def look_at_passed(request: HttpRequest, pk: UUID, picture: UUID) -> HttpResponse:
    """Somebody entitled has looked at a picture in which other people's children may be."""
    item, look = _visible(request, pk), request.POST.get("look", "")
    demand(obstacle_to_looking(request.standing, item.from_person_id))
    if not item.pictures.filter(pk=picture).exists():
        raise Http404
    if look not in Look.values:
        messages.warning(request, "Press one of the two buttons below the picture.")
        return redirect("approvals:suggestion", pk=pk)
    carry_out(
        request,
        lambda: actions.look_at_passed(pk=picture, look=look, by=request.standing.person_id, now=timezone.now()),
        said="The official users may use it now." if look == Look.FREE else "Kept back: nobody else sees it.",
    )
    return redirect("approvals:suggestion", pk=pk)


@require_GET
def passed_on(request: HttpRequest) -> HttpResponse:
    """One's own receipts; official users and the two offices see everybody's."""
    rows = Suggestion.objects.visible_to(request.standing).select_related("from_person")
    page, after = page_of(rows, by="sent_at", after=request.GET.get("after", ""))
    context = {
        "page": page,
        "next_url": f"?after={after}".replace("+", "%2B") if after else "",
        "obstacle": obstacle_to_suggesting(request.standing),
    }
    return render(request, "approvals/passed_on.html", context)


@require_GET
def suggestion(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _shown(request, _visible(request, pk), DeclineForm())


def _shown(request: HttpRequest, item: Suggestion, form: DeclineForm) -> HttpResponse:
    standing = request.standing
    leave = leave_of(standing.person_id, standing.today)
    is_new = item.status == SuggestionStatus.NEW
    pictures = visible_pictures(item, standing)
    context = {
        "item": item,
        "is_mine": item.from_person_id == standing.person_id,
        "may_use": is_new and not obstacle_to_using(standing, leave),
        "may_decline": is_new and not obstacle_to_declining(standing, leave),
        "form": form,
        "pictures": pictures,
        "waiting": any(one.made_id is None and not one.refused and one.gone_at is None for one in pictures),
        "may_look": not obstacle_to_looking(standing, item.from_person_id),
        "knows_all": item.from_person_id == standing.person_id or standing.holds(*APPROVERS),
        "days": Target.value_of(DAYS),
        "may_see_post": item.post is not None and item.post.author_id == standing.person_id,
    }
    return render(request, "approvals/suggestion.html", context)


@require_http_methods(["GET", "POST"])
@drafted("a post of what was passed on", about=("approvals.Suggestion", "pk"))
def use(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a post of it: the official user writes it in their own words."""
    item, standing = _visible(request, pk), request.standing
    leave = leave_of(standing.person_id, standing.today)
    demand(obstacle_to_using(standing, leave) or obstacle_to_asking(standing, leave))
    accounts = Account.objects.enabled().filter(pk__in=leave.account_ids if leave else [])
    form = resume(
        request, NewPostForm(request.POST or None, accounts=accounts, initial={"text": item.text, "link": item.link})
    )
    if request.method == "POST" and form.is_valid():
        once = form.cleaned_data["once"]
        try:
            post = actions.use_suggestion(
                pk=pk, once=once, words=form.words(), by=standing.person_id, now=timezone.now(), **form.beside()
            )
        except WrongState as late:
            form.add_error(None, str(late))
        else:
            prepare_pictures.enqueue()
            carry_out(request, lambda: None, said="It is a draft of yours now. Send it for approval when it is ready.")
            return redirect("approvals:detail", pk=post.pk)
    goes_along = [one for one in visible_pictures(item, standing) if one.is_free and one.gone_at is None]
    context = {
        "form": form,
        "item": item,
        "pictures": [one for one in goes_along if not one.refused],
        "may_picture": bool(leave and leave.may_pictures),
    }
    return render(request, "approvals/use.html", context)


@require_POST
def decline_suggestion(request: HttpRequest, pk: UUID) -> HttpResponse:
    item, standing, now = _visible(request, pk), request.standing, timezone.now()
    demand(obstacle_to_declining(standing, leave_of(standing.person_id, standing.today)))
    form = DeclineForm(request.POST)
    if item.status == SuggestionStatus.NEW and not form.is_valid():
        return _shown(request, item, form)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    carry_out(
        request,
        lambda: actions.decline_suggestion(pk=pk, reason=reason, by=standing.person_id, now=now),
        said="Settled. The sender reads your reason.",
    )
    return redirect("approvals:suggestion", pk=pk)
