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
    RETURN {row};
END $$
"""


@dataclass(frozen=True)
class Refusal:
    """One thing a table refuses: when, under which condition on OLD and NEW, with which sentence."""

    event: str
    condition: str
    sentence: str


class Refusing(Guard):
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
                _FUNCTION.format(
                    name=name,
                    condition=one.condition,
                    sentence=one.sentence,
                    row="OLD" if one.event == "DELETE" else "NEW",
                )
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


class FrozenVersion(Refusing, InsertOnly):
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


class GuardedDecision(Refusing, InsertOnly):
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


class GuardedPublication(Refusing, InsertOnly):
    """Only an approved digest is published."""

    def refusals(self) -> Mapping[str, Refusal]:
        approved = (
            "NOT EXISTS (SELECT 1 FROM approvals_decision d JOIN approvals_postversion v ON v.id = d.version_id "
            "WHERE d.version_id = NEW.version_id AND d.verdict = 'approve' AND d.digest = NEW.digest "
            "AND v.digest = NEW.digest)"
        )
        return {"approved": Refusal("INSERT", approved, "only what was approved is published")}


class PublicationOfTarget(Refusing):
    """Published is what stands ready for that account: not held, not dropped, and never during a freeze."""

    keeps_base = False

    def refusals(self) -> Mapping[str, Refusal]:
        ready = (
            "NOT EXISTS (SELECT 1 FROM approvals_posttarget t JOIN approvals_versionaccount p ON p.id = t.placement_id "
            "WHERE t.id = NEW.target_id AND t.account_id = NEW.account_id AND t.version_id = NEW.version_id "
            "AND p.version_id = NEW.version_id AND p.account_id = NEW.account_id "
            "AND t.status IN ('queued', 'publishing'))"
        )
        frozen = (
            "EXISTS (SELECT 1 FROM approvals_freeze f WHERE f.ended_at IS NULL "
            "AND (f.account_id IS NULL OR f.account_id = NEW.account_id))"
        )
        return {
            "ready": Refusal("INSERT", ready, "only what stands ready for this account is published"),
            "not_frozen": Refusal("INSERT", frozen, "nothing is published during a freeze"),
        }

    def describe(self) -> str:
        return f"Refuse rows of {self.table} for what does not stand ready"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_of_target"


class FrozenWithVersion(Refusing):
    """Accounts and pictures of a version that was asked for are neither added, changed nor deleted."""

    keeps_base = False

    def refusals(self) -> Mapping[str, Refusal]:
        def asked(row: str) -> str:
            return (
                f"EXISTS (SELECT 1 FROM approvals_postversion v WHERE v.id = {row}.version_id "
                "AND v.requested_at IS NOT NULL)"
            )

        sentence = "a version that was asked for is never changed"
        return {
            "frozen_insert": Refusal("INSERT", asked("NEW"), sentence),
            "frozen_update": Refusal("UPDATE", f"{asked('OLD')} OR {asked('NEW')}", sentence),
            "frozen_delete": Refusal("DELETE", asked("OLD"), sentence),
        }

    def describe(self) -> str:
        return f"Refuse changes of {self.table} once its version was asked for"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_frozen"


class FrozenWithPlace(Refusing):
    """The shape, the file and the people of a picture stay as they were when somebody was asked.

    `version` is SQL that finds the version of a row, with {row} for OLD or NEW.
    """

    keeps_base = False

    def __init__(self, table: str, *, version: str, key: str = "id") -> None:
        super().__init__(table, key=key)
        self.version = version

    def refusals(self) -> Mapping[str, Refusal]:
        def asked(row: str) -> str:
            return (
                f"EXISTS (SELECT 1 FROM approvals_postversion v WHERE v.id = ({self.version.format(row=row)}) "
                "AND v.requested_at IS NOT NULL)"
            )

        sentence = "a version that was asked for is never changed"
        return {
            "frozen_insert": Refusal("INSERT", asked("NEW"), sentence),
            "frozen_update": Refusal("UPDATE", f"{asked('OLD')} OR {asked('NEW')}", sentence),
            "frozen_delete": Refusal("DELETE", asked("OLD"), sentence),
        }

    def describe(self) -> str:
        return f"Refuse changes of {self.table} once its version was asked for"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_frozen"


class GuardedTarget(Refusing, InsertOnly):
    """A target keeps its post and account, and is made ready only by an approval of its version."""

    def triggers(self, vendor: str) -> dict[str, str]:
        made = super().triggers(vendor)
        del made[f"{self.table}_no_update"]
        return made

    def refusals(self) -> Mapping[str, Refusal]:
        same = " OR ".join(f'OLD."{name}" <> NEW."{name}"' for name in ("id", "request_id", "account_id"))
        approved = (
            "NEW.status IN ('queued', 'publishing', 'published') AND NOT EXISTS ("
            "SELECT 1 FROM approvals_decision d JOIN approvals_postversion v ON v.id = d.version_id "
            "JOIN approvals_versionaccount p ON p.version_id = v.id "
            "WHERE v.id = NEW.version_id AND v.request_id = NEW.request_id AND d.verdict = 'approve' "
            "AND p.id = NEW.placement_id AND p.account_id = NEW.account_id)"
        )
        sentence = "only what was approved stands ready to be published"
        return {
            "identity": Refusal("UPDATE", same, "a target keeps its post and its account"),
            "approved_insert": Refusal("INSERT", approved, sentence),
            "approved_update": Refusal("UPDATE", approved, sentence),
        }


class EndsOnce(Refusing, InsertOnly):
    """A hold or a freeze is ended once; everything else in its row stays as it was."""

    def __init__(self, table: str, *, end: str, keeps: list[str], key: str = "id") -> None:
        super().__init__(table, key=key)
        self.end = end
        self.keeps = keeps

    def triggers(self, vendor: str) -> dict[str, str]:
        made = super().triggers(vendor)
        del made[f"{self.table}_no_update"]
        return made

    def refusals(self) -> Mapping[str, Refusal]:
        changed = " OR ".join(
            f"COALESCE(CAST(OLD.{name} AS text), '') <> COALESCE(CAST(NEW.{name} AS text), '')" for name in self.keeps
        )
        return {
            "over": Refusal("UPDATE", f"OLD.{self.end} IS NOT NULL", "what is over is never changed"),
            "same": Refusal("UPDATE", changed, "only its end is added"),
        }


class DifferentPerson(Refusing, InsertOnly):
    """Nobody checks what they published themselves."""

    def refusals(self) -> Mapping[str, Refusal]:
        own = (
            "EXISTS (SELECT 1 FROM approvals_publication p WHERE p.id = NEW.publication_id "
            "AND p.published_by_id = NEW.by_id)"
        )
        return {"not_own": Refusal("INSERT", own, "somebody else looks at what was published")}


class LegalMoves(Refusing):
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
