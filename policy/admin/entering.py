"""The clerk's forms: opening a review, its text, the staff review, the meeting, the minute reference."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from policy.actions import reviewing, reviewing_board
from policy.admin.forms import MeetingForm, MinuteForm, OpenForm, StaffForm, TextForm
from policy.admin.site import site
from policy.models import Policy, Review
from policy.review_permissions import obstacle_to_keeping
from policy.review_states import AWAITS_THE_BOARD, Decision
from policy.reviewing import principals_on, text_in_force
from policy.states import WrongState
from school.days import local_date
from school.models import Person
from school.obstacles import demand
from school.standing import Standing

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def standing_in(request: HttpRequest) -> Standing:
    return request.standing  # type: ignore[attr-defined,no-any-return]


def person_in(request: HttpRequest) -> Person:
    return request.user.person  # type: ignore[union-attr]


def review_in(request: HttpRequest, pk: UUID) -> Review:
    """The review, if this reader may see it; otherwise the unknown-address answer."""
    return get_object_or_404(Review.objects.visible_to(standing_in(request)).whole(), pk=pk)


def form_page(request: HttpRequest, form: Form, review: Review | None, **words: Any) -> HttpResponse:
    context = {**site.each_context(request), "form": form, "review": review, **words}
    return render(request, "admin/policy/form.html", context)


def attempt(request: HttpRequest, form: Form, action: Callable[[], object], done: str) -> bool:
    """Try the action; what stands in the way of a field is said beside it. True when the page can be left."""
    try:
        action()
    except ValidationError as wrong:
        for name, sentences in wrong.message_dict.items():
            form.add_error(name if name in form.fields else None, sentences)
        return False
    except WrongState as late:
        messages.warning(request, str(late))
    else:
        messages.success(request, done)
    return True


def back_to(review: Review) -> HttpResponse:
    return redirect("admin:policy_review_change", review.pk)


def too_late(request: HttpRequest, review: Review) -> HttpResponse | None:
    """A kind message instead of a form that could no longer be sent."""
    if review.status in AWAITS_THE_BOARD:
        return None
    messages.warning(request, "The board has decided already, so this stays as it was recorded.")
    return back_to(review)


def decisions_for(review: Review, today: date) -> list[Decision]:
    """What this board could decide: a new text needs a draft, and "no change" a text in force."""
    offered = []
    if review.proposed_id:
        offered += [Decision.APPROVE, Decision.APPROVE_WITH_CHANGES]
    if text_in_force(review.policy, today):
        offered.append(Decision.NO_CHANGE)
    return [*offered, Decision.REFER_BACK]


@get_or_post
def open_review(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the review of one policy."""
    policy = get_object_or_404(Policy, slug=slug)
    standing = standing_in(request)
    demand(obstacle_to_keeping(standing))
    texts = reviewing.texts_to_choose(policy, standing)
    if found := Review.objects.for_policy(policy).open().first():
        messages.warning(request, reviewing.ONE_IS_OPEN)
        return back_to(found)
    if not texts:
        messages.warning(request, reviewing.NO_TEXT)
        return redirect("admin:policy_policy_change", policy.pk)
    form = OpenForm(request.POST or None, texts=texts)
    if form.is_valid():
        clean = form.cleaned_data
        opened: list[Review] = []

        def act() -> None:
            opened.append(
                reviewing.open_review(
                    policy=policy,
                    reason=clean["reason"],
                    proposed=form.proposed(),
                    once=clean["once"],
                    by=person_in(request),
                    now=timezone.now(),
                )
            )

        if attempt(request, form, act, "The review is open. The next task is marked."):
            return back_to(opened[0]) if opened else redirect("admin:policy_policy_change", policy.pk)
    return form_page(
        request, form, None, title=f"Open a review of the {policy}", action="Open the review", policy=policy
    )


