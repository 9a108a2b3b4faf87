"""The database's own guards in the test database: lifted only for the flush, and known to stand before every test."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase

from audit.triggers import lifted, standing

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


@pytest.fixture(autouse=True, scope="session")
def _flush_under_lifted_guards() -> Iterator[None]:
    """A transactional test ends with a flush; what migrations brought (reference data) is put back after it."""
    flush = TransactionTestCase._fixture_teardown

    def lift_flush_restore(case: TransactionTestCase) -> None:
        contents = getattr(connection, "_test_serialized_contents", None)
        case.serialized_rollback = contents is not None  # then the flush leaves reference data to us
        with lifted(connection):
            flush(case)
            if contents is not None:
                connection.creation.deserialize_db_from_string(contents)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lift_flush_restore)
        yield


@pytest.fixture(autouse=True)
def _guards_stand(request: pytest.FixtureRequest) -> None:
    """A test that ran without the triggers would prove nothing about the portal."""
    if request.node.get_closest_marker("django_db") or DATABASE_FIXTURES & set(request.fixturenames):
        request.getfixturevalue("_django_db_helper")
        assert standing(connection) == []
