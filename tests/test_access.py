"""The access table: every address x every role x every relation to the record, held against the portal itself.

tests/access/table.yaml is written by hand; docs/reference/access.md shows it.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client

from files.actions import keeping
from tests.access.engine import LET_IN, ROLES, Row, answer_of, ask, every_route, read_table
from tests.access.world import NOW, World

pytestmark = pytest.mark.django_db
TABLE, ROWS = read_table()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with time_machine.travel(NOW, tick=False), django_db_blocker.unblock(), keeping():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sessions(world: World) -> dict[str, str]:
    """The session cookie of each role, signed in once."""
    found = {}
    for role in ROLES:
        client = Client()
        if role != "anonymous":
            client.force_login(world.people[role].user)
        found[role] = client.cookies[settings.SESSION_COOKIE_NAME].value if client.cookies else ""
    return found


def client_with(session: str) -> Client:
    client = Client(raise_request_exception=True)
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def test_every_address_has_a_row() -> None:
    written = set(TABLE["routes"])

    assert sorted(every_route().keys() - written) == [], "These addresses have no row in tests/access/table.yaml."
    assert sorted(written - every_route().keys()) == [], "These rows have no address."


def test_every_address_says_what_a_get_does() -> None:
    silent = [name for name, route in TABLE["routes"].items() if "get" not in route]

    assert silent == []


@pytest.mark.once
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_table_holds(world: World, sessions: dict[str, str], row: Row) -> None:
    route = TABLE["routes"][row.name]
    wrong, asked = [], 0
    for role in ROLES:
        kwargs: dict[str, Any] | None = dict(route.get("with", {}))
        if "about" in route:
            kwargs = world.kwargs(route["about"], row.relation, role)
        if kwargs is None:
            continue
        mark = transaction.savepoint()
        answer = answer_of(ask(client_with(sessions[role]), row, kwargs))
        transaction.savepoint_rollback(mark)
        asked += 1
        if answer != row.expected[role]:
            wrong.append(f"{role}: {answer}, not {row.expected[role]}")

    assert not wrong, "; ".join(wrong)
    assert asked, "No role stands in this relation."


def test_the_table_lets_somebody_in_everywhere() -> None:
    """A row that refuses everybody would hide a page that is simply broken."""
    let_in = {row.name for row in ROWS if LET_IN in row.expected.values()}

    closed = set(TABLE["routes"]) - let_in - set(TABLE["closed_to_all"])
    assert closed == set()
