"""Events and records for the tests of the record itself."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from audit import register
from audit.models import Disposal

NOW = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(register._sentences, "test.done", "{actor} did {about} as {verdict}.")


@pytest.fixture
def make_row() -> Callable[..., Disposal]:
    """A saved sealed row: a disposal is one, and needs nothing else."""

    def make(**values: object) -> Disposal:
        given = {
            "table": "test_table",
            "record_id": uuid.uuid4(),
            "agreed_by": uuid.uuid4(),
            "agreed_at": NOW,
            "retention_class": "case.closed",
        }
        return Disposal.objects.create(**given | values)

    return make
