"""The schools of the proofs: each built once for a module, from one seed, and put back after each test."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from files.actions import keeping
from tests.demo_school import build_world
from tests.proofs import posts_world as posts_world_of
from tests.proofs.casework_world import World
from tests.proofs.seeded import seeded, standing_still


@pytest.fixture(scope="module")
def seeded_demo_world(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with standing_still(), django_db_blocker.unblock(), keeping():
        with seeded(f"demo {request.module.__name__}"):
            world = build_world()
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def seeded_demo(seeded_demo_world: Any) -> Iterator[Any]:
    mark = transaction.savepoint()
    yield seeded_demo_world
    transaction.savepoint_rollback(mark)


@pytest.fixture(scope="module")
def casework_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), keeping(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def posts_world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[posts_world_of.World]:
    with (
        override_settings(PRIVATE_FILES_ROOT=tmp_path_factory.mktemp("files")),
        django_db_blocker.unblock(),
        keeping(),
        transaction.atomic(),
    ):
        yield posts_world_of.World()
        transaction.set_rollback(True)
