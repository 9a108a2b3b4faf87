"""Deciding on one screen: the post as it will read, what the gates say, and three buttons."""

from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from approvals import actions
from approvals.actions.deciding import Unanswered
from approvals.forms import Asked, DecisionForm, asked_when_shown
from approvals.gates import ambers, judge, snapshot_of
from approvals.models import Account, PostRequest, Stage, hold_parts
from approvals.permissions import obstacle_to_deciding
from approvals.post_page import current_version_of, page_of_post
from approvals.states import PostStatus, Verdict, WrongState
from approvals.views.answering import carry_out, visible_post
from school.drafts import came_late, drafted, resume
from school.obstacles import demand

SAID = {
    Verdict.APPROVE: "Approved. The author has been told and publishes it.",
    Verdict.CHANGES: "Sent back. The author has been told what to change.",
    Verdict.REJECT: "Rejected. The author has been told why.",
}


@require_http_methods(["GET", "POST"])
@drafted("what you say to a post", about=("approvals.PostRequest", "pk"))
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The post as it will read, everything to know, and three buttons."""
    post, standing, now = visible_post(request, pk), request.standing, timezone.now()
    version = current_version_of(post)
    seen = {"version": version.pk, "digest": version.digest, "row_version": post.row_version}
    accounts = Account.objects.filter(pk__in=[one.account_id for one in version.placements.all()])
    form_of = partial(
        DecisionForm,
        request.POST if request.method == "POST" else None,
        initial=seen,
        accounts=accounts,
        shown=version.digest,
    )
    asked = asked_when_shown(request.POST, version.digest)
    if asked and (answered := form_of(asked=asked)).is_valid():
        with suppress(Unanswered):  # since the page was shown a gate has come to want an answer: the form below asks
            return _decided(request, post, answered, but=(Unanswered,))
    hold_parts(version, "editors", "pictures")
    demand(obstacle_to_deciding(standing, version.hands()))
    pictures = version.pictures.all()
    placed = version.placements.all()
    gates = judge(snapshot_of(version, stage=Stage.APPROVE, now=now, placements=placed, pictures=pictures))
    asked = Asked(len(pictures), [one.code for one in ambers(gates)])
    form = resume(request, form_of(asked=asked), fresh=(*seen, "asked"))
    if form.is_valid():
        return _decided(request, post, form)
    if post.status != PostStatus.SUBMITTED:
        came_late(request, f"Nothing waits here for a decision: this post is {post.get_status_display()}.")
        return redirect("approvals:detail", pk=pk)
    rows = [{"gate": one, "fields": form.amber_fields(one.code) if one.needs_words else []} for one in gates]
    context = page_of_post(post, standing, now) | {"form": form, "gates": rows}
    return render(request, "approvals/decide.html", context)


def _decided(
    request: HttpRequest, post: PostRequest, form: DecisionForm, *, but: tuple[type[WrongState], ...] = ()
) -> HttpResponse:
    given = form.cleaned_data
    narrowing = actions.Narrowing(
        frozenset(account.pk for account in given["drop"]), given["not_before"], given["not_after"]
    )
    seen: dict[str, Any] = {"digest": given["digest"], "row_version": given["row_version"]}
    carry_out(
        request,
        lambda: actions.decide(
            pk=post.pk,
            version_id=given["version"],
            **seen,
            verdict=given["verdict"],
            comment=given["comment"],
            reason=given["reason"],
            narrowing=narrowing,
            accepted=form.accepted(),
            looked_at=form.looked_at(),
            by=request.standing.person_id,
            now=timezone.now(),
        ),
        said=SAID[Verdict(given["verdict"])],
        but=but,
    )
    return redirect("approvals:detail", pk=post.pk)
