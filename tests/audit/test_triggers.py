"""The database refuses to change the record, whoever asks and however."""

import uuid

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ProjectState
from django.db.utils import DatabaseError

from audit.actions import agree_disposal, record
from audit.models import Disposal, Entry
from audit.triggers import InsertOnly, RefuseChanges, guards, lifted, restore, standing
from tests.audit.conftest import NOW

BY = uuid.UUID(int=7)


def run(statement, *parameters):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.rowcount


@pytest.fixture
def kept(db):
    """A table whose rows are written once, and one row in it."""
    identity = "uuid" if connection.vendor == "postgresql" else "char(32)"
    run(f"CREATE TABLE audit_kept (id {identity} PRIMARY KEY, words text)")
    for statement in InsertOnly("audit_kept").raising(connection.vendor):
        run(statement)
    return add_kept()


def add_kept():
    key = uuid.uuid4()
    run("INSERT INTO audit_kept VALUES (%s, 'as said')", key if connection.vendor == "postgresql" else key.hex)
    return key


class Kept:
    """As much of a model as an agreement to dispose asks for."""

    class _meta:
        db_table = "audit_kept"

    def __init__(self, pk):
        self.pk = pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda: Entry.objects.update(name="test.other"),
        lambda: Entry.objects.filter(number=1).delete(),
        lambda: run("UPDATE audit_entry SET at = at"),
        lambda: run("DELETE FROM audit_entry"),
        lambda: Disposal.objects.update(retention_class="other"),
        lambda: Disposal.objects.all().delete(),
    ],
)
def test_the_record_is_never_changed(make_row, change):
    record("test.done", make_row(), by=None, now=NOW)
    before = list(Entry.objects.values_list())

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        change()

    assert list(Entry.objects.values_list()) == before


@pytest.mark.django_db
def test_an_entry_cannot_be_put_in_the_place_of_another():
    record("test.done", by=None, now=NOW)
    verb = "INSERT INTO" if connection.vendor == "postgresql" else "REPLACE INTO"

    with pytest.raises(IntegrityError), transaction.atomic():
        run(f"{verb} audit_entry SELECT * FROM audit_entry")


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_conflict_clause_is_an_update_and_refused():
    record("test.done", by=None, now=NOW)

    with pytest.raises(IntegrityError, match="UPDATE refused"), transaction.atomic():
        run("INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (number) DO UPDATE SET name = 'x'")


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.parametrize("table", ["audit_entry", "audit_disposal", "audit_entry, audit_disposal"])
def test_the_record_cannot_be_emptied(table):
    with pytest.raises(IntegrityError, match="TRUNCATE refused"), transaction.atomic():
        run(f"TRUNCATE {table}")


def test_rows_written_once_are_not_changed_nor_deleted(kept):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        run("UPDATE audit_kept SET words = 'otherwise'")
    with pytest.raises(IntegrityError, match="without an agreed disposal"), transaction.atomic():
        run("DELETE FROM audit_kept")


def test_an_agreed_row_may_go_and_only_that_one(kept):
    add_kept()
    agree_disposal(Kept(kept), by=BY, now=NOW, retention_class="case.closed")
    condition = kept if connection.vendor == "postgresql" else kept.hex

    with pytest.raises(IntegrityError, match="without an agreed disposal"), transaction.atomic():
        run("DELETE FROM audit_kept")
    assert run("DELETE FROM audit_kept WHERE id = %s", condition) == 1


def test_an_agreement_about_another_table_is_none(kept):
    agreed = agree_disposal(Kept(kept), by=BY, now=NOW, retention_class="case.closed")

    with lifted(connection):
        Disposal.objects.filter(pk=agreed.pk).update(table="audit_else")

    with pytest.raises(IntegrityError, match="without an agreed disposal"), transaction.atomic():
        run("DELETE FROM audit_kept")


@pytest.mark.postgres
def test_a_temporary_table_of_agreements_deceives_nobody(kept):
    run('CREATE TEMPORARY TABLE audit_disposal ("table" text, record_id uuid)')
    run("INSERT INTO pg_temp.audit_disposal SELECT 'audit_kept', id FROM audit_kept")

    with pytest.raises(DatabaseError, match="without an agreed disposal"), transaction.atomic():
        run("DELETE FROM audit_kept")

    run("DROP TABLE pg_temp.audit_disposal")


@pytest.mark.django_db
def test_guards_are_lifted_and_stand_again():
    assert {guard.table for guard in guards(connection)} >= {"audit_entry", "audit_disposal"}
    assert standing(connection) == []

    with lifted(connection):
        missing = set(standing(connection))
        assert missing >= {*RefuseChanges("audit_entry").triggers(connection.vendor)}
        assert missing >= {*RefuseChanges("audit_disposal").triggers(connection.vendor)}

    assert standing(connection) == []


@pytest.mark.django_db
def test_a_trigger_that_was_dropped_is_missed_and_restored():
    on = " ON audit_entry" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER audit_entry_no_update{on}")
    assert standing(connection) == ["audit_entry_no_update"]

    restore(connection)

    assert standing(connection) == []


@pytest.mark.django_db
def test_whoever_migrates_stands_them_up_again():
    """SQLite forgets a table's triggers when it rebuilds the table to alter it."""
    for statement in RefuseChanges("audit_disposal").lifting(connection.vendor):
        run(statement)

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert standing(connection) == []


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_trigger_that_was_switched_off_is_missed():
    run("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_update")

    assert standing(connection) == ["audit_entry_no_update"]


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_trigger_of_the_same_name_on_another_table_is_no_guard():
    run("DROP TRIGGER audit_entry_no_update ON audit_entry")
    run("CREATE TABLE audit_decoy (id int)")
    run(RefuseChanges("audit_decoy").triggers("postgresql")["audit_decoy_no_update"].replace("decoy_no", "entry_no"))

    assert standing(connection) == ["audit_entry_no_update"]


@pytest.mark.django_db
def test_a_trigger_that_was_emptied_is_missed():
    """The name alone proves nothing: somebody may have put another body under it."""
    if connection.vendor == "postgresql":
        run("CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    else:
        run("DROP TRIGGER audit_entry_no_update")
        run("CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT 1; END")

    assert "audit_entry_no_update" in standing(connection)


@pytest.mark.django_db(transaction=True)
def test_the_operation_can_be_taken_back():
    operation, state = InsertOnly("audit_kept"), ProjectState()
    run("CREATE TABLE audit_kept (id char(36) PRIMARY KEY, words text)")
    run("INSERT INTO audit_kept VALUES ('1', 'as said')")
    try:
        with connection.schema_editor() as editor:
            operation.database_forwards("audit", editor, state, state)
        with pytest.raises(IntegrityError):
            run("UPDATE audit_kept SET words = 'otherwise'")

        with connection.schema_editor() as editor:
            operation.database_backwards("audit", editor, state, state)
        assert run("UPDATE audit_kept SET words = 'otherwise'") == 1
    finally:
        run("DROP TABLE audit_kept")
    assert standing(connection) == []


def test_the_operations_say_what_they_do():
    assert InsertOnly("a_b").describe() == "Refuse changes in a_b, and deletion without an agreed disposal"
    assert RefuseChanges("a_b").describe() == "Refuse every change and deletion in a_b"
    assert {InsertOnly("a_b").migration_name_fragment, RefuseChanges("a_b").migration_name_fragment} == {
        "a_b_insert_only",
        "a_b_refuse_changes",
    }
    with pytest.raises(NotImplementedError, match="oracle"):
        InsertOnly("a_b").triggers("oracle")
