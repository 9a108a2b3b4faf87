"""What must hold of every post after every step, asked of the portal and held against the second writing of the rules."""

import hashlib
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st

from approvals.models import Decision, Hold, PostRequest, PostTarget, PostVersion, Publication, TakedownTask
from approvals.post_page import page_of_post
from approvals.states import WrongState
from notices.waiting import waiting_for
from school.models import Appointment, Person, User
from school.standing import standing_of
from tests.proofs import rules_of_posts as rules
from tests.proofs.posts_world import HELD, START, World
from tests.proofs.trying import Trying

PEOPLE = st.integers(0, len(HELD) + 3)


def all_that_goes_out(version: PostVersion) -> Any:
    """Every part of what an approval covers, read from the rows and files by this proof's own hand."""
    pictures = []
    for row in version.pictures.select_related("placed__derivative__file").order_by("order"):
        taken = hashlib.sha256(row.placed.derivative.file.path.read_bytes()).hexdigest()
        pictures.append((row.order, row.alt, row.is_decorative, taken))
    places = sorted((str(one.account_id), one.body) for one in version.placements.all())
    return version.text, version.link, places, version.not_before, version.not_after, pictures


class Promises(Trying):
    """An example's school and its posts, and the promises about them."""

    world: World
    start = START
    refusals = (WrongState,)
    school: rules.School

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[UUID, rules.Post] = {}
        self.decided = 0
        self.out = 0

    def some(self, things: list[Any], most: int = 3) -> list[Any]:
        """A few in turn: all of them are asked when offices change, and at the end."""
        first = most * self.tried % len(things) if things else 0
        return (things + things)[first : first + min(most, len(things))]

    # Promising --------------------------------------------------------------------------------------

    def everything_holds(self) -> None:
        self.holds(self.world.people)
        self.nothing_else_is_out()
        self.pages_say_so(Random(self.tried))

    def holds(self, people: list[Person] | None = None) -> None:
        rows = {post.pk: post for post in PostRequest.objects.select_related("current_version")}
        assert rows.keys() == self.posts.keys()
        targets: dict[UUID, list[PostTarget]] = {pk: [] for pk in rows}
        for target in PostTarget.objects.all():
            targets[target.request_id].append(target)
        held = set(Hold.objects.open().values_list("request_id", flat=True))
        for pk, row in rows.items():
            self.one_post_holds(row, targets[pk], is_held=pk in held)
        self.those_who_may_are_told(rows, people or self.some(self.world.people, 2))

    def one_post_holds(self, row: PostRequest, targets: list[PostTarget], *, is_held: bool) -> None:
        post, version = self.posts[row.pk], row.current_version
        assert version is not None
        told = f"{row.status}, {row.lane}: {post}"
        assert version.n == post.n, told
        lane = post.let_out.get(post.n, ("", None))[0]
        ready = {one.account_id for one in targets if one.status == "queued"}
        waits = ready | {one.account_id for one in targets if one.status == "held"}
        assert row.lane == (lane if row.status in rules.ALLOWED else row.lane), told
        assert row.status not in rules.ALLOWED or lane, f"allowed out by nobody: {told}"
        assert not waits or row.status in rules.ALLOWED, f"waits to go out, and is not allowed out: {told}"
        assert not (ready and is_held and not waits - ready), f"held, and nothing of it is: {told}"
        for account in ready:
            assert not self.school.is_frozen(account), f"ready during a freeze: {told}"
            assert account in self.school.official.get(post.author, ()), f"ready, its author no official user: {told}"
            assert not any(map(self.school.is_red, post.shows)), f"ready, with a child who may not be shown: {told}"
        if any(map(self.school.is_red, post.shows)):
            live = {one.pk for one in targets if one.status == "published"}
            clocks = TakedownTask.objects.open().filter(target__in=live)
            assert set(clocks.values_list("target_id", flat=True)) == live, (
                f"a red child is live without a task: {told}"
            )

    def those_who_may_are_told(self, rows: dict[UUID, PostRequest], people: list[Person]) -> None:
        """A post that waits for a decision waits for exactly those who may decide, by the menu and by the page."""
        waiting = [row for row in rows.values() if row.status == "submitted"]
        for person in people:
            standing = standing_of(person.pk, self.now)
            mine = PostRequest.objects.waiting_for(standing).filter(status="submitted")
            wanted = {row.pk for row in waiting if person.pk in self.posts[row.pk].who_may_decide(self.school)}
            assert set(mine.values_list("pk", flat=True)) == wanted
        for row in self.some(waiting, 1) if people is self.world.people or self.tried % 4 == 0 else []:
            able = self.posts[row.pk].who_may_decide(self.school)
            page = page_of_post(row, standing_of(row.author_id, self.now), self.now)
            assert {one.person.pk for one in page["deciders"] if one.may} == able
            assert able or page["nobody_decides"] or page["no_offices"], "nobody may decide, and the page is silent"

    def nothing_else_is_out(self) -> None:
        """What was published is what was allowed, to the byte, and each decision is of somebody else's words."""
        for out in Publication.objects.select_related("version"):
            post = self.posts[out.version.request_id]
            lane, allowed = post.let_out[out.version.n]
            assert all_that_goes_out(out.version) == allowed, f"out otherwise than it was allowed out ({lane})"
            assert out.digest == out.version.digest
        for decision in Decision.objects.select_related("version"):
            post = self.posts[decision.version.request_id]
            assert decision.actor_id not in post.hands[decision.version.n] | {post.author}

    # Everywhere a person can try to decide ----------------------------------------------------------

    def pages_say_so(self, chance: Random) -> None:
        """Of one post that waits: who may decide by home, by the form, and by the database."""
        waiting = list(PostRequest.objects.undecided().order_by("created_at", "pk"))
        if not waiting:
            return
        row = chance.choice(waiting)
        able = self.posts[row.pk].who_may_decide(self.school)
        url = reverse("approvals:decide", args=[row.pk])
        for person in self.world.people:
            may = person.pk in able
            lines = [one.url for one in waiting_for(standing_of(person.pk, self.now), self.now)]
            assert (url in lines) == may, "home offers what may not be done, or keeps still about what may"
            if person.pk not in self.school.active:
                continue
            browser = Client()
            browser.force_login(User.objects.get(person=person))  # an account that was opened anew has another password
            answer = browser.get(url).status_code
            assert answer == 200 if may else answer in (403, 404)
            if not may:
                self.neither_form_nor_database(browser, url, row, person)

    def neither_form_nor_database(self, browser: Client, url: str, row: PostRequest, person: Person) -> None:
        version = row.current_version
        assert version is not None
        asked = {"version": version.pk, "digest": version.digest, "row_version": row.row_version, "verdict": "approve"}
        assert browser.post(url, asked).status_code in (403, 404)
        row.refresh_from_db()
        assert row.status == "submitted"
        self.the_database_refuses(row, person)

    def the_database_refuses(self, row: PostRequest, person: Person) -> None:
        """A decision written past every form and action."""
        version = row.current_version
        assert version is not None
        office = Appointment.objects.filter(person=person, office__in=rules.DECIDES).order_by("pk").first()
        any_office = Appointment.objects.filter(office__in=rules.DECIDES).order_by("pk").first()
        hands = self.posts[row.pk].hands[version.n] | {row.author_id}
        if office is not None and person.pk not in hands:
            return  # held it once: whether today is asked by the action, above
        decision = Decision(
            version=version, digest=version.digest, actor=person, office=(office or any_office).office,
            appointment=office or any_office, verdict="approve", at=self.now,
            requested_by_id=version.requested_by_id, created_by_id=version.created_by_id,
        )  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            decision.save(force_insert=True)
