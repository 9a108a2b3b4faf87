"""A year of the school's official voice, told in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from approvals import actions
from approvals.demo import texts
from approvals.demo.activities import Activities
from approvals.demo.afterwards import Afterwards
from approvals.demo.passed import PassedPictures
from approvals.demo.pictures import Pictures
from approvals.demo.seldom import Seldom
from approvals.demo.stops import Stops
from approvals.demo.templates import Templates
from approvals.models import Account, OfficialUser, PostRequest, Suggestion
from approvals.policies import policy_to_acknowledge
from approvals.states import PostStatus, Verdict
from approvals.wording import Words, current, words_of
from notices.actions import mark_read
from school.days import local_date
from school.models import Person

ACCOUNTS = (
    ("facebook", "Saints and Scholars IPS", "https://www.facebook.com/saintsandscholars.example"),
    ("website", "News page", "https://www.school.example/news"),
    ("x", "@saintsscholars_example", "https://x.com/saintsscholars_example"),
    ("youtube", "Saints and Scholars", "https://www.youtube.com/@saintsandscholars.example"),
)
# How long ago each round of posts began, in days; one of every state a round, the oldest first.
ROUNDS = {
    PostStatus.PUBLISHED: (330, 300, 280, 250, 220, 190, 160, 130, 100, 75, 50, 30, 16, 9, 4),
    PostStatus.REJECTED: (310, 270, 240, 210, 180, 150, 110, 70, 45, 20),
    PostStatus.WITHDRAWN: (320, 260, 230, 200, 170, 140, 90, 60, 35, 15),
    PostStatus.EXPIRED: (305, 265, 235, 205, 175, 145, 105, 65, 40, 18),
    PostStatus.APPROVED: (8, 7, 7, 6, 5, 4, 3, 2, 2, 1),
    PostStatus.CHANGES_REQUESTED: (24, 21, 19, 14, 12, 11, 8, 6, 5, 2),
    PostStatus.SUBMITTED: (3, 3, 2, 2, 2, 1, 1, 1, 1, 1),
    PostStatus.DRAFT: (26, 22, 17, 13, 10, 7, 5, 3, 2, 1),
}


def build(world: Any, now: datetime) -> None:
    """Fill the world; `now` is today, and everything ends there."""
    world["accounts"], world["posts"] = {}, {}
    Registers(world).run()
    Year(world).run()
    Stops(world).run()
    Pictures(world).run()
    Templates(world).run()
    Seldom(world).run()
    Afterwards(world).run()
    Suggestions(world).run()
    PassedPictures(world).run()
    Activities(world).run()
    for role in ("principal", "vice.principal", "official.user"):
        mark_read(person_id=world.people[role].pk, now=world.at(4))


class Scene:
    """Who acts, and when."""

    def __init__(self, world: Any) -> None:
        self.world, self.people = world, world.people
        self.principal: Person = world.people["principal"]
        self.deputy: Person = world.people["vice.principal"]


class Registers(Scene):
    """The accounts, and an official user in every state that a person can be in.

    One is about to lapse as the last one of an account, one is asked to renew, one is suspended.
    """

    def run(self) -> None:
        self.add_accounts()
        facebook, website, x = (self.world["accounts"][name] for name in ("facebook", "website", "x"))
        self.name("official.user", self.principal, 345, [facebook, website, x], may_pictures=True, answer="yes")
        self.name("principal", self.deputy, 344, [website], answer="yes")
        teacher = self.name("teacher", self.deputy, 343, [website], answer="yes")
        assistant = self.name("assistant", self.principal, 250, [facebook], answer="yes")
        ict = self.name("ict", self.principal, 248, [website, x], answer="yes")
        deputy_dt = self.name("deputy.dt", self.deputy, 200, [facebook], answer="yes")
        self.name("supply", self.principal, 120, [facebook], answer="no")
        self.stop(assistant, ict, deputy_dt)
        frozen = actions.freeze(reason="A day of mourning in the town.", by=self.principal.pk, now=self.world.at(342))
        actions.end_freeze(pk=frozen.pk, by=self.deputy.pk, now=self.world.at(341))
        self.name("slt", self.principal, 5, [facebook, website], may_pictures=True)
        self.name("volunteer", self.deputy, 3, [website])
        actions.renew_official_user(pk=teacher.pk, by=self.deputy.pk, now=self.world.at(2))

    def add_accounts(self) -> None:
        at = self.world.at(350)
        for platform, handle, url in ACCOUNTS:
            self.world["accounts"][platform] = actions.add_account(
                once=uuid4(),
                platform=platform,
                handle=handle,
                url=url,
                holder_id=self.people["ict"].pk,
                second_holder_id=self.principal.pk,
                recovery_contact="office@school.example",
                by=self.principal.pk,
                now=at,
            )
        unused = self.world["accounts"]["youtube"]
        actions.set_account_enabled(pk=unused.pk, is_enabled=False, by=self.principal.pk, now=self.world.at(340))

    def name(
        self,
        role: str,
        by: Person,
        days_ago: int,
        accounts: list[Account],
        may_pictures: bool = False,
        answer: str = "",
    ) -> OfficialUser:
        at, person = self.world.at(days_ago), self.people[role]
        starts_on = local_date(at)
        entry = actions.name_official_user(
            once=uuid4(),
            person_id=person.pk,
            account_ids=[account.pk for account in accounts],
            may_pictures=may_pictures,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=365),
            by=by.pk,
            now=at,
        )
        version = policy_to_acknowledge(starts_on)
        if answer == "yes" and version is not None:
            actions.acknowledge_official_user(
                pk=entry.pk, version_id=version.pk, by=person.pk, now=at + timedelta(hours=2)
            )
        elif answer == "no":
            actions.decline_official_use(pk=entry.pk, by=person.pk, now=at + timedelta(hours=2))
        return entry

    def stop(self, assistant: OfficialUser, ict: OfficialUser, deputy_dt: OfficialUser) -> None:
        """One gave it up, one was ended, one is suspended now and another was for a day."""
        at, by = self.world.at(90), self.principal.pk
        actions.end_official_user(pk=assistant.pk, reason="resigned", by=assistant.person_id, now=at)
        actions.suspend_official_user(pk=ict.pk, reason="The account's log-in was changed.", by=by, now=at)
        actions.resume_official_user(pk=ict.pk, by=by, now=self.world.at(88))
        actions.end_official_user(pk=ict.pk, reason="revoked", by=by, now=self.world.at(60))
        actions.suspend_official_user(
            pk=deputy_dt.pk, reason="Until the yearly training is done.", by=by, now=self.world.at(10)
        )


class Year(Scene):
    """Posts in every state, each taken there by the people who would."""

    def run(self) -> None:
        for n, (days_ago, status) in enumerate(self.rounds()):
            post = self.take(n, status, days_ago)
            post.refresh_from_db()
            self.world["posts"].setdefault(post.status, []).append(post)
        self.second_thoughts()

    @staticmethod
    def rounds() -> Iterator[tuple[int, str]]:
        """Oldest first; the states of one day in a fixed order."""
        every = [(-days_ago, status) for status, days in ROUNDS.items() for days_ago in days]
        return ((-days_ago, status) for days_ago, status in sorted(every, key=lambda one: one[0]))

    def writer(self, n: int) -> tuple[Person, Account]:
        """Mostly the official user; the Principal's own posts go to the Vice-Principal."""
        accounts = self.world["accounts"]
        if n % 9 == 4:
            return self.principal, accounts["website"]
        if n % 5 == 2:
            return self.people["teacher"], accounts["website"]
        return self.people["official.user"], accounts[("facebook", "website", "x")[n % 3]]

    def take(self, n: int, status: str, days_ago: int) -> PostRequest:
        author, account = self.writer(n)
        at = self.world.at(days_ago, 9, n % 50)
        not_before = at + timedelta(hours=5) if status == PostStatus.EXPIRED else None
        link = "https://www.school.example/news/" if n % 4 == 0 else ""
        words = Words.of(texts.text(n), link, account.pk, not_before=not_before)
        post = actions.draft_post(once=uuid4(), words=words, by=author.pk, now=at)
        if status == PostStatus.DRAFT:
            return post
        actions.submit_post(pk=post.pk, by=author.pk, now=at + timedelta(minutes=10))
        later = min(at + timedelta(hours=3), self.world.now)
        if status == PostStatus.WITHDRAWN:
            return actions.withdraw_post(pk=post.pk, by=author.pk, now=later)
        if status == PostStatus.EXPIRED:
            actions.expire_lapsed(at + timedelta(hours=6))
        elif status != PostStatus.SUBMITTED:
            self.decide(n, post, status, later)
        if status == PostStatus.PUBLISHED:
            self.publish(n, post, later + timedelta(minutes=40))
        return post

    def decide(self, n: int, post: PostRequest, status: str, at: datetime) -> None:
        """By whichever of the two is free to: never by the author."""
        both = [self.principal, self.deputy] if n % 2 else [self.deputy, self.principal]
        actor = next(one for one in both if one.pk != post.author_id)
        verdict, comment = Verdict.APPROVE, ""
        if status == PostStatus.REJECTED:
            verdict, comment = Verdict.REJECT, texts.REJECTIONS[n % len(texts.REJECTIONS)]
        elif status == PostStatus.CHANGES_REQUESTED:
            verdict, comment = Verdict.CHANGES, texts.CHANGES[n % len(texts.CHANGES)]
        post.refresh_from_db()
        version = current(post)
        actions.decide(
            pk=post.pk,
            version_id=version.pk,
            digest=version.digest,
            row_version=post.row_version,
            verdict=verdict,
            comment=comment,
            by=actor.pk,
            now=at,
        )

    def publish(self, n: int, post: PostRequest, at: datetime) -> None:
        post.refresh_from_db()
        version = current(post)
        actions.record_publication(
            pk=post.pk,
            digest=version.digest,
            permalink=f"{version.account.url}/posts/{1000 + n}",
            by=post.author_id,
            now=min(at, self.world.now),
        )

    def second_thoughts(self) -> None:
        """Posts with a history: taken back, changed by an approver, gone back to, and waiting in a later version."""
        waiting = self.world["posts"][PostStatus.SUBMITTED]
        own = [post for post in waiting if post.author_id == self.people["official.user"].pk]
        recalled, edited, restored = own[:3]
        times = PostRequest.objects.filter(pk__in=[post.pk for post in own[:3]]).values_list("changed_at", flat=True)
        at = min(max(times) + timedelta(hours=1), self.world.now)  # after they were asked for, also on a Sunday
        author = recalled.author_id
        actions.recall_post(pk=recalled.pk, by=author, now=at)
        self.say(recalled, "Please come early: the car park is small.", author, at)
        self.say(edited, "All families are welcome.", self.deputy.pk, at)
        self.say(restored, "Tickets at the door.", self.principal.pk, at)
        actions.restore_version(pk=restored.pk, n=1, by=author, now=at)
        for post in (recalled, edited, restored):
            actions.submit_post(pk=post.pk, by=author, now=min(at + timedelta(minutes=15), self.world.now))

    @staticmethod
    def say(post: PostRequest, more: str, by: Any, at: datetime) -> None:
        post.refresh_from_db()
        version = current(post)
        words = words_of(version).now_saying(f"{version.text} {more}")
        actions.edit_post(pk=post.pk, words=words, by=by, now=at)


class Suggestions(Scene):
    """What staff passed on: some used, some not, some waiting."""

    def run(self) -> None:
        senders = [self.people[role] for role in ("teacher", "assistant", "volunteer", "supply", "student", "governor")]
        official = self.people["official.user"].pk
        for n, (text, event) in enumerate(texts.PASSED_ON * 2):
            at = self.world.at(40 - 2 * n)
            sender = senders[n % len(senders)]
            item = actions.suggest(once=uuid4(), text=text, event=event, by=sender.pk, now=at)
            if n < 10:
                self.settle(n, item, official, at + timedelta(hours=3))

    def settle(self, n: int, item: Suggestion, by: Any, at: datetime) -> None:
        if n % 2:
            reason = "Thank you. We had two posts this week already; we keep it for the newsletter."
            actions.decline_suggestion(pk=item.pk, reason=reason, by=by, now=min(at, self.world.now))
            return
        words = Words.of(item.text, "", self.world["accounts"]["facebook"].pk)
        post = actions.use_suggestion(pk=item.pk, once=uuid4(), words=words, by=by, now=min(at, self.world.now))
        self.world["posts"][PostStatus.DRAFT].append(post)
