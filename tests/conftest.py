"""Fixtures that every test may use."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.signals import setting_changed
from django.db import connection
from django.test import Client, override_settings
from django.test.client import ClientHandler

from school.models import Person, School
from tests.tools import prepared

# What BaseHandler.load_middleware leaves on a handler.
PARTS = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")
pytest_plugins = ["tests.demo_school", "tests.guards"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """In `make test` the test database is a copy of the one that was migrated for all (tests/tools/prepared.py)."""
    place = prepared.found(prepared.MIGRATED, is_postgres=connection.vendor == "postgresql")
    if place is None:
        return
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = prepared.MIGRATED
        return
    make = connection.creation._create_test_db

    def copy(*args: Any, **kwargs: Any) -> str:
        name: str = make(*args, **kwargs)
        shutil.copyfile(place / f"{prepared.MIGRATED}.sqlite3", name)
        return name

    connection.creation._create_test_db = copy


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """What migrations brought (steps, targets, closures) is kept aside, whichever tests were chosen: see guards.py."""
    with django_db_blocker.unblock():
        if "school_target" in connection.introspection.table_names():
            connection._test_serialized_contents = connection.creation.serialize_db_to_string()


@pytest.fixture
def now() -> datetime:
    """An ordinary school day: Tuesday 10 November 2026, ten in the morning."""
    return datetime(2026, 11, 10, 10, 0, tzinfo=UTC)


@pytest.fixture
def school(db: None) -> School:
    """The school's settings, filled in."""
    row, _ = School.objects.update_or_create(
        pk=School.THE_ONE,
        defaults={
            "name": "Lough View Integrated Primary School",
            "quorum": 8,
            "dt_phone": "028 9000 0001",
            "ddt_phone": "028 9000 0002",
            "gateway_phone": "028 9000 0003",
        },
    )
    return row


@pytest.fixture
def client_of() -> Callable[[Person], Client]:
    """A browser in which this person is signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person.user)
        return client

    return signed_in


def pytest_collection_finish() -> None:
    """What is imported by now is never garbage: looking through it again and again took a thirtieth of all time."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        if os.environ.get("REQUIRE_POSTGRES"):
            pytest.fail("This test needs PostgreSQL and the run was told to require it.")
        pytest.skip("needs PostgreSQL")


@pytest.fixture(autouse=True, scope="session")
def _plain_passwords() -> Iterator[None]:
    """Hashing with argon2 is right in life and slow in tests; for the session, so that a module's world is quick too."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _middleware_built_once() -> Iterator[None]:
    """In life a process builds its middleware once; a test's client would for itself, at every page that a test opens.

    A setting that a test changes has it built anew, with that setting and again without.
    """
    build, built = ClientHandler.load_middleware, dict[bool, dict[str, Any]]()

    def load(handler: ClientHandler, is_async: bool = False) -> None:
        if is_async not in built:
            build(handler, is_async)
            built[is_async] = {name: getattr(handler, name) for name in PARTS}
        vars(handler).update(built[is_async])

    def forget(**_: Any) -> None:
        built.clear()

    setting_changed.connect(forget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load)
        yield
    setting_changed.disconnect(forget)
