"""The database itself keeps an approved version as it was approved.

The promise lies below Django, so that neither a mistake in an action nor a hand-typed UPDATE can
alter the text that people signed. Drafts stay free, and an approved version may still be signed
off: nothing else about it ever changes. Built on audit's guards, so tests and drills that check
or lift those treat these alike.
"""

from audit.triggers import REFUSE_FUNCTION, Guard

SENTENCE = "an approved version of a policy never changes"

APPROVED_FUNCTION = """
CREATE OR REPLACE FUNCTION policy_refuse_approved() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before_ jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
    after_ jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
    owners uuid[];
    frozen boolean;
BEGIN
    IF TG_TABLE_NAME = 'policy_version' THEN
        frozen := (before_ ->> 'status') = 'approved' AND (
            TG_OP = 'DELETE'
            OR (before_ - 'sign_off') IS DISTINCT FROM (after_ - 'sign_off')
            OR ((before_ ->> 'sign_off') = 'complete' AND (after_ ->> 'sign_off') <> 'complete')
        );
    ELSE
        owners := ARRAY[(before_ ->> TG_ARGV[0])::uuid, (after_ ->> TG_ARGV[0])::uuid];
        IF TG_ARGV[0] = 'clause_version_id' THEN
            EXECUTE format(
                'SELECT array_agg(c.version_id) FROM %I.policy_clauseversion c WHERE c.id = ANY($1)',
                TG_TABLE_SCHEMA
            ) INTO owners USING owners;
        END IF;
        EXECUTE format(
            'SELECT EXISTS (SELECT 1 FROM %I.policy_version v WHERE v.status = ''approved'' AND v.id = ANY($1))',
            TG_TABLE_SCHEMA
        ) INTO frozen USING owners;
    END IF;
    IF frozen THEN
        RAISE EXCEPTION 'an approved version of a policy never changes: % of % refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$
"""

_APPROVED = "EXISTS (SELECT 1 FROM policy_version v WHERE v.status = 'approved' AND v.id IN ({owners}))"
_OF_CLAUSE = "(SELECT c.version_id FROM policy_clauseversion c WHERE c.id = {row}.clause_version_id)"


class FrozenParts(Guard):
    """Rows that belong to an approved version, directly or through its clause, are never changed."""

    def __init__(self, table: str, *, through: str, key: str = "id") -> None:
        super().__init__(table, key=key)
        self.through = through

    def raising(self, vendor: str) -> list[str]:
        functions = [REFUSE_FUNCTION, APPROVED_FUNCTION] if vendor == "postgresql" else []
        steps = []
        for name, statement in self.triggers(vendor).items():
            steps += [self._drop(vendor, name), statement]
        return functions + steps

    def _postgresql(self) -> dict[str, str]:
        made = {}
        for moment in ("insert", "update", "delete"):
            name = f"{self.table}_frozen_{moment}"
            made[name] = (
                f'CREATE TRIGGER "{name}" BEFORE {moment.upper()} ON "{self.table}" '
                f"FOR EACH ROW EXECUTE FUNCTION policy_refuse_approved('{self.through}')"
            )
        name = f"{self.table}_frozen_truncate"
        made[name] = (
            f'CREATE TRIGGER "{name}" BEFORE TRUNCATE ON "{self.table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        )
        return made

    def _sqlite(self) -> dict[str, str]:
        return {
            f"{self.table}_frozen_{moment}": (
                f'CREATE TRIGGER "{self.table}_frozen_{moment}" BEFORE {moment.upper()} ON "{self.table}" '
                f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            )
            for moment, condition in self._refused().items()
        }

    def _refused(self) -> dict[str, str]:
        """REPLACE deletes without asking the delete trigger, so a frozen key is refused on INSERT."""
        replaced = f'EXISTS (SELECT 1 FROM "{self.table}" o WHERE o.id = NEW.id AND {self._frozen("o")})'
        return {
            "insert": f"{self._frozen('NEW')} OR {replaced}",
            "update": self._frozen("OLD", "NEW"),
            "delete": self._frozen("OLD"),
        }

    def _frozen(self, *rows: str) -> str:
        template = _OF_CLAUSE if self.through == "clause_version_id" else "{row}.version_id"
        return _APPROVED.format(owners=", ".join(template.format(row=row) for row in rows))

    def describe(self) -> str:
        return f"Refuse changes in {self.table} once the version is approved"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_frozen"


class FrozenVersion(FrozenParts):
    """An approved version is never changed or deleted; its sign-off may be completed, once."""

    COLUMNS = [
        "id",
        "audit_key",
        "policy_id",
        "label",
        "status",
        "effective_from",
        "claimed",
        "source_name",
        "source_sha256",
        "canonical_text",
        "fingerprint",
        "is_history",
        "created_at",
        "created_by_id",
        "approved_at",
        "approved_by_id",
        "once",
    ]

    def __init__(self, table: str) -> None:
        super().__init__(table, through="id")

    def _refused(self) -> dict[str, str]:
        changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in self.COLUMNS)
        undone = "(OLD.sign_off = 'complete' AND NEW.sign_off <> 'complete')"
        same = "o.id = NEW.id OR o.once = NEW.once OR (o.policy_id = NEW.policy_id AND o.label = NEW.label)"
        return {
            "insert": f"EXISTS (SELECT 1 FROM policy_version o WHERE o.status = 'approved' AND ({same}))",
            "update": f"OLD.status = 'approved' AND ({changed} OR {undone})",
            "delete": "OLD.status = 'approved'",
        }
