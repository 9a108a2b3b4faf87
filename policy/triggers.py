"""Database triggers: what belongs to an approved version refuses every change.

The promise is kept below Django, so that neither a mistake in an action nor a hand-typed
UPDATE can alter the text that people signed. Only a version's sign-off may still be completed.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

SENTENCE = "An approved version of a policy never changes. Make a new draft instead."

# How to find the version that a row belongs to, by table.
OWNERS = {
    "policy_section": "{row}.version_id",
    "policy_clauseversion": "{row}.version_id",
    "policy_tellrule": "(SELECT c.version_id FROM policy_clauseversion c WHERE c.id = {row}.clause_version_id)",
    "policy_clausestep": "(SELECT c.version_id FROM policy_clauseversion c WHERE c.id = {row}.clause_version_id)",
    "policy_clauseregister": "(SELECT c.version_id FROM policy_clauseversion c WHERE c.id = {row}.clause_version_id)",
}
ROWS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def _is_approved(table: str, event: str) -> str:
    owners = ", ".join(OWNERS[table].format(row=row) for row in ROWS[event])
    return f"EXISTS (SELECT 1 FROM policy_version v WHERE v.status = 'approved' AND v.id IN ({owners}))"


def _part_statements(vendor: str, table: str) -> list[str]:
    return [
        _trigger(vendor, table, event, _is_approved(table, event)) for event in ROWS
    ]


def _version_statements(vendor: str, columns: list[str]) -> list[str]:
    if vendor == "postgresql":
        changed = (
            "(to_jsonb(OLD) - 'sign_off') IS DISTINCT FROM (to_jsonb(NEW) - 'sign_off')"
        )
    else:
        kept = [c for c in columns if c != "sign_off"]
        changed = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in kept)
    undone = "(OLD.sign_off = 'complete' AND NEW.sign_off <> 'complete')"
    return [
        _trigger(
            vendor,
            "policy_version",
            "update",
            f"OLD.status = 'approved' AND ({changed} OR {undone})",
        ),
        _trigger(vendor, "policy_version", "delete", "OLD.status = 'approved'"),
    ]


def _trigger(vendor: str, table: str, event: str, condition: str) -> str:
    name = f"{table}_frozen_{event}"
    if vendor == "postgresql":
        kept = "OLD" if event == "delete" else "NEW"
        return f"""
            CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF {condition} THEN RAISE EXCEPTION '{SENTENCE}'
                    USING ERRCODE = 'integrity_constraint_violation'; END IF;
                RETURN {kept};
            END $$;
            DROP TRIGGER IF EXISTS {name} ON {table};
            CREATE TRIGGER {name} BEFORE {event.upper()} ON {table}
                FOR EACH ROW EXECUTE FUNCTION {name}();
        """
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event.upper()} ON {table} "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )


def create_statements(vendor: str, table: str, columns: list[str]) -> list[str]:
    if table == "policy_version":
        return _version_statements(vendor, columns)
    return _part_statements(vendor, table)


def drop_statements(vendor: str, table: str) -> list[str]:
    dropped = []
    for event in ROWS:
        name = f"{table}_frozen_{event}"
        if vendor == "postgresql":
            dropped.append(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
        else:
            dropped.append(f"DROP TRIGGER IF EXISTS {name}")
    return dropped


class Frozen(Operation):
    """Refuse changes to a model's rows once the version they belong to is approved."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of the models' state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        columns = [field.column for field in model._meta.local_concrete_fields]
        for statement in create_statements(
            schema_editor.connection.vendor, model._meta.db_table, columns
        ):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        for statement in drop_statements(
            schema_editor.connection.vendor, model._meta.db_table
        ):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Freeze {self.model_name} once its version is approved"
