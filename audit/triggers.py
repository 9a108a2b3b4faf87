"""The database itself refuses to change what was written once, whoever asks.

Migrations stand the triggers up; `lifted` takes them down for the flush between
tests; `standing` says which are missing. All three use the same SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder

DISPOSALS = "audit_disposal"

# Functions look nowhere but in the table's own schema: a temporary table named
# audit_disposal, made by whoever wants to delete, must not count as an agreement.
REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is never changed: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
DISPOSAL_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_refuse_undisposed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE agreed boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT 1 FROM %I.audit_disposal d WHERE d."table" = $1 AND d.record_id = $2)',
        TG_TABLE_SCHEMA
    ) INTO agreed USING TG_TABLE_NAME::text, (to_jsonb(OLD) ->> TG_ARGV[0])::uuid;
    IF agreed THEN RETURN OLD; END IF;
    RAISE EXCEPTION '% is kept: DELETE refused without an agreed disposal', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
FUNCTION = re.compile(r'CREATE OR REPLACE FUNCTION "?(?P<name>\w+)"?\(\).*?\$\$(?P<body>.*)\$\$', re.DOTALL)
DROP_FUNCTION = """
DO $$ BEGIN DROP FUNCTION IF EXISTS "{name}"();
EXCEPTION WHEN dependent_objects_still_exist THEN NULL; END $$
"""


class Guard(Operation):
    """A migration operation that stands triggers up on one table, on either database."""

    reversible = True
    reduces_to_sql = True
    may_dispose = False

    def __init__(self, table: str, *, key: str = "id") -> None:
        self.table = table
        self.key = key

    def triggers(self, vendor: str) -> dict[str, str]:
        """The name of each trigger with the SQL that makes it."""
        if vendor == "postgresql":
            return self._postgresql()
        if vendor == "sqlite":
            return self._sqlite()
        raise NotImplementedError(f"The record cannot be protected on {vendor}.")

    def raising(self, vendor: str) -> list[str]:
        """Everything that stands the triggers up; may be run twice."""
        functions = [REFUSE_FUNCTION, DISPOSAL_FUNCTION] if vendor == "postgresql" else []
        steps = []
        for name, statement in self.triggers(vendor).items():
            steps += [self._drop(vendor, name), statement]
        return functions + steps

    def functions(self, vendor: str) -> dict[str, str]:
        """The functions that the triggers call, each with its body: an emptied one guards nothing."""
        made = (FUNCTION.search(statement) for statement in self.raising(vendor))
        return {found["name"]: found["body"] for found in made if found}

    def lifting(self, vendor: str) -> list[str]:
        return [self._drop(vendor, name) for name in self.triggers(vendor)]

    def _drop(self, vendor: str, name: str) -> str:
        on = f' ON "{self.table}"' if vendor == "postgresql" else ""
        return f'DROP TRIGGER IF EXISTS "{name}"{on}'

    def _postgresql(self) -> dict[str, str]:
        made = {}
        for moment in ("update", "delete", "truncate"):
            name = f"{self.table}_no_{moment}"
            each = "STATEMENT" if moment == "truncate" else "ROW"
            function = "audit_refuse()"
            if moment == "delete" and self.may_dispose:
                function = f"audit_refuse_undisposed('{self.key}')"
            made[name] = (
                f'CREATE TRIGGER "{name}" BEFORE {moment.upper()} ON "{self.table}" '
                f"FOR EACH {each} EXECUTE FUNCTION {function}"
            )
        return made

    def _sqlite(self) -> dict[str, str]:
        """REPLACE deletes without asking the delete trigger, so a known key is refused on INSERT."""
        table, key = self.table, self.key
        refusals = {
            "update": ("BEFORE UPDATE", "", "is never changed: UPDATE refused"),
            "delete": ("BEFORE DELETE", "", "is never changed: DELETE refused"),
            "replace": (
                "BEFORE INSERT",
                f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE "{key}" = NEW."{key}")',
                "is never changed: that record exists",
            ),
        }
        if self.may_dispose:
            refusals["delete"] = (
                "BEFORE DELETE",
                f'WHEN NOT EXISTS (SELECT 1 FROM "{DISPOSALS}" '
                f'WHERE "table" = \'{table}\' AND record_id = OLD."{key}")',
                "is kept: DELETE refused without an agreed disposal",
            )
        return {
            f"{table}_no_{moment}": (
                f'CREATE TRIGGER "{table}_no_{moment}" {event} ON "{table}" {condition} '
                f"BEGIN SELECT RAISE(ABORT, '{table} {sentence}'); END"
            )
            for moment, (event, condition, sentence) in refusals.items()
        }

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of Django's picture of the tables."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in self.raising(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        vendor = schema_editor.connection.vendor
        statements = self.lifting(vendor)
        statements += [DROP_FUNCTION.format(name=name) for name in self.functions(vendor)]
        for statement in statements:
            schema_editor.execute(statement, params=None)


class RefuseChanges(Guard):
    """Nothing in this table is ever changed or deleted."""

    def describe(self) -> str:
        return f"Refuse every change and deletion in {self.table}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_refuse_changes"


class InsertOnly(Guard):
    """Rows are never changed, and deleted only under an agreed disposal of that very row."""

    may_dispose = True

    def describe(self) -> str:
        return f"Refuse changes in {self.table}, and deletion without an agreed disposal"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_insert_only"


@cache
def _guards_in_migrations() -> list[tuple[tuple[str, str], Guard]]:
    loader = MigrationLoader(None)
    return [
        (name, operation)
        for name, migration in sorted(loader.disk_migrations.items())
        for operation in migration.operations
        if isinstance(operation, Guard)
    ]


def guards(connection: BaseDatabaseWrapper) -> list[Guard]:
    """The guards that this database's applied migrations promise, one a table."""
    applied = MigrationRecorder(connection).applied_migrations()
    tables = set(connection.introspection.table_names())
    promised = {
        (guard.table, type(guard)): guard
        for name, guard in _guards_in_migrations()
        if name in applied and guard.table in tables
    }
    return list(promised.values())


