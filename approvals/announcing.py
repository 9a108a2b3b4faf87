"""What this app puts before people: what waits for them, what is theirs, and the Posts page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils.text import Truncator

from approvals.models import (
    Activity,
    OfficialUser,
    PassedPicture,
    PostRequest,
    StandingTemplate,
    Suggestion,
    TakedownTask,
    TaskCause,
)
from approvals.models.officials import leave_of
from approvals.models.posts import approval_lasts
from approvals.permissions import (
    obstacle_to_asking,
    obstacle_to_keeping_up,
    obstacle_to_suggesting,
    obstacle_to_taking_down,
)
from approvals.states import PostStatus
from notices.register import MOST_WAITING, Item, MenuItem, Told
from school.days import LONDON, local_date
from school.standing import Standing, standing_of

MOST = 7
# Sentence, page, why, and the verb of the button.
STEPS = {
    PostStatus.SUBMITTED: (
        "Decide on the post {called} by {author}",
        "approvals:decide",
        "It is published only when the Principal or the Vice-Principal has approved it.",
        "Decide",
    ),
    PostStatus.CHANGES_REQUESTED: (
        "Change your post {called}, as you were asked",
        "approvals:edit",
        "Somebody who decides has asked for a change.",
        "Change it",
    ),
    PostStatus.APPROVED: (
        "Publish your post {called}: it is approved",
        "approvals:publish",
        "The approval lapses {lapses}.",
        "Publish",
    ),
    PostStatus.PARTLY_PUBLISHED: (
        "Publish your post {called} on its other accounts",
        "approvals:publish",
        "It is out on one of its accounts only.",
        "Publish",
    ),
    PostStatus.ON_HOLD: (
        "The post {called} by {author} is on hold",
        "approvals:detail",
        "It goes on only when somebody who decides lets it.",
        "Look at it",
    ),
}
STILL_WAITING: dict[str, Any] = {
    "post.waiting": PostRequest,
    "suggestion.received": Suggestion,
    "official.named": OfficialUser,
    "template.waiting": StandingTemplate,
    "activity.waiting": Activity,
}
WORDS_SHOWN = 6


def may_hear_of_post(person_id: UUID, object_id: UUID, now: datetime) -> bool:
    return PostRequest.objects.visible_to(standing_of(person_id, now)).filter(pk=object_id).exists()


def may_hear_of_official(person_id: UUID, object_id: UUID, now: datetime) -> bool:
    standing = standing_of(person_id, now)
    return standing.is_active and OfficialUser.objects.visible_to(standing).filter(pk=object_id).exists()


def may_hear_of_suggestion(person_id: UUID, object_id: UUID, now: datetime) -> bool:
    standing = standing_of(person_id, now)
    return standing.is_active and Suggestion.objects.visible_to(standing).filter(pk=object_id).exists()


def post_url(object_id: UUID) -> str:
    return reverse("approvals:detail", args=[object_id])


def official_url(object_id: UUID) -> str:
    return reverse("approvals:official_user", args=[object_id])


def suggestion_url(object_id: UUID) -> str:
    return reverse("approvals:suggestion", args=[object_id])


def waiting(standing: Standing, now: datetime) -> list[Item]:
    """Posts to decide, mend or publish; an entry to acknowledge; things passed on. Three queries."""
    return [*_tasks(standing), *_entries(standing), *_posts(standing), *_passed_on(standing)]


def still_waits(model: Any) -> Callable[[Told, datetime], bool]:
    """Whether what somebody was asked for still waits for them."""

    def still(told: Told, now: datetime) -> bool:
        standing = standing_of(told.person_id, now)
        return bool(model.objects.waiting_for(standing).filter(pk=told.about_id).exists())

    return still


def _called(post: PostRequest) -> str:
    """A post by its first words, which its people know it by."""
    text = post.current_version.text if post.current_version else post.reference
    return f"“{Truncator(text).words(WORDS_SHOWN, truncate=' …')}”"


def _posts(standing: Standing) -> list[Item]:
    soonest = F("due_on").asc(nulls_last=True)
    rows = PostRequest.objects.waiting_for(standing).select_related(
        "author", "current_version__decision", "current_version__authorisation"
    )
    found, lasts = [], approval_lasts()
    for post in rows.order_by(soonest, "-changed_at")[:MOST_WAITING]:
        sentence, url_name, why, button = STEPS[PostStatus(post.status)]
        lapses = _lapses(post, lasts)
        found.append(
            Item(
                sentence.format(called=_called(post), author=post.author),
                reverse(url_name, args=[post.pk]),
                local_date(lapses) if lapses else post.due_on,
                "post",
                why=why.format(lapses=_when(lapses) if lapses else "when nobody uses it"),
                button=button,
                set_by="the school's own target" if post.status == PostStatus.SUBMITTED else "",
            )
        )
    return found


def _lapses(post: PostRequest, lasts: timedelta) -> datetime | None:
    """When the approval of a post that nobody has published stops being good."""
    if post.status != PostStatus.APPROVED or post.current_version is None:
        return None
    version = post.current_version
    decision = getattr(version, "decision", None) or getattr(version, "authorisation", None)
    return decision.expires_at(lasts) if decision else None


def _when(moment: datetime) -> str:
    here = moment.astimezone(LONDON)
    return f"on {here:%-d %B} at {here:%H:%M}"


def _tasks(standing: Standing) -> list[Item]:
    """Live posts that show a child about whom something changed: for all who may take them down. Two queries."""
    leave = leave_of(standing.person_id, standing.today)
    if obstacle_to_taking_down(standing, leave):
        return []
    rows = TakedownTask.objects.open().select_related("target__request__current_version", "target__account")
    if obstacle_to_keeping_up(standing):
        rows = rows.filter(cause=TaskCause.CONSENT)
    found: dict[UUID, Item] = {}
    # What must come down stands before what may stay of the same post, and on home before all that is merely late.
    for row in rows.order_by("cause", "due_at")[:MOST_WAITING]:
        post, by = row.target.request, local_date(row.due_at)
        must = row.cause == TaskCause.CONSENT
        sentence = (
            "Take the post {called} down: a child in it may not be shown"
            if must
            else "Decide whether {called} stays up"
        )
        why = "Something has changed about a child in it." if must else "A child in it has left the school."
        found.setdefault(
            post.pk,
            Item(
                sentence.format(called=_called(post)),
                post_url(post.pk),
                by,
                "post",
                why=why,
                button="Look at it",
                set_by="the school's own target",
                is_urgent=must,
            ),
        )
    return list(found.values())


def _entries(standing: Standing) -> list[Item]:
    rows = OfficialUser.objects.waiting_for(standing).order_by("starts_on")[:MOST_WAITING]
    sentence = "Read the policy and say whether you will be an official user"
    why = "You were named, and you may say no."
    return [
        Item(
            sentence,
            reverse("approvals:acknowledge", args=[row.pk]),
            row.starts_on,
            "official_user",
            why=why,
            button="Read and answer",
        )
        for row in rows
    ]


def _passed_on(standing: Standing) -> list[Item]:
    """What may be made a post of, and pictures to look at first. No day is set: nobody must."""
    rows = Suggestion.objects.waiting_for(standing).select_related("from_person").order_by("sent_at")[:MOST_WAITING]
    found = [
        Item(
            f"{row.from_person} passed something on for posting",
            suggestion_url(row.pk),
            None,
            "suggestion",
            why="Official users make a post of it, or settle it with a word to whoever sent it.",
            button="Look at it",
        )
        for row in rows
    ]
    if not standing.holds("principal", "vice_principal"):
        return found
    looks = Suggestion.objects.filter(pk__in=PassedPicture.objects.awaiting_look(standing).values("suggestion"))
    return found + [
        Item(
            f"Look at pictures that {row.from_person} passed on",
            suggestion_url(row.pk),
            None,
            "suggestion",
            why="Other people's children may be in them, so the official users do not see them before you have.",
            button="Look at them",
        )
        for row in looks.select_related("from_person").order_by("sent_at")[:MOST_WAITING]
    ]


def look_still_waits(told: Told, now: datetime) -> bool:
    rows = PassedPicture.objects.awaiting_look(standing_of(told.person_id, now))
    return rows.filter(suggestion_id=told.about_id).exists()


def yours(standing: Standing, now: datetime) -> list[Item]:
    """One's own drafts, posts that wait for others, and what one passed on lately. Two queries."""
    others_turn = PostRequest.objects.filter(status__in=(PostStatus.DRAFT, PostStatus.SUBMITTED))
    posts = others_turn.filter(author_id=standing.person_id).select_related("current_version")[:MOST]
    sent = Suggestion.objects.filter(from_person_id=standing.person_id)[:3]
    return [
        *(
            Item(f"Post {_called(post)}: {post.get_status_display().lower()}", post_url(post.pk), None, "post")
            for post in posts
        ),
        *(
            Item(
                f"Passed on, {row.reference}: {row.get_status_display().lower()}",
                suggestion_url(row.pk),
                None,
                "suggestion",
            )
            for row in sent
        ),
    ]


def starts(standing: Standing) -> list[MenuItem]:
    """Official users, whose task it is, ask for a post straight from home. One query."""
    leave = leave_of(standing.person_id, standing.today)
    return [] if obstacle_to_asking(standing, leave) else [MenuItem("Ask for a post", "approvals:ask")]


def menu(standing: Standing) -> list[MenuItem]:
    """Everybody on the staff: they pass things on, and may know who speaks for the school."""
    return [] if obstacle_to_suggesting(standing) else [MenuItem("Posts", "approvals:posts")]
