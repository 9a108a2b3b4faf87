"""The demo school as a fixture: every role, every state, made by the actions that people use."""

import importlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from files.actions import keeping

APPS = ("school", "policy", "incidents", "approvals")
HELD = pytest.StashKey["DemoSchool"]()


def build_world() -> Any:
    """Build the demo in the open transaction; returns config's World."""
    from config.demo import World

    world = World(now=timezone.now())
    for app in APPS:
        importlib.import_module(f"{app}.demo").build(world, world.now)
    return world


class DemoSchool:
    """The demo in a transaction of its own, open from the first module that wants it to the last in a row."""

    def __init__(self, blocker: Any) -> None:
        self.blocker = blocker
        self.open = ExitStack()
        self.world: Any = None

    def built(self) -> Any:
        if self.world is None:
            self.open.enter_context(self.blocker.unblock())
            self.open.enter_context(keeping())
            self.open.callback(transaction.set_rollback, True)
            self.world = build_world()
        return self.world

    def close(self) -> None:
        self.world = None
        self.open.close()


@pytest.fixture(scope="session")
def _demo_school(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[DemoSchool]:
    school = DemoSchool(django_db_blocker)
    request.config.stash[HELD] = school
    yield school
    school.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Roll the demo back as soon as the next module has no use for it."""
    yield
    school = item.config.stash.get(HELD, None)
    goes_on = nextitem is None or nextitem.path == item.path or "demo" in getattr(nextitem, "fixturenames", ())
    if school is not None and not goes_on:
        school.close()


@pytest.fixture(scope="module")
def demo_world(_demo_school: DemoSchool) -> Any:
    """The demo school, built once for the modules that use it one after the other; its tests carry the django_db mark."""
    return _demo_school.built()


@pytest.fixture
def demo(demo_world: Any) -> Iterator[Any]:
    """The demo school for one test; whatever the test changes is taken back."""
    mark = transaction.savepoint()
    yield demo_world
    transaction.savepoint_rollback(mark)
