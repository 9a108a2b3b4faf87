"""What comes after a post is out: a Principal's own word that waits for its review, and a child who may not be shown any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from approvals import actions
from approvals.demo.pictures import Pictures, scene
from approvals.wording import Words, current
from school import actions as school
from school.days import local_date

BURST = "The water is off in the school this morning. Please send a full bottle with your child."
READING = "P6 read aloud under the big tree. They want to do it again."
SHADE = "Three children read aloud on the field."


class Afterwards:
    """Follows the pictures. The setting for authorising alone is switched on, as a school would that uses it."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.author, self.principal = (world.people[role].pk for role in ("official.user", "principal"))
        self.keeper = world.people["principal"]

    def run(self) -> None:
        school.change_settings(by=self.world.people["clerk"], now=self.world.at(5), self_authorised_lane=True)
        self.alone()
        self.withdrawn()

    def alone(self) -> None:
        """The Vice-Principal was on a trip; she has it on her home to look at."""
        account, at = self.world["accounts"]["website"], self.world.at(1, 7, 40)
        post = actions.draft_post(once=uuid4(), words=Words.of(BURST, "", account.pk), by=self.principal, now=at)
        actions.authorise_own(
            pk=post.pk,
            why="urgent",
            reason="Families set out in half an hour, and the Vice-Principal is on the P7 trip.",
            shows_no_pupil=True,
            by=self.principal,
            now=at + timedelta(minutes=4),
        )
        post.refresh_from_db()
        actions.record_publication(
            pk=post.pk,
            digest=current(post).digest,
            permalink=f"{account.url}/posts/2077",
            by=self.principal,
            now=at + timedelta(minutes=6),
        )

    def withdrawn(self) -> None:
        """A family took its consent back this morning: the live post stands on home with its time."""
        pictures, at = Pictures(self.world), self.world.at(4, 11)
        post = pictures.draft(READING, at)
        pictures.add(post, [(scene(6, 3), SHADE, 3, ())], at)
        pictures.approve(post, at)
        pictures.publish(post, at + timedelta(hours=2), number=2078)
        child = pictures.agreed(at)[2]
        now = self.world.now - timedelta(minutes=50)
        school.withdraw_consents(
            pupil_id=child.pk,
            keys=[("social_media", "school_life")],
            starts_on=local_date(now),
            evidence="email",
            once=uuid4(),
            by=self.keeper,
            now=now,
        )