@get_or_post
def choose_text(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put another text before the board."""
    review = review_in(request, pk)
    standing = standing_in(request)
    demand(obstacle_to_keeping(standing))
    if late := too_late(request, review):
        return late
    texts = reviewing.texts_to_choose(review.policy, standing)
    form = TextForm(request.POST or None, texts=texts, initial={"text": "draft" if review.proposed_id else "in_force"})
    if form.is_valid():

        def act() -> None:
            reviewing.choose_text(
                review_id=review.pk, proposed=form.proposed(), by=person_in(request), now=timezone.now()
            )

        if attempt(request, form, act, "The text before the board is chosen."):
            return back_to(review)
    return form_page(request, form, review, title="Text before the board", action="Put this text before the board")


@get_or_post
def staff_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When and how the staff reviewed it."""
    review = review_in(request, pk)
    demand(obstacle_to_keeping(standing_in(request)))
    if late := too_late(request, review):
        return late
    row = review.staff_review
    known = {name: getattr(row, name) for name in ("held_on", "form", "took_part", "comments")} if row else {}
    form = StaffForm(request.POST or None, initial=known)
    if form.is_valid():

        def act() -> None:
            reviewing.record_staff_review(
                review_id=review.pk, **form.cleaned_data, by=person_in(request), now=timezone.now()
            )

        if attempt(request, form, act, "The staff review is recorded."):
            return back_to(review)
    return form_page(request, form, review, title="Staff review", action="Record the staff review")


@get_or_post
def meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The board's meeting and its decision, from the minutes."""
    review = review_in(request, pk)
    demand(obstacle_to_keeping(standing_in(request)))
    today = local_date(timezone.now())
    if late := too_late(request, review):
        return late
    form = MeetingForm(request.POST or None, today=today, decisions=decisions_for(review, today))
    if form.is_valid():

        def act() -> None:
            reviewing_board.record_meeting(
                review_id=review.pk,
                meeting=_meeting_in(form),
                once=form.cleaned_data["once"],
                by=person_in(request),
                now=timezone.now(),
            )

        if attempt(request, form, act, "The board's decision is recorded."):
            return back_to(review)
    return form_page(
        request,
        form,
        review,
        title="Board meeting and decision",
        action="Record the decision",
        lead="Take it from the minutes. The portal checks the quorum, the votes and the order of the dates.",
    )


def _meeting_in(form: MeetingForm) -> reviewing_board.Meeting:
    clean = form.cleaned_data
    principal = next(iter(principals_on(clean["met_on"])), None)
    if clean["principal"] and principal is None:
        raise ValidationError(
            {"principal": "Nobody was Principal on that day. Correct the date, or leave the box empty."}
        )
    return reviewing_board.Meeting(
        met_on=clean["met_on"],
        present=tuple(clean["present"]),
        proposer=clean["proposer"],
        seconder=clean["seconder"],
        votes_for=clean["votes_for"],
        votes_against=clean["votes_against"],
        votes_abstained=clean["votes_abstained"],
        decision=clean["decision"],
        apologies=tuple(clean["apologies"]),
        withdrawn=tuple(clean["withdrawn"]),
        principal=principal if clean["principal"] else None,
        explanation=clean["explanation"],
        quorum=clean.get("quorum"),
    )


@get_or_post
def minute(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the minutes have it, and when they were confirmed."""
    review = review_in(request, pk)
    demand(obstacle_to_keeping(standing_in(request)))
    if review.board_meeting is None:
        messages.warning(request, "The board's meeting is recorded first; then its minute has a place.")
        return back_to(review)
    row = review.minute
    known = {"reference": row.reference, "confirmed_on": row.confirmed_on} if row else {}
    form = MinuteForm(request.POST or None, initial=known)
    if form.is_valid():

        def act() -> None:
            reviewing_board.record_minute(
                review_id=review.pk, **form.cleaned_data, by=person_in(request), now=timezone.now()
            )

        if attempt(request, form, act, "The minute reference is recorded."):
            return back_to(review)
    return form_page(request, form, review, title="Minute reference", action="Record the minute reference")
