"""What stops a post, or stops it half way: holds, accounts still to come, take-downs, talk about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from approvals import actions
from approvals.demo import texts
from approvals.models import PostRequest
from approvals.states import PostStatus
from approvals.wording import Words, current

# How long ago each began, in days.
WHEN = {
    PostStatus.TAKEN_DOWN: (200, 120, 60, 20),
    PostStatus.PARTLY_PUBLISHED: (9, 6, 3, 2),
    PostStatus.ON_HOLD: (8, 5, 3, 2),
}
REASONS = (
    "The date may move; please ask the office.",
    "A family asked us to wait.",
    "Let us see it beside the letter.",
)
GONE = "Its address shows that the page is not there."


class Stops:
    """Follows the year of posts; each was approved on the facebook page and on the news page."""

    def __init__(self, world: Any) -> None:
        self.world, self.people = world, world.people
        self.author, self.principal, self.deputy = (
            world.people[role].pk for role in ("official.user", "principal", "vice.principal")
        )
        self.accounts = [world["accounts"][name].pk for name in ("facebook", "website")]

    def run(self) -> None:
        ends: dict[str, Callable[[int, PostRequest, datetime], None]] = {
            PostStatus.TAKEN_DOWN: self.take_down,
            PostStatus.PARTLY_PUBLISHED: self.publish_one,
            PostStatus.ON_HOLD: self.hold,
        }
        n = 200
        for status, days in WHEN.items():
            for days_ago in days:
                n += 1
                at = self.world.at(days_ago, 10, n % 50)
                post = self.approved(n, at)
                ends[status](n, post, at + timedelta(hours=4))
                post.refresh_from_db()
                self.world["posts"].setdefault(post.status, []).append(post)
        self.second_look()
        self.talk()

    def approved(self, n: int, at: datetime) -> PostRequest:
        post = actions.draft_post(
            once=uuid4(), words=Words.of(texts.text(n), "", *self.accounts), by=self.author, now=at
        )
        actions.submit_post(pk=post.pk, by=self.author, now=at + timedelta(minutes=10))
        post.refresh_from_db()
        version = current(post)
        actions.decide(
            pk=post.pk,
            version_id=version.pk,
            digest=version.digest,
            row_version=post.row_version,
            verdict="approve",
            by=self.deputy if n % 2 else self.principal,
            now=at + timedelta(hours=2),
        )
        post.refresh_from_db()
        return post

    def publish(self, n: int, post: PostRequest, at: datetime, count: int) -> None:
        for target in post.targets.select_related("account")[:count]:
            actions.record_publication(
                pk=post.pk,
                account_id=target.account_id,
                digest=current(post).digest,
                permalink=f"{target.account.url}/posts/{1000 + n}",
                by=self.author,
                now=at,
            )

    def publish_one(self, n: int, post: PostRequest, at: datetime) -> None:
        self.publish(n, post, at, 1)

    def take_down(self, n: int, post: PostRequest, at: datetime) -> None:
        self.publish(n, post, at, 2)
        reason = ("error", "comments", "complaint", "out_of_date")[n % 4]
        for target in post.targets.all():
            actions.take_down(pk=target.pk, reason=reason, evidence=GONE, by=self.principal, now=at + timedelta(days=1))

    def hold(self, n: int, post: PostRequest, at: datetime) -> None:
        actions.put_on_hold(pk=post.pk, reason=REASONS[n % len(REASONS)], by=self.deputy, now=at)

    def second_look(self) -> None:
        """One was looked at by somebody else, and one was held and let go on."""
        publication = self.world["posts"][PostStatus.PARTLY_PUBLISHED][0].targets.get(status="published").publication
        actions.check_publication(pk=publication.pk, by=self.principal, now=self.world.at(4))
        post = self.approved(199, self.world.at(5, 11))
        actions.put_on_hold(pk=post.pk, reason=REASONS[0], by=self.deputy, now=self.world.at(4))
        actions.release(pk=post.pk, by=self.deputy, now=self.world.at(3))

    def talk(self) -> None:
        """A post that waits, with a question, its answer and the mark of another policy."""
        post = self.world["posts"][PostStatus.SUBMITTED][-1]
        asked = {"pk": post.pk, "now": self.world.now}
        passage = current(PostRequest.objects.get(pk=post.pk)).text.split(".")[0]
        first = actions.comment(
            **asked, once=uuid4(), text="Has the office confirmed this?", passage=passage, by=self.principal
        )
        actions.comment(**asked, once=uuid4(), text="Yes, this morning.", answers=first.pk, by=post.author_id)
        actions.mark_other_policy(**asked, which="Health and safety", by=self.principal)
