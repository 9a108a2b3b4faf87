"""The demo school as a fixture: every role, every state, made by the actions that people use."""

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from files.actions import keeping

APPS = ("school", "policy", "incidents", "approvals")


def build_world() -> Any:
    """Build the demo in the open transaction; returns config's World."""
    from config.demo import World

    world = World(now=timezone.now())
    for app in APPS:
        importlib.import_module(f"{app}.demo").build(world, world.now)
    return world


@pytest.fixture(scope="module")
def demo_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The demo school, built once for a module of tests and rolled back after it; its tests carry the django_db mark."""
    with django_db_blocker.unblock(), keeping():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture
def demo(demo_world: Any) -> Iterator[Any]:
    """The demo school for one test; whatever the test changes is taken back."""
    mark = transaction.savepoint()
    yield demo_world
    transaction.savepoint_rollback(mark)
