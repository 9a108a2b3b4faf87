"""A long random walk: anybody tries anything in any order, offices change hands, and what must hold holds.

What is expected is written apart from the code, in `must_hold`, and looked at after every tenth step.
"""

import random
import uuid
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import F

from approvals import actions
from approvals.models import (
    Decision,
    Freeze,
    Hold,
    OfficialUser,
    PostRequest,
    PostTarget,
    PostVersion,
    Publication,
    VersionEditor,
)
from approvals.states import WITH_LANE, Verdict, WrongState, status_of_targets
from approvals.wording import current
from audit.models import Entry
from school.models import Appointment, Person
from school.offices import holders
from tests.factories.approvals import Desk, OfficialUserFactory, words

STEPS = 200
REFUSALS = (PermissionDenied, WrongState)


class Walk:
    """Four people, three of whom hold the two offices in turn, and all of whom are official users."""

    def __init__(self, desk: Desk, now: datetime, seed: int) -> None:
        self.desk, self.now, self.chance = desk, now, random.Random(seed)
        for person in (desk.principal, desk.vice_principal):
            OfficialUserFactory(desk.account, person=person)
        self.third = OfficialUserFactory(desk.account).person
        self.people = [desk.author, desk.principal, desk.vice_principal, self.third]
        self.done: dict[str, int] = {}
        self.refused = 0

    def step(self) -> None:
        self.now += timedelta(minutes=1)
        verb = self.chance.choice(
            [self.write, self.edit, self.edit, self.send, self.send, self.decide, self.decide, self.decide,
             self.recall, self.restore, self.publish, self.publish, self.withdraw, self.hand_over,
             self.hold, self.release, self.take_down, self.freeze, self.suspend]
        )  # fmt: skip
        try:
            verb(self.chance.choice(self.people))
        except REFUSALS:
            self.refused += 1
        else:
            self.done[verb.__name__] = self.done.get(verb.__name__, 0) + 1

    def post(self) -> PostRequest:
        posts = list(PostRequest.objects.open().order_by("created_at", "pk"))
        if not posts:
            raise WrongState("none")
        return self.chance.choice(posts)

    def write(self, by: Person) -> None:
        actions.draft_post(once=uuid.uuid4(), words=words(self.desk.account, self.text()), by=by.pk, now=self.now)

    def likely(self, by: Person, right: list[Person]) -> Person:
        """Mostly somebody whose step it is, or nothing would ever get far."""
        return self.chance.choice(right) if right and self.chance.random() < 0.6 else by

    def text(self) -> str:
        return f"Words number {self.chance.randrange(10**6)}."

    def edit(self, by: Person) -> None:
        new, post = words(self.desk.account, self.text()), self.post()
        actions.edit_post(pk=post.pk, words=new, by=self.likely(by, [post.author]).pk, now=self.now)

    def send(self, by: Person) -> None:
        post = self.post()
        actions.submit_post(pk=post.pk, by=self.likely(by, [post.author]).pk, now=self.now)

    def decide(self, by: Person) -> None:
        post = PostRequest.objects.undecided().order_by("created_at", "pk").first() or self.post()
        version = self.chance.choice(list(post.versions.order_by("n")))
        if self.chance.random() < 0.7:
            version = current(post)
        actions.decide(
            pk=post.pk,
            version_id=version.pk,
            digest=version.digest,
            row_version=post.row_version,
            verdict=self.chance.choice([Verdict.APPROVE, Verdict.APPROVE, Verdict.CHANGES, Verdict.REJECT]),
            comment="Please say when it begins.",
            accepted={"no_freeze": "It goes out when the freeze is over."},
            by=self.likely(by, holders("principal", "vice_principal", on=self.now.date())).pk,
            now=self.now,
        )

    def recall(self, by: Person) -> None:
        post = self.post()
        actions.recall_post(pk=post.pk, by=self.likely(by, [post.author]).pk, now=self.now)

    def restore(self, by: Person) -> None:
        actions.restore_version(pk=self.post().pk, n=self.chance.randrange(1, 4), by=by.pk, now=self.now)

    def publish(self, by: Person) -> None:
        approved = PostRequest.objects.filter(status="approved").order_by("created_at", "pk").first()
        post = approved or self.post()
        digest = self.chance.choice([current(post), *post.versions.order_by("n")]).digest
        permalink = f"https://www.facebook.com/loughview/posts/{post.reference}"
        publisher = self.likely(by, [post.author])
        actions.record_publication(pk=post.pk, digest=digest, permalink=permalink, by=publisher.pk, now=self.now)

    def withdraw(self, by: Person) -> None:
        if self.chance.random() < 0.2:
            actions.withdraw_post(pk=self.post().pk, by=by.pk, now=self.now)

    def hold(self, by: Person) -> None:
        ready = PostRequest.objects.filter(status="approved").order_by("created_at", "pk").first()
        actions.put_on_hold(
            pk=(ready or self.post()).pk, reason="A word first.", by=self.likely(by, self.approvers()).pk, now=self.now
        )

    def release(self, by: Person) -> None:
        held = Hold.objects.open().order_by("at", "pk").first()
        post = held.request if held else self.post()
        actions.release(pk=post.pk, by=self.likely(by, self.approvers()).pk, now=self.now)

    def take_down(self, by: Person) -> None:
        targets = list(PostTarget.objects.order_by("changed_at", "pk"))
        if targets:
            target = self.chance.choice(targets)
            actions.take_down(pk=target.pk, reason="error", evidence="It is gone.", by=by.pk, now=self.now)

    def freeze(self, by: Person) -> None:
        known, who = Freeze.objects.in_force().first(), self.likely(by, self.approvers()).pk
        if known:
            actions.end_freeze(pk=known.pk, by=who, now=self.now)
        elif self.chance.random() < 0.1:
            actions.freeze(reason="A sad day.", by=who, now=self.now)

    def suspend(self, by: Person) -> None:
        entry = self.chance.choice(list(OfficialUser.objects.order_by("nominated_at", "pk")))
        who = self.likely(by, self.approvers()).pk
        if entry.status == "suspended":
            actions.resume_official_user(pk=entry.pk, by=who, now=self.now)
        elif self.chance.random() < 0.1:
            actions.suspend_official_user(pk=entry.pk, reason="A talk first.", by=who, now=self.now)

    def approvers(self) -> list[Person]:
        return holders("principal", "vice_principal", on=self.now.date())

    def hand_over(self, by: Person) -> None:
        """One of the two offices goes to another of the four, from one moment to the next."""
        row = self.chance.choice(list(Appointment.objects.filter(office__in=["principal", "vice_principal"])))
        yesterday = self.now.date() - timedelta(days=1)
        others = Appointment.objects.filter(office=row.office).exclude(pk=row.pk)
        if row.ends_on is None and not others.filter(ends_on=None).exists():
            Appointment.objects.filter(pk=row.pk).update(ends_on=yesterday, starts_on=yesterday)
            Appointment.objects.create(
                person=by, office=row.office, starts_on=self.now.date(), confirmed_at=self.now - timedelta(days=1)
            )


