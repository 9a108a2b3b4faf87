"""What happens seldom, so that no page is empty for whoever it is made for: a time window, a gate that said no, a leaver."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile

from approvals import actions
from approvals.actions.picturing import MOST_BYTES
from approvals.demo.pictures import Pictures, scene
from approvals.models import PostRequest, Publication
from approvals.policies import policy_to_acknowledge
from approvals.preparing import prepare_what_waits
from approvals.refusing import GateRefused
from approvals.states import PostStatus
from approvals.wording import Words
from files.accepting import accepted
from school import actions as school
from school.days import local_date
from school.models import Person

FAIR = "Stalls for the spring fair can be booked at the office from Monday to Thursday."
CAKE = "The parents' group has baked for the garden. Thank you for every slice sold!"
CONCERT = "The recorder group plays for the residents of the care home on the last Friday of the month."


class Seldom:
    """Follows the year of posts and the pictures."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.author, self.principal = (world.people[role].pk for role in ("official.user", "principal"))
        self.website = world["accounts"]["website"]

    def run(self) -> None:
        self.window()
        self.sent_too_soon()
        self.screenshot()
        self.leaver()

    def window(self) -> None:
        """Approved today for some days that are still to come: it stands in the calendar."""
        at = self.world.now - timedelta(hours=2)
        starts = self.world.now + timedelta(days=3)
        words = Words.of(FAIR, "", self.website.pk, not_before=starts, not_after=starts + timedelta(days=3))
        post = actions.draft_post(once=uuid4(), words=words, by=self.author, now=at)
        Pictures(self.world).approve(post, at)
        self.world["posts"].setdefault(post.status, []).append(post)

    def sent_too_soon(self) -> None:
        """Sent before anybody had said what its picture shows: the gates said no, and the figures count it."""
        at = self.world.now - timedelta(minutes=70)
        post = Pictures(self.world).draft(CAKE, at)
        uploads = [ContentFile(scene(7, 0), name="IMG_2050.jpg")]
        actions.add_pictures(pk=post.pk, once=uuid4(), uploads=uploads, by=self.author, now=at)
        prepare_what_waits(at)
        with suppress(GateRefused):
            actions.submit_post(pk=post.pk, by=self.author, now=at + timedelta(minutes=2))
        post.refresh_from_db()
        self.world["posts"].setdefault(post.status, []).append(post)

    def screenshot(self) -> None:
        """The last post of the year's that is out, as it stood there."""
        post = self.world["posts"][PostStatus.PUBLISHED][-1]
        publication = Publication.objects.filter(target__request=post)[0]
        at = min(publication.published_at + timedelta(minutes=10), self.world.now)
        with accepted(ContentFile(scene(8, 0), name="Screenshot.jpg"), limit_bytes=MOST_BYTES) as clean:
            actions.keep_screenshot(pk=publication.pk, once=uuid4(), clean=clean, by=self.author, now=at)

    def leaver(self) -> None:
        """A teacher goes in three weeks, and still posts for the school until then."""
        goes = self.world.people["vp.dt"]
        self.write_for(goes)
        role, last = goes.staff_roles.get(), local_date(self.world.now) + timedelta(days=21)
        keeper = self.world.people["principal"]
        school.end_staff_role(role_id=role.pk, ends_on=last, by=keeper, now=self.world.at(2, 15))

    def write_for(self, goes: Person) -> PostRequest:
        """An official user of the website, who is the second to get into it and has a draft."""
        at = self.world.at(80)
        first = local_date(at)
        entry = actions.name_official_user(
            once=uuid4(),
            person_id=goes.pk,
            account_ids=[self.website.pk],
            may_pictures=False,
            starts_on=first,
            ends_on=first + timedelta(days=365),
            by=self.principal,
            now=at,
        )
        if version := policy_to_acknowledge(first):
            actions.acknowledge_official_user(pk=entry.pk, version_id=version.pk, by=goes.pk, now=at)
        actions.change_account(
            pk=self.website.pk,
            holder_id=self.website.holder_id,
            second_holder_id=goes.pk,
            recovery_contact="office@school.example",
            by=self.principal,
            now=at,
        )
        words = Words.of(CONCERT, "", self.website.pk)
        return actions.draft_post(once=uuid4(), words=words, by=goes.pk, now=self.world.at(6))
