"""Standing templates: approved once as text, then used at once with nothing but their typed blanks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from approvals.actions.authorising import freeze_version, let_out
from approvals.actions.deciding import held_in
from approvals.blanks import BadBlank, Blank, check_blanks, filled
from approvals.delivery import hold_for
from approvals.entrance import demand_own_form, enter, hold_posts
from approvals.lane_permissions import (
    obstacle_to_deciding_template,
    obstacle_to_ending_template,
    obstacle_to_writing_template,
)
from approvals.models import Authorisation, HoldCause, PostRequest, StandingTemplate
from approvals.models.officials import LONGEST, leave_of
from approvals.permissions import APPROVERS, obstacle_to_asking
from approvals.recording import record
from approvals.refusing import counts_refusals
from approvals.states import Lane, TemplateStatus, WrongState
from approvals.wording import Words, current, open_post
from notices.actions import tell
from school.obstacles import demand
from school.offices import holder_ids


@transaction.atomic
def write_template(
    *, once: UUID, name: str, text: str, blanks: Iterable[Blank], expires_on: date, by: UUID, now: datetime
) -> StandingTemplate:
    """Write a template; it is used only when an approver who did not write it has approved it."""
    standing = enter(by, now)
    if known := StandingTemplate.objects.filter(once=once).first():
        demand_own_form(known.written_by_id, by)
        return known
    demand(obstacle_to_writing_template(standing, leave_of(by, standing.today)))
    if not standing.today < expires_on <= standing.today + LONGEST:
        raise WrongState("A template lasts at most twelve months. Choose a last day within them.")
    fields = list(blanks)
    try:
        check_blanks(fields, text)
    except BadBlank as bad:
        raise WrongState(str(bad)) from None
    made = StandingTemplate.objects.create(
        once=once,
        name=name.strip(),
        text=text,
        blanks=[one.as_data() for one in fields],
        expires_on=expires_on,
        written_by_id=by,
        written_at=now,
    )
    tell("template.waiting", holder_ids(*APPROVERS, on=standing.today) - {by}, about=made, now=now)
    record("template.written", made, by=by, now=now)
    return made


def _hold(pk: UUID) -> StandingTemplate:
    return StandingTemplate.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)


@transaction.atomic
def decide_template(*, pk: UUID, is_approved: bool, by: UUID, now: datetime) -> StandingTemplate:
    """Approve a template for use, or refuse it: somebody who did not write it."""
    found = _hold(pk)
    standing = enter(by, now)
    demand(obstacle_to_deciding_template(standing, found.written_by_id))
    if is_approved:
        found.approved_by_id, found.approved_at, found.appointment = by, now, held_in(standing)
    found.move_to(TemplateStatus.APPROVED if is_approved else TemplateStatus.REFUSED)
    tell("template.decided", [found.written_by_id], about=found, now=now)
    record("template.decided", found, by=by, now=now, became=found.status)
    return found


@transaction.atomic
def end_template(*, pk: UUID, by: UUID, now: datetime) -> StandingTemplate:
    """Nobody uses it any more. What went out with it stays; what waits is held, since nothing lets it out now."""
    posts = hold_posts(Authorisation.objects.filter(template_id=pk).values("version__request_id"))
    found = _hold(pk)
    demand(obstacle_to_ending_template(enter(by, now), found.written_by_id))
    found.ended_by_id, found.ended_at = by, now
    found.move_to(TemplateStatus.ENDED)
    for post in posts:
        _stop(post, found, by=by, now=now)
    record("template.ended", found, by=by, now=now)
    return found


def _stop(post: PostRequest, template: StandingTemplate, *, by: UUID, now: datetime) -> None:
    """Hold what the template let out, as long as its version is still the one that would go out."""
    if not Authorisation.objects.filter(template=template, version=current(post)).exists():
        return
    reason = f"The standing template it was made from, “{template.name}”, was ended."
    hold = hold_for(post, now=now, cause=HoldCause.PERSON, reason=reason, by=by)
    if hold is not None:
        tell("post.held", {post.author_id} - {by}, about=post, now=now, key=str(hold.pk))
        record("post.held", post, hold, by=by, now=now, cause=hold.cause)


@counts_refusals
@transaction.atomic
def use_template(
    *, pk: UUID, once: UUID, values: Mapping[str, str], account_ids: Iterable[UUID], by: UUID, now: datetime
) -> PostRequest:
    """A post that may go out at once: the template's words, its typed blanks filled, and nothing else.

    Both approvers are told in the same moment. Whatever a gate stops, or would only let pass with an approver's
    words, goes the ordinary way instead.
    """
    found = _hold(pk)
    standing = enter(by, now)
    if known := PostRequest.objects.filter(once=once).first():
        demand_own_form(known.author_id, by)
        return known
    accounts = sorted(set(account_ids))
    demand(obstacle_to_asking(standing, leave_of(by, standing.today), *accounts))
    if not accounts:
        raise WrongState("Choose the account it goes out on.")
    if not found.is_usable(standing.today):
        raise WrongState("This template is not in use. Ask for a post in the ordinary way.")
    try:
        text = filled(found.text, found.typed_blanks(), values)
    except BadBlank as bad:
        raise WrongState(str(bad)) from None
    post = open_post(once=once, words=Words.of(text, "", *accounts), by=by, at=now)
    version = freeze_version(post, by=by, now=now)
    authorisation = Authorisation.objects.create(
        version=version,
        digest=version.digest,
        lane=Lane.STANDING_TEMPLATE,
        by_id=by,
        at=now,
        template=found,
        blanks=dict(values),
    )
    let_out(post, version, authorisation, now=now)
    tell("post.from_template", holder_ids(*APPROVERS, on=standing.today) - {by}, about=post, now=now)
    record("post.from_template", post, current(post), authorisation, by=by, now=now, template=found.pk)
    return post
