"""Passing something on for posting: a receipt, an outcome with its reason, never a duty to post."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from approvals.actions.passing import Passed, keep_passed, take_into
from approvals.entrance import demand_own_form, enter
from approvals.models import OfficialUser, PostRequest, Suggestion
from approvals.models.officials import leave_of
from approvals.permissions import (
    obstacle_to_asking,
    obstacle_to_declining,
    obstacle_to_suggesting,
    obstacle_to_using,
)
from approvals.states import SuggestionStatus, WrongState, check_move
from approvals.wording import Words, current, keep_beside, open_post
from audit.actions import record
from files.actions import keeping
from notices.actions import tell
from school.obstacles import demand
from school.once import free_once


def _hold(pk: UUID) -> Suggestion:
    return Suggestion.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)


def suggest(
    *,
    once: UUID,
    text: str,
    by: UUID,
    now: datetime,
    link: str = "",
    event: str = "",
    event_on: date | None = None,
    passed: Passed | None = None,
) -> Suggestion:
    """Hand something to the official users, if they like, with or without pictures; the sender gets a reference.

    Raises FileRefused for a picture that cannot be kept; then nothing is.
    """
    with keeping() if passed else transaction.atomic():
        standing = enter(by, now)
        if known := Suggestion.objects.filter(once=once).first():
            demand_own_form(known.from_person_id, by)
            return known
        demand(obstacle_to_suggesting(standing))
        suggestion = Suggestion.objects.create(
            once=once, from_person_id=by, text=text, link=link, event=event, event_on=event_on, sent_at=now
        )
        pictures = keep_passed(suggestion, passed, once=once, by=by, now=now) if passed else []
        officials = OfficialUser.objects.in_force(standing.today).values_list("person_id", flat=True)
        tell("suggestion.received", set(officials) - {by}, about=suggestion, now=now)
        files = [one.original for one in pictures if one.original]
        record("suggestion.sent", suggestion, *pictures, *files, by=by, now=now)
    return suggestion


def use_suggestion(
    *, pk: UUID, once: UUID, words: Words, by: UUID, now: datetime, note: str = "", other_policy: str = ""
) -> PostRequest:
    """Make it a draft of one's own, with every picture that may be used; from there it goes the way of every post.

    Whoever passed it on is its source, and never its approver.
    """
    with keeping():
        suggestion = _hold(pk)
        standing = enter(by, now)
        if suggestion.post is not None and suggestion.post.once == once and suggestion.post.author_id == by:
            return suggestion.post
        leave = leave_of(by, standing.today)
        demand(obstacle_to_using(standing, leave) or obstacle_to_asking(standing, leave, *words.account_ids))
        check_move("suggestion", suggestion.status, SuggestionStatus.USED)
        also = frozenset({suggestion.from_person_id})  # their words: they do not approve them (decision 0051)
        post = open_post(once=free_once(PostRequest, once), words=words, by=by, at=now, also=also)
        keep_beside(post, note, other_policy)
        made = take_into(post, suggestion, by=by, now=now) if leave and leave.may_pictures else []
        suggestion.post, suggestion.settled_by_id, suggestion.settled_at = post, by, now
        suggestion.move_to(SuggestionStatus.USED)
        tell("suggestion.settled", {suggestion.from_person_id} - {by}, about=suggestion, now=now)
        kept = [*made, *(one.original for one in made)]
        record("suggestion.used", suggestion, post, current(post), *kept, by=by, now=now, post=post.pk)
    return post


@transaction.atomic
def decline_suggestion(*, pk: UUID, reason: str, by: UUID, now: datetime) -> Suggestion:
    """Say kindly why not; the sender reads it."""
    suggestion = _hold(pk)
    standing = enter(by, now)
    demand(obstacle_to_declining(standing, leave_of(by, standing.today)))
    if not reason.strip():
        raise WrongState("Say in a few words why it is not used; the sender reads it.")
    suggestion.reason, suggestion.settled_by_id, suggestion.settled_at = reason.strip(), by, now
    suggestion.move_to(SuggestionStatus.DECLINED)
    tell("suggestion.settled", {suggestion.from_person_id} - {by}, about=suggestion, now=now)
    record("suggestion.declined", suggestion, by=by, now=now)
    return suggestion
