"""What may be recorded, and when."""

import json
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from audit.actions import NotACode, OutsideTransaction, agree_disposal, digest_of, record
from audit.models import Disposal, Entry
from audit.register import UnknownEvent
from audit.verify import verify, verify_records
from tests.audit.conftest import NOW

BY = uuid.UUID(int=7)


@pytest.mark.django_db
def test_an_entry_says_who_what_when_and_seals_the_row(make_row):
    row = make_row()

    entry = record("test.done", row, by=BY, now=NOW, verdict="approved", count=3, day=date(2026, 9, 1), late=False)

    assert json.loads(entry.body) == {
        "number": 1,
        "at": "2026-11-10T10:00:00.000000+00:00",
        "name": "test.done",
        "actor": str(BY),
        "records": [{"kind": "audit.Disposal", "id": str(row.pk), "seal": row.seal(), "sealed": 5}],
        "facts": {"verdict": "approved", "count": 3, "day": "2026-09-01", "late": False},
    }
    assert (entry.about_kind, entry.about_id) == ("audit.Disposal", row.pk)
    assert entry.digest == digest_of(entry.previous, entry.body)


@pytest.mark.django_db
def test_each_entry_follows_from_the_one_before():
    first = record("test.done", by=None, now=NOW)

    second = record("test.done", by=None, now=NOW)

    assert (second.number, second.previous) == (first.number + 1, first.digest)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction(now):
    with pytest.raises(OutsideTransaction):
        record("test.done", by=None, now=now)

    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_an_event_that_nobody_registered_is_refused():
    with pytest.raises(UnknownEvent):
        record("test.unheard", by=None, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    ["a child was hit", "Seán", "x" * 81, "line\nbreak", ["fine", "not fine"], 1.5, {"a": 1}, b"bytes", object()],
)
def test_words_are_refused(words):
    with pytest.raises(NotACode):
        record("test.done", by=None, now=NOW, note=words)

    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["actor", "about", "Not_lower", "x" * 41])
def test_a_fact_cannot_take_a_name_that_would_mislead(name):
    with pytest.raises(NotACode):
        record("test.done", by=None, now=NOW, **{name: 1})


@pytest.mark.django_db
def test_codes_of_every_kind_are_kept():
    entry = record(
        "test.done", by=None, now=NOW, ids=[BY], kinds={"b", "a"}, none=None, share=Decimal("0.5"), path="a/b+c:d.e-f_g"
    )

    facts = json.loads(entry.body)["facts"]
    assert facts["ids"] == [str(BY)]
    assert facts["kinds"] == ["a", "b"]
    assert (facts["none"], facts["share"]) == (None, "0.5")


@pytest.mark.django_db
def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        record("test.done", by=None, now=NOW.replace(tzinfo=None))


@pytest.mark.django_db
def test_an_unsaved_record_is_refused():
    row = Disposal(table="t", record_id=BY, agreed_by=BY, agreed_at=NOW, retention_class="c")

    with pytest.raises(ValueError, match=r"Save the audit\.Disposal"):
        record("test.done", row, by=None, now=NOW)


@pytest.mark.django_db
def test_the_seal_is_of_the_stored_row_though_the_one_in_hand_is_stale(make_row):
    row = make_row()
    row.retention_class = "never.saved"

    record("test.done", row, by=None, now=NOW)

    assert verify_records() == []


@pytest.mark.django_db
def test_a_clock_that_jumps_back_keeps_the_order_and_is_said(make_row):
    record("test.done", by=None, now=NOW)

    small = record("test.done", by=None, now=NOW - timedelta(minutes=1))
    large = record("test.done", by=None, now=NOW - timedelta(days=1))

    assert "clock" not in json.loads(small.body)
    assert json.loads(large.body)["clock"] == "back"
    assert [entry.number for entry in Entry.objects.order_by("number")] == [1, 2, 3]
    assert verify() == []


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_rows(make_row, django_assert_num_queries):
    rows = [make_row(record_id=uuid.uuid4()) for _ in range(20)]
    queries = 4 if connection.vendor == "postgresql" else 3

    with django_assert_num_queries(queries):
        record("test.done", *rows, by=None, now=NOW)


@pytest.mark.django_db
def test_a_records_history_is_found_and_others_are_not(make_row):
    mine, other = make_row(), make_row()
    for row in (mine, other, mine):
        record("test.done", row, by=None, now=NOW)

    history = Entry.objects.of(mine)

    assert [entry.number for entry in history] == [1, 3]
    assert list(Entry.objects.named("test.done").newest_first().before(3).values_list("number", flat=True)) == [2, 1]


@pytest.mark.django_db
def test_a_log_line_names_an_entry_by_number_and_event_and_a_row_by_id(make_row):
    row = make_row()

    assert str(record("test.done", by=None, now=NOW)) == "1 test.done"
    assert str(row) == f"test_table {row.record_id}"


class Stop(Exception):
    """The fault that is put in."""


@pytest.mark.django_db(transaction=True)
def test_an_agreement_and_its_entry_stand_or_fall_together_at_every_statement(make_row, now):
    with transaction.atomic():
        row = make_row()
        record("test.done", row, by=None, now=now)
    reached, before = 0, (Disposal.objects.count(), Entry.objects.count())

    for fault in range(1, 50):
        seen = 0

        def stop(execute, sql, params, many, context, fault=fault):
            nonlocal seen
            seen += 1
            if seen == fault:
                raise Stop
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(stop):
                agree_disposal(row, by=BY, now=now, retention_class="case.closed")
        except Stop:
            reached += 1
            assert (Disposal.objects.count(), Entry.objects.count()) == before
        else:
            break

    assert reached >= 4
    assert (Disposal.objects.count(), Entry.objects.count()) == (before[0] + 1, before[1] + 1)
    assert verify() == verify_records() == []
