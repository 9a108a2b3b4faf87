"""The portal's own PostgreSQL role can write the record and can neither change nor unguard it."""

import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from audit.actions import record
from audit.models import Disposal, Entry
from audit.triggers import InsertOnly
from tests.audit.conftest import NOW
from tests.audit.test_triggers import kept, run  # noqa: F401

ROLE = "portal_app_of_tests"
KEY = "00000000-0000-0000-0000-000000000001"


@pytest.fixture
def role(db):
    run(f"CREATE ROLE {ROLE} NOLOGIN")
    return ROLE


@pytest.fixture
def as_app(role, make_row):
    """An entry stands; from here on the portal's own role speaks."""
    record("test.done", make_row(), by=None, now=NOW)
    call_command("grant_app_role", role, verbosity=0)
    run(f"SET ROLE {role}")
    yield
    run("RESET ROLE")


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET name = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "TRUNCATE audit_disposal CASCADE",
        "DROP TABLE audit_entry",
        "DROP TRIGGER audit_entry_no_update ON audit_entry",
        "DROP FUNCTION audit_refuse() CASCADE",
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_update",
        "ALTER TABLE audit_entry RENAME TO audit_other",
        "ALTER TABLE audit_entry ADD COLUMN note text",
        "CREATE RULE hide AS ON INSERT TO audit_entry DO INSTEAD NOTHING",
        "CREATE TRIGGER own BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        "CREATE TABLE anything (id int)",
        "SET session_replication_role = replica",
        "COPY audit_entry FROM PROGRAM 'true'",
        "SELECT number FROM audit_entry FOR UPDATE",
        "UPDATE audit_disposal SET retention_class = 'x'",
        "DELETE FROM audit_disposal",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('audit', '0003_x', now())",
    ],
)
def test_the_portals_role_is_refused(as_app, statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        run(statement)


@pytest.mark.postgres
def test_the_portals_role_writes_and_reads_the_record(as_app, make_row):
    record("test.done", make_row(record_id=KEY), by=uuid.UUID(int=7), now=NOW)

    assert (Entry.objects.count(), Disposal.objects.count()) == (2, 2)


@pytest.mark.postgres
def test_the_portals_role_disposes_only_by_agreement(role, kept, make_row, monkeypatch):  # noqa: F811
    monkeypatch.setattr("audit.management.commands.grant_app_role.guards", lambda _: [InsertOnly("audit_kept")])
    call_command("grant_app_role", role, verbosity=0)
    run(f"SET ROLE {role}")
    try:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            run("UPDATE audit_kept SET words = 'x'")
        assert run("SELECT id FROM audit_kept FOR UPDATE") == 1
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            run("UPDATE audit_kept SET id = id")
        with pytest.raises(DatabaseError, match="without an agreed disposal"), transaction.atomic():
            run("DELETE FROM audit_kept")
        make_row(table="audit_kept", record_id=kept)
        assert run("DELETE FROM audit_kept") == 1
    finally:
        run("RESET ROLE")


@pytest.mark.postgres
def test_granting_twice_changes_nothing(role, capsys):
    call_command("grant_app_role", role)
    call_command("grant_app_role", role)

    assert "may not change its record" in capsys.readouterr().out


@pytest.mark.postgres
@pytest.mark.django_db
def test_an_unknown_role_is_named():
    with pytest.raises(CommandError, match="There is no role"):
        call_command("grant_app_role", "nobody_here")


@pytest.mark.postgres
def test_a_role_that_could_act_as_the_owner_is_refused(role):
    run("CREATE ROLE portal_owner_of_tests NOLOGIN")
    run("CREATE TABLE owned_elsewhere (id int)")
    run("ALTER TABLE owned_elsewhere OWNER TO portal_owner_of_tests")
    run(f"GRANT portal_owner_of_tests TO {role}")

    with pytest.raises(CommandError, match="Choose a role of its own"):
        call_command("grant_app_role", role)


@pytest.mark.django_db
def test_sqlite_has_no_roles_and_the_command_says_so():
    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match="Only PostgreSQL has roles"):
            call_command("grant_app_role", "anybody")