@cache
def _bodies(vendor: str) -> dict[str, str]:
    """What the functions of all guards are made of."""
    return {name: body for _, guard in _guards_in_migrations() for name, body in guard.functions(vendor).items()}


def _present(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The triggers that stand, are switched on and call what they should, each with the SQL that makes it."""
    if connection.vendor != "postgresql":
        return dict(_rows(connection, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    bodies = _bodies(connection.vendor)
    found = _rows(
        connection,
        "SELECT t.tgname, pg_get_triggerdef(t.oid, true), p.proname, p.prosrc "
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')",
    )
    return {name: made for name, made, function, body in found if bodies.get(function) == body}


def _rows(connection: BaseDatabaseWrapper, query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def standing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that should stand, in these very words, and do not. An empty list is good."""
    promised = guards(connection)
    present = {name: made.replace('"', "") for name, made in _present(connection).items()}
    wanted = {name: made for guard in promised for name, made in guard.triggers(connection.vendor).items()}
    return [name for name, made in wanted.items() if present.get(name) != made.replace('"', "")]


def restore(connection: BaseDatabaseWrapper) -> None:
    """Stand up whatever is missing, with the migrations' own SQL."""
    missing = set(standing(connection))
    wanted = [guard for guard in guards(connection) if missing & set(guard.triggers(connection.vendor))]
    _execute(connection, [statement for guard in wanted for statement in guard.raising(connection.vendor)])


@contextmanager
def lifted(connection: BaseDatabaseWrapper, *tables: str) -> Iterator[None]:
    """Take the guards of these tables down, or all, and put them back: for tests and the flush after them, and nothing else."""
    held = [guard for guard in guards(connection) if not tables or guard.table in tables]
    _execute(connection, [statement for guard in held for statement in guard.lifting(connection.vendor)])
    try:
        yield
    finally:
        _execute(connection, [statement for guard in held for statement in guard.raising(connection.vendor)])


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    """All of them or none. PostgreSQL takes them as one text: with every guard that is a thousand journeys fewer."""
    if connection.vendor == "postgresql":
        statements = [";".join(statements)] if statements else []
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