def must_hold() -> None:
    for decision in Decision.objects.select_related("version__request"):
        version = decision.version
        editors = set(VersionEditor.objects.filter(version=version).values_list("person_id", flat=True))
        assert decision.actor_id not in editors | {version.request.author_id, version.requested_by_id}
        assert decision.digest == version.digest == version.true_digest()
    for post in PostRequest.objects.select_related("current_version"):
        version = current(post)
        decision = Decision.objects.filter(version=version).first()
        assert version.is_frozen == (post.status != "draft") or post.status == "withdrawn"
        approved = decision is not None and decision.verdict == "approve"
        assert approved == (post.status in WITH_LANE) or post.status == "withdrawn"
        assert bool(post.lane) == (post.status in WITH_LANE) or post.status == "withdrawn"
        states = [target.status for target in post.targets.all()]
        if post.status in WITH_LANE:
            assert post.status == status_of_targets(states)
        else:
            assert set(states) <= {"dropped"}
        held = post.holds.filter(released_at=None).exists()
        assert held == ("held" in states)
        assert not (held and "queued" in states)
    for publication in Publication.objects.select_related("target", "version"):
        assert publication.target is not None
        assert publication.target.status in ("published", "taken_down")
        assert publication.digest == publication.version.true_digest()
    assert not Publication.objects.exclude(digest=F("version__decision__digest")).exists()
    assert Decision.objects.count() == Entry.objects.named("post.decided").count()
    assert PostVersion.objects.filter(created_by__isnull=True).count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_people_try_nobody_decides_on_own_words(desk: Desk, now: datetime, seed: int) -> None:
    walk = Walk(desk, now, seed)

    for n in range(STEPS):
        walk.step()
        if n % 10 == 0:
            must_hold()

    must_hold()
    assert walk.refused > STEPS // 5
    assert {"write", "edit", "send", "decide", "hand_over", "hold"} <= set(walk.done), walk.done
