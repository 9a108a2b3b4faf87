"""Pictures that staff passed on: some to use, one that waits for a look, one kept back, and what came of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile

from approvals import actions
from approvals.actions import Passed
from approvals.demo.pictures import scene
from approvals.models import Children, Look, Suggestion
from approvals.passed_files import prepare_passed

BOOKS = "The book swap in the library was a great success: 120 books found a new home."
WALK = "P4 walked to the river and counted herons. Three of them!"
HALL = "The hall is painted. Thank you to the caretaker."


class PassedPictures:
    """Follows what was passed on in words alone."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.principal = world.people["principal"].pk

    def run(self) -> None:
        self.send("teacher", BOOKS, 2, [(21, 0, Children.NONE)])
        walk = self.send(
            "volunteer", WALK, 1, [(22, 0, Children.NONE), (23, 3, Children.SOME), (24, 2, Children.UNSURE)]
        )
        back = walk.pictures.get(children=Children.UNSURE)
        at = self.world.at(1, 15)
        actions.look_at_passed(pk=back.pk, look=Look.KEPT_BACK, by=self.principal, now=at)
        done = self.send("assistant", HALL, 4, [(25, 0, Children.NONE)])
        reason = "Thank you, the hall looks lovely. We show it at the open day instead."
        official = self.world.people["official.user"].pk
        actions.decline_suggestion(pk=done.pk, reason=reason, by=official, now=self.world.at(3, 10))

    def send(self, role: str, text: str, days: int, pictures: list[tuple[int, int, str]]) -> Suggestion:
        at, sender = self.world.at(days, 13), self.world.people[role].pk
        item = actions.suggest(once=uuid4(), text=text, by=sender, now=at)
        for n, (seed, count, children) in enumerate(pictures):
            passed = Passed(
                uploads=[ContentFile(scene(seed, count), name=f"IMG_30{n}.jpg")],
                taken_by="I did",
                shows="Children on the field, with the school behind." if count else "The field and the school.",
                children=children,
                taken_on=at.date(),
                taken_at="School grounds",
            )
            later = at + timedelta(minutes=n)
            actions.add_passed_pictures(pk=item.pk, once=uuid4(), passed=passed, by=sender, now=later)
        prepare_passed(at + timedelta(minutes=len(pictures)))
        return item
