"""Curriculum activities in every state: asked for, approved, narrowed, widened, stopped and over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from approvals import actions
from approvals.actions import Asked
from approvals.models import Activity
from school.days import local_date
from school.models import Person, SchoolClass

WAYS = (
    ("Video site", "together", "p6", "World around us", "How a volcano erupts"),
    ("Science clips", "adult", "p5", "Science", "Watching what cannot be tried out in class"),
    ("Class blog of our twin school", "adult", "p7", "English", "Reading what pupils elsewhere write"),
)


class Activities:
    """Follows the year of posts; told in the order in which it happened."""

    def __init__(self, world: Any) -> None:
        self.world, self.people = world, world.people
        self.principal: Person = world.people["principal"]
        self.deputy: Person = world.people["vice.principal"]

    def run(self) -> None:
        teachers = [self.people[role] for role in ("teacher", "ict", "official.user")]
        for teacher, way in zip(teachers, WAYS, strict=True):
            self.approve(self.standing(teacher, *way))
        teacher, at = teachers[0], self.world.at(6)
        over = self.approve(self.for_class(teacher, "Quiz site", days_ago=30, lasts=25))
        told = "The quiz worked; one advertisement had to be closed."
        actions.complete_activity(pk=over.pk, told=told, by=teacher.pk, now=at)
        suspended = self.approve(self.for_class(teachers[1], "Photo wall", days_ago=12, lasts=40))
        actions.suspend_activity(
            pk=suspended.pk, reason="The site shows new advertisements.", by=self.deputy.pk, now=at
        )
        resumed = self.approve(self.for_class(teachers[2], "Podcast library", days_ago=14, lasts=35))
        actions.suspend_activity(pk=resumed.pk, reason="The filter has to be looked at.", by=self.principal.pk, now=at)
        actions.resume_activity(pk=resumed.pk, by=self.deputy.pk, now=at + timedelta(hours=3))
        self.decide(
            self.for_class(teacher, "Message board", days_ago=9, lasts=20), "refuse", "Strangers can write there."
        )
        self.decide(
            self.for_class(teachers[1], "Drawing site", days_ago=4, lasts=20), "changes", "In which room, please?"
        )
        dropped = self.for_class(teachers[2], "Map game", days_ago=8, lasts=15)
        actions.call_off_activity(pk=dropped.pk, reason="We go outside instead.", by=teachers[2].pk, now=at)
        self.changes(teachers[1])
        self.for_class(teacher, "Music site", days_ago=1, lasts=30)
        self.for_class(teachers[2], "Coding site", days_ago=1, lasts=30, hands="pupils")
        for person in (teacher, self.principal):
            actions.make_calendar_address(by=person.pk, now=at)
        actions.end_calendar_address(by=teacher.pk, now=at)

    def changes(self, teacher: Person) -> None:
        """One that was narrowed at once, and is to be widened."""
        row = self.approve(self.for_class(teacher, "Weather station", days_ago=10, lasts=40))
        for n, change in enumerate(({"devices": "Tablet 1"}, {"devices": "Tablet 1\nTablet 2\nTablet 3"})):
            row.refresh_from_db()
            asked = self.asked(teacher, "Weather station", days_ago=10, lasts=40, **change)
            at = self.world.at(3 - n)
            actions.change_activity(pk=row.pk, asked=asked, row_version=row.row_version, by=teacher.pk, now=at)

    def standing(self, teacher: Person, site: str, hands: str, stage: str, subject: str, aim: str) -> Activity:
        at = self.world.at(60)
        day = local_date(at)
        asked = Asked(site, hands, day + timedelta(days=250), day, stage=stage, subject=subject, aim=aim)
        return actions.ask_for_activity(once=uuid4(), asked=asked, by=teacher.pk, now=at)

    def asked(self, teacher: Person, site: str, *, days_ago: int, lasts: int, **more: Any) -> Asked:
        stage = {"teacher": "p6", "ict": "p4"}.get(self.role(teacher), "p7")
        school_class = SchoolClass.objects.filter(stage=stage).first() or SchoolClass.objects.all()[0]
        day = local_date(self.world.at(days_ago))
        values = {"hands": "together", "room": "Library", "devices": "Tablet 1\nTablet 2", **more}
        hands = values.pop("hands")
        return Asked(site, hands, day + timedelta(days=lasts), day, school_class_id=school_class.pk, **values)

    def role(self, person: Person) -> str:
        return next(role for role, one in self.people.items() if one == person)

    def for_class(self, teacher: Person, site: str, *, days_ago: int, lasts: int, **more: Any) -> Activity:
        asked = self.asked(teacher, site, days_ago=days_ago, lasts=lasts, **more)
        at: datetime = self.world.at(days_ago)
        return actions.ask_for_activity(once=uuid4(), asked=asked, by=teacher.pk, now=at)

    def approve(self, row: Activity) -> Activity:
        return self.decide(row, "approve", "")

    def decide(self, row: Activity, verdict: str, comment: str) -> Activity:
        version = row.current
        if version is None:
            raise AssertionError("It was asked for with a version.")
        at = min(row.changed_at + timedelta(hours=5), self.world.now)
        return actions.decide_on_activity(
            pk=row.pk, version_id=version.pk, digest=version.digest, verdict=verdict, comment=comment,
            by=self.principal.pk, now=at,
        )  # fmt: skip
