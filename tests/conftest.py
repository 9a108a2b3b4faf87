"""Fixtures that every test may use."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings

from school.models import Person, School

pytest_plugins = ["tests.demo_school", "tests.guards"]


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
