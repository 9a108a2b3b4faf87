"""Posts with pictures, drawn by code: one live, one that waits for a decision, one that is still a draft."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from approvals import actions
from approvals.models import PlacedPicture, PostRequest
from approvals.preparing import prepare_what_waits
from approvals.wording import Words, current
from files.cleaning.shaping import WHOLE, Box
from school.consents import Tone, Use, answers
from school.models import Pupil

SIZE = (1200, 900)
COATS = ("#b23a48", "#2a6f97", "#588157", "#e09f3e", "#6d597a", "#386641")
FACES = ("#f1c7a5", "#c68642", "#8d5524", "#ffdbac", "#e0ac69")
TREE = "Two children in coats plant a tree beside the school."
GARDEN = "Four children stand in the school garden under a blue sky."
FIELD = "The empty playing field on a sunny morning."


def scene(seed: int, children: int) -> bytes:
    """A field, a school and some children in coats, as a telephone would send it."""
    chance = Random(seed)  # noqa: S311 - the same picture every time
    picture = Image.new("RGB", SIZE, "#bfe3f5")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 560, 1200, 900), fill="#7fb069")
    pen.ellipse((980, 60, 1120, 200), fill="#ffd166")
    pen.rectangle((120, 300, 620, 580), fill="#d9c7b0")
    pen.polygon(((90, 300), (370, 170), (650, 300)), fill="#8c5a4a")
    for x in range(170, 600, 110):
        pen.rectangle((x, 380, x + 60, 450), fill="#f7fbff")
    for n in range(children):
        x, y = 140 + n * (940 // max(children, 1)) + chance.randrange(60), 600 + chance.randrange(60)
        pen.rounded_rectangle((x, y, x + 110, y + 200), radius=40, fill=COATS[(seed + n) % len(COATS)])
        pen.ellipse((x + 10, y - 95, x + 100, y - 5), fill=FACES[(seed + n) % len(FACES)])
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=85)
    return held.getvalue()


class Pictures:
    """Follows the year of posts. The author's entry covers pictures."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.author, self.principal = (world.people[role].pk for role in ("official.user", "principal"))
        self.facebook, self.website = (world["accounts"][name] for name in ("facebook", "website"))

    def run(self) -> None:
        """The live one shows one child, so that a family's withdrawal has something to take down."""
        live = self.draft("P6 planted a tree beside the gate. It is a rowan.", self.world.at(6, 11))
        at = self.world.at(6, 12)
        self.add(live, [(scene(1, 2), TREE, 1, ())], at)
        self.approve(live, at)
        self.publish(live, at + timedelta(hours=3))
        waits = self.draft("The school garden is open again. Thank you to everybody who dug.", self.world.at(1, 10))
        hidden: tuple[Box, ...] = ((0.56, 0.5, 0.7, 0.66), (0.76, 0.5, 0.9, 0.66))
        self.add(waits, [(scene(2, 4), GARDEN, 2, hidden), (scene(3, 0), FIELD, 0, ())], self.world.at(1, 11))
        actions.submit_post(pk=waits.pk, by=self.author, now=self.world.at(1, 12))
        self.ask_about(waits)
        begun = self.draft("The choir sang in the town square.", self.world.at(1, 13))
        self.add(begun, [(scene(4, 0), FIELD, 0, ()), (scene(5, 0), FIELD, 0, ())], self.world.at(1, 13))
        back = self.world.now + timedelta(hours=4)
        actions.set_return(pk=begun.pk, back_at=back, by=self.author, now=self.world.at(1, 14))
        for post in (live, waits, begun):
            post.refresh_from_db()
            self.world["posts"].setdefault(post.status, []).append(post)

    def ask_about(self, post: PostRequest) -> None:
        """Whoever decides asks about one spot of one picture."""
        row = PlacedPicture.objects.filter(place__version__request=post).order_by("place__order")[0]
        actions.comment(
            pk=post.pk,
            once=uuid4(),
            text="Is the name on this coat to be read?",
            picture=row.picture_id,
            spot="second child from the left",
            by=self.world.people["principal"].pk,
            now=self.world.at(1, 13),
        )

    def draft(self, text: str, at: datetime) -> PostRequest:
        words = Words.of(text, "", self.facebook.pk)
        return actions.draft_post(once=uuid4(), words=words, by=self.author, now=at)

    def add(self, post: PostRequest, each: list[tuple[bytes, str, int, tuple[Box, ...]]], at: datetime) -> None:
        """Send, let the worker do its part, describe; where something is blurred, the worker's part again."""
        uploads = [ContentFile(content, name="IMG_2041.jpg") for content, *_ in each]
        actions.add_pictures(pk=post.pk, once=uuid4(), uploads=uploads, by=self.author, now=at)
        prepare_what_waits(at)
        post.refresh_from_db()
        agreed = self.agreed(at)
        rows = PlacedPicture.objects.filter(place__version=post.current_version_id).order_by("place__order")
        for row, (_, alt, count, blurs) in zip(rows, each, strict=True):
            about = actions.About(
                alt=alt,
                is_decorative=False,
                crop=WHOLE,
                blurs=blurs,
                pupil_ids=frozenset(one.pk for one in agreed[:count]),
                is_nobody=count == 0,
                is_declared=True,
            )
            said = {"pk": post.pk, "placed": row.pk, "about": about, "by": self.author, "now": at}
            if blurs:
                actions.describe_picture(**said)
                prepare_what_waits(at)
            actions.describe_picture(**said)

    def agreed(self, at: datetime) -> list[Pupil]:
        """Pupils who may be shown, so far as their families said; none of whom plays a part in the demo's cases."""
        pupils = list(Pupil.objects.at_school(at.date()).order_by("person__sort_key"))
        use = Use("social_media", "school_life")
        said = answers([one.pk for one in pupils], [use], at.date())
        return [one for one in pupils if said[one.pk, use].tone is Tone.GREEN]

    def approve(self, post: PostRequest, at: datetime) -> None:
        actions.submit_post(pk=post.pk, by=self.author, now=at + timedelta(minutes=5))
        post.refresh_from_db()
        version = current(post)
        seen = {"version_id": version.pk, "digest": version.digest, "row_version": post.row_version}
        looked_at = version.pictures.count()
        actions.decide(
            pk=post.pk, **seen, verdict="approve", looked_at=looked_at, by=self.principal, now=at + timedelta(hours=1)
        )
        post.refresh_from_db()

    def publish(self, post: PostRequest, at: datetime, number: int = 2041) -> None:
        actions.record_publication(
            pk=post.pk,
            digest=current(post).digest,
            permalink=f"{self.facebook.url}/posts/{number}",
            by=self.author,
            now=at,
        )
