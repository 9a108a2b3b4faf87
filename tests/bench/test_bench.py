"""The bench itself works, and every page that it measures finds its rows by an index (figures: `make bench`)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from incidents.models import Access, Incident, IncidentStep, SearchText, ShutOut
from incidents.states import ENDED
from notices.inbox import count_unread, count_unread_of
from school.models import User
from school.standing import standing_of
from tests.bench import fill, walks
from tests.bench.measuring import in_turn, scans, statements

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
COUNT = 300


@pytest.fixture(scope="module")
def filled(demo_world: Any) -> Iterator[int]:
    """The demo school with COUNT cases beside its own; how many it had."""
    mark, before = transaction.savepoint(), Incident.objects.count()
    fill.fill(COUNT)
    yield before
    transaction.savepoint_rollback(mark)


@pytest.fixture(autouse=True)
def _bare_pages(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.bench.urls"


def test_as_many_cases_are_there_as_were_asked_for_and_their_rows_hang_together(filled: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert Incident.objects.count() == filled + COUNT
    assert SearchText.objects.count() == filled + COUNT
    for table in (Access, IncidentStep, ShutOut):
        assert table.objects.count() > COUNT / 10
    assert Incident.objects.exclude(status__in=ENDED).count() < filled + COUNT / 10
    assert Incident.objects.values("route").distinct().count() > 5
    assert Incident.objects.matching(fill.COMMON).count() == COUNT * 3 // 10
    assert Incident.objects.matching(fill.RARE).count() == 1


@pytest.mark.parametrize("who", walks.READERS)
def test_no_page_that_is_read_goes_through_a_large_table_from_end_to_end(filled: int, who: str) -> None:
    for send in (walks.pages(who) | walks.searches(who)).values():
        assert scanned(statements(send)) == []


def test_recording_and_deciding_go_through_no_large_table_from_end_to_end(filled: int) -> None:
    for send in walks.Writing(3).requests().values():
        assert scanned(statements(send)) == []


# At most so many, of any reader: a question more is a decision, not an accident.
MOST_ASKED = {"bare": 3, "framed": 12, "list": 22, "case": 42, "search, common": 22, "search, rare": 22}


@pytest.mark.parametrize("who", walks.READERS)
def test_no_page_asks_more_than_it_was_brought_down_to(filled: int, who: str) -> None:
    requests = walks.pages(who) | walks.searches(who)
    asked = {name: len(statements(send)) for name, send in requests.items() if send().status_code == 200}

    assert {name: count for name, count in asked.items() if count > MOST_ASKED[name]} == {}


def test_the_menu_counts_for_everybody_what_the_inbox_shows_them(filled: int) -> None:
    now, counts = timezone.now(), set()
    for person in User.objects.values_list("person_id", flat=True):
        count = count_unread_of(standing_of(person, now), now)
        assert count == (count_unread(person, now) if standing_of(person, now).is_active else 0)
        counts.add(count)

    assert len(counts) > 3


def test_requests_take_turns_and_each_gets_its_figures(filled: int) -> None:
    found = in_turn(walks.Writing(4).requests(), rounds=2, warm=1)

    assert list(found) == ["bare", "record", "decide"]
    assert all(0 < one.p50 <= one.p95 for one in found.values())
    assert found["bare"].queries == 3


def test_a_statement_without_an_index_is_found(filled: int) -> None:
    assert scanned([str(Incident.objects.filter(outcome__contains="talk").query).replace("%talk%", "'%talk%'")])


def scanned(sql: list[str]) -> list[str]:
    """At this size PostgreSQL rightly prefers to read small tables whole: it says which index it would use instead."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return scans(sql, walks.LARGE)
