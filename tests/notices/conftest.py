"""A sort of record for notices to be about, and a kind to tell, that exist only in these tests."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest

from notices import register
from notices.states import Pace
from school.models import SchoolClass
from tests.factories.school import SchoolClassFactory, UserFactory


@dataclass
class Stage:
    """What is on, who may know of it, and whom we asked."""

    about: SchoolClass
    hidden: set[tuple[UUID, UUID]] = field(default_factory=set)
    over: set[UUID] = field(default_factory=set)
    asked: int = 0

    def still(self, told: register.Told, now: datetime) -> bool:
        return told.about_id not in self.over

    def may_be_told(self, person_id: UUID, object_id: UUID, now: object) -> bool:
        self.asked += 1
        return (person_id, object_id) not in self.hidden

    def which(self, person_id: UUID, ids: set[UUID], now: object) -> set[UUID]:
        self.asked += 1
        return {one for one in ids if (person_id, one) not in self.hidden}


@pytest.fixture
def stage(db: None) -> Iterator[Stage]:
    found = Stage(SchoolClassFactory())
    kinds, subjects = dict(register.kinds), dict(register.subjects)
    register.add_kind("test.kind", sentence="Something needs you.", pace=Pace.SOON)
    register.add_kind("test.urgent", sentence="Something needs you now.", pace=Pace.AT_ONCE)
    register.add_kind("test.daily", sentence="Something can wait.", many="{count} things can wait.")
    register.add_kind("test.account", sentence="Your account is open.", pace=Pace.ACCOUNT)
    register.add_kind("test.still", sentence="Something is due.", still=found.still)
    register.add_subject(
        "school.SchoolClass",
        may_be_told=found.may_be_told,
        url=lambda object_id: f"/about/{object_id}/",
        which=found.which,
    )
    yield found
    for name, before in (("kinds", kinds), ("subjects", subjects)):
        getattr(register, name).clear()
        getattr(register, name).update(before)


@pytest.fixture
def person(db: None) -> UUID:
    return UserFactory(email="somebody@school.example").person_id
