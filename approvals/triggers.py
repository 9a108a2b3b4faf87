"""What the database itself refuses about official posts, whoever asks: also by SQL.

Built on the record's own guards, so that the same fixture lifts and restores them and the same check
misses them. PostgreSQL looks for tables in the guarded table's own schema only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.triggers import Guard, InsertOnly

_FUNCTION = """
CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM set_config('search_path', quote_ident(TG_TABLE_SCHEMA) || ', pg_catalog, pg_temp', true);
    IF {condition} THEN
        RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""


@dataclass(frozen=True)
class Refusal:
    """One thing a table refuses: when, under which condition on OLD and NEW, with which sentence."""

    event: str
    condition: str
    sentence: str


class _Refusing(Guard):
    """Adds our own conditional refusals to whatever the base guard refuses."""

    keeps_base = True

    def refusals(self) -> Mapping[str, Refusal]:
        raise NotImplementedError

    def triggers(self, vendor: str) -> dict[str, str]:
        found = super().triggers(vendor) if self.keeps_base else {}
        return found | {name: self._statement(vendor, name, one) for name, one in self._named()}

    def raising(self, vendor: str) -> list[str]:
        functions = []
        if vendor == "postgresql":
            functions = [
                _FUNCTION.format(name=name, condition=one.condition, sentence=one.sentence)
                for name, one in self._named()
            ]
        return functions + super().raising(vendor)

    def _named(self) -> list[tuple[str, Refusal]]:
        return [(f"{self.table}_{name}", one) for name, one in self.refusals().items()]

    def _statement(self, vendor: str, name: str, one: Refusal) -> str:
        start = f'CREATE TRIGGER "{name}" BEFORE {one.event} ON "{self.table}"'
        if vendor == "postgresql":
            return f'{start} FOR EACH ROW EXECUTE FUNCTION "{name}"()'
        return f"{start} WHEN {one.condition} BEGIN SELECT RAISE(ABORT, '{one.sentence}'); END"


class FrozenVersion(_Refusing, InsertOnly):
    """A version that somebody was asked to decide on is never changed; none is deleted."""

    def triggers(self, vendor: str) -> dict[str, str]:
        made = super().triggers(vendor)
        del made[f"{self.table}_no_update"]
        return made

    def refusals(self) -> Mapping[str, Refusal]:
        same = " OR ".join(f'OLD."{name}" <> NEW."{name}"' for name in ("id", "request_id", "n", "created_by_id"))
        return {
            "frozen": Refusal(
                "UPDATE", "OLD.requested_at IS NOT NULL", "a version that was asked for is never changed"
            ),
            "identity": Refusal("UPDATE", same, "a version keeps its number, its post and its writer"),
        }


class GuardedDecision(_Refusing, InsertOnly):
    """A decision is of the exact version asked for, in an office held, and never on own words."""

    def refusals(self) -> Mapping[str, Refusal]:
        exact = (
            "NOT EXISTS (SELECT 1 FROM approvals_postversion v WHERE v.id = NEW.version_id "
            "AND v.requested_at IS NOT NULL AND v.digest = NEW.digest "
            "AND v.requested_by_id = NEW.requested_by_id AND v.created_by_id = NEW.created_by_id)"
        )
        own = (
            "EXISTS (SELECT 1 FROM approvals_versioneditor e "
            "WHERE e.version_id = NEW.version_id AND e.person_id = NEW.actor_id) "
            "OR EXISTS (SELECT 1 FROM approvals_postversion v JOIN approvals_postrequest r ON r.id = v.request_id "
            "WHERE v.id = NEW.version_id AND r.author_id = NEW.actor_id)"
        )
        held = (
            "NOT EXISTS (SELECT 1 FROM school_appointment a WHERE a.id = NEW.appointment_id "
            "AND a.person_id = NEW.actor_id AND a.office = NEW.office)"
        )
        return {
            "exact": Refusal("INSERT", exact, "a decision is of the exact version that was asked for"),
            "not_own": Refusal("INSERT", own, "nobody decides on words of their own"),
            "held": Refusal("INSERT", held, "a decision is taken in an office that the person holds"),
        }


class GuardedPublication(_Refusing, InsertOnly):
    """Only an approved digest is published, on the account that it was approved for."""

    def refusals(self) -> Mapping[str, Refusal]:
        approved = (
            "NOT EXISTS (SELECT 1 FROM approvals_decision d JOIN approvals_postversion v ON v.id = d.version_id "
            "WHERE d.version_id = NEW.version_id AND d.verdict = 'approve' AND d.digest = NEW.digest "
            "AND v.digest = NEW.digest AND v.account_id = NEW.account_id)"
        )
        return {"approved": Refusal("INSERT", approved, "only what was approved is published")}


class LegalMoves(_Refusing):
    """A status moves along the table of moves, or not at all."""

    keeps_base = False

    def __init__(self, table: str, *, moves: dict[str, list[str]], key: str = "id") -> None:
        super().__init__(table, key=key)
        self.moves = moves

    def refusals(self) -> Mapping[str, Refusal]:
        legal = [
            f"(OLD.status = '{start}' AND NEW.status IN ({', '.join(repr(one) for one in after)}))"
            for start, after in sorted(self.moves.items())
            if after
        ]
        illegal = f"OLD.status <> NEW.status AND NOT ({' OR '.join(legal)})"
        return {"moves": Refusal("UPDATE", illegal, "that step is not in the table of moves")}

    def describe(self) -> str:
        return f"Refuse steps of {self.table} that the table of moves does not list"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_legal_moves"
