"""Passing something on for posting: a short form for all staff, receipts, and the official users' list."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from approvals import actions
from approvals.forms import DeclineForm, NewPostForm, SuggestionForm
from approvals.models import Account, Suggestion
from approvals.models.officials import leave_of
from approvals.paging import page_of
from approvals.permissions import (
    obstacle_to_asking,
    obstacle_to_declining,
    obstacle_to_suggesting,
    obstacle_to_using,
)
from approvals.states import SuggestionStatus, WrongState
from approvals.views.answering import carry_out
from school.drafts import drafted, resume
from school.obstacles import demand


def _visible(request: HttpRequest, pk: UUID) -> Suggestion:
    rows = Suggestion.objects.visible_to(request.standing).select_related("from_person", "settled_by", "post")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
@drafted("something to pass on")
def pass_on(request: HttpRequest) -> HttpResponse:
    """Hand something over; the receipt follows at once."""
    demand(obstacle_to_suggesting(request.standing))
    form = resume(request, SuggestionForm(request.POST or None))
    if request.method == "POST" and form.is_valid():
        try:
            sent = actions.suggest(**form.cleaned_data, by=request.standing.person_id, now=timezone.now())
        except WrongState as refused:
            form.add_error(None, str(refused))
        else:
            said = f"Thank you. Your reference is {sent.reference}; you will be told what becomes of it."
            carry_out(request, lambda: None, said=said)
            return redirect("approvals:suggestion", pk=sent.pk)
    return render(request, "approvals/pass_on.html", {"form": form})


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
    context = {
        "item": item,
        "is_mine": item.from_person_id == standing.person_id,
        "may_use": is_new and not obstacle_to_using(standing, leave),
        "may_decline": is_new and not obstacle_to_declining(standing, leave),
        "form": form,
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
            carry_out(request, lambda: None, said="It is a draft of yours now. Send it for approval when it is ready.")
            return redirect("approvals:detail", pk=post.pk)
    return render(request, "approvals/use.html", {"form": form, "item": item})


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
