"""The signatories' page: the text's fingerprint, what the board decided, the password again, one press."""

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from policy.actions import reviewing_board, reviewing_signatures
from policy.admin.entering import attempt, back_to, form_page, get_or_post, person_in, review_in, standing_in
from policy.admin.forms import ReturnForm, SignForm
from policy.admin.site import site
from policy.models import Line
from policy.review_permissions import obstacle_to_returning, obstacle_to_signing
from policy.reviewing import signing_facts, signing_right
from school.obstacles import demand


@get_or_post
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign the line that is the reader's today."""
    review = review_in(request, pk)
    standing = standing_in(request)
    facts = signing_facts(review, standing, shown=request.POST.get("fingerprint", ""))
    obstacle = obstacle_to_signing(facts)
    if not facts.may_sign and not facts.has_signed_before:
        demand(obstacle)
    form = SignForm(request.POST or None, user=request.user, initial={"fingerprint": facts.current})
    if request.method == "POST" and not _may_try(request):
        form.add_error("password", "Too many tries. Wait a minute, then enter your password again.")
    if form.is_valid():
        if obstacle and not facts.has_signed_before:
            form.add_error(None, obstacle)
        elif attempt(
            request,
            form,
            lambda: reviewing_signatures.sign(
                review_id=review.pk,
                fingerprint=form.cleaned_data["fingerprint"],
                by=person_in(request),
                now=timezone.now(),
            ),
            "Signed. The signature stands with your name, your office and the time.",
        ):
            return back_to(review)
    right = signing_right(standing)
    context = {
        **site.each_context(request),
        "title": f"Sign the review of the {review.policy}",
        "form": form,
        "review": review,
        "meeting": review.board_meeting,
        "version": review.signed_version,
        "sections": review.signed_version.sections.prefetch_related("clause_versions") if review.signed_version else [],
        "facts": facts,
        "capacity": right.capacity if right else "",
        "line": Line(facts.line).label if facts.line else "",
        "obstacle": obstacle,
    }
    return render(request, "admin/policy/sign.html", context)


def _may_try(request: HttpRequest) -> bool:
    """The same limit as for entering a password again elsewhere."""
    return bool(ratelimit.consume(request, action="reauthenticate", user=request.user))


@get_or_post
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Refuse to sign, or set the review aside, with the reason."""
    review = review_in(request, pk)
    standing = standing_in(request)
    may_sign = review.awaits_signatures and signing_right(standing) is not None
    demand(obstacle_to_returning(standing, may_sign=may_sign, reason="x"))
    if not review.is_open:
        messages.warning(request, "This review has ended and stays as it is.")
        return back_to(review)
    form = ReturnForm(request.POST or None)
    if form.is_valid() and attempt(
        request,
        form,
        lambda: reviewing_board.send_back(
            review_id=review.pk, reason=form.cleaned_data["reason"], by=person_in(request), now=timezone.now()
        ),
        "The review has come back. Its reason is kept; the next review can be opened.",
    ):
        return back_to(review)
    return form_page(
        request,
        form,
        review,
        title="Send the review back",
        action="Send it back",
        is_final=True,
        lead="This review ends here, unsigned, and everything entered stays on it. A new review can follow at once.",
    )
