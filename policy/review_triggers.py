"""Database triggers of the review: no illegal step, nothing after the signatures, no signature before the board.

The same guards stand in the actions, with a sentence for people; these hold for whoever reaches past them.
PostgreSQL looks for tables in the guarded table's own schema only.
"""

from __future__ import annotations

from audit.triggers import Guard, InsertOnly

LOCKED = "a review that is signed or referred back never changes"
ILLEGAL = "a review cannot take this step"
UNSIGNED = "a review is signed only when both lines are signed over its text"
UNDECIDED = "nothing is signed before the board approved it"

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


def _listed(codes: list[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


class _Refusing(InsertOnly):
    """Adds conditional refusals of our own to those of the base guard."""

    dropped: tuple[str, ...] = ()

    def refusals(self) -> dict[str, tuple[str, str, str]]:
        """Name -> event, condition on OLD and NEW, sentence."""
        raise NotImplementedError

    def triggers(self, vendor: str) -> dict[str, str]:
        made = super().triggers(vendor)
        for name in self.dropped:
            made.pop(f"{self.table}_{name}", None)
        for name, (event, condition, sentence) in self.refusals().items():
            made[f"{self.table}_{name}"] = self._statement(vendor, f"{self.table}_{name}", event, condition, sentence)
        return made

    def raising(self, vendor: str) -> list[str]:
        if vendor != "postgresql":
            return super().raising(vendor)
        functions = [
            _FUNCTION.format(name=f"{self.table}_{name}", condition=condition, sentence=sentence)
            for name, (_event, condition, sentence) in self.refusals().items()
        ]
        return functions + super().raising(vendor)

    def _statement(self, vendor: str, name: str, event: str, condition: str, sentence: str) -> str:
        start = f'CREATE TRIGGER "{name}" BEFORE {event} ON "{self.table}"'
        if vendor == "postgresql":
            return f'{start} FOR EACH ROW EXECUTE FUNCTION "{name}"()'
        return f"{start} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"


class ReviewGuard(_Refusing):
    """On the review's own table: legal moves only, locked at its end, deleted only by agreed disposal."""

    dropped = ("no_update",)

    def __init__(self, table: str, *, moves: dict[str, list[str]], signatures: str) -> None:
        Guard.__init__(self, table)
        self.moves = moves
        self.signatures = signatures

    def refusals(self) -> dict[str, tuple[str, str, str]]:
        steps = " OR ".join(
            f"(OLD.status = '{start}' AND NEW.status IN ({_listed(ends)}))"
            for start, ends in self.moves.items()
            if ends
        )
        ended = _listed([start for start, ends in self.moves.items() if not ends])
        lines = (
            f'SELECT count(DISTINCT s.line) FROM "{self.signatures}" s WHERE s.review_id = NEW.id '
            "AND s.fingerprint = NEW.fingerprint AND s.version_id = NEW.signed_version_id"
        )
        first = next(iter(self.moves))
        return {
            "locked": ("UPDATE", f"OLD.status IN ({ended})", LOCKED),
            "legal": ("UPDATE", f"OLD.status <> NEW.status AND NOT ({steps})", ILLEGAL),
            "both": ("UPDATE", f"NEW.status = 'signed' AND ({lines}) < 2", UNSIGNED),
            "starts": ("INSERT", f"NEW.status <> '{first}'", ILLEGAL),
        }

    def describe(self) -> str:
        return f"Hold the steps of {self.table}, and lock it at its end"


class SignatureGuard(_Refusing):
    """On the signatures: insert-only, and only while the board's approval stands and is not fully signed."""

    def __init__(self, table: str, *, reviews: str, awaiting: list[str]) -> None:
        Guard.__init__(self, table)
        self.reviews = reviews
        self.awaiting = awaiting

    def refusals(self) -> dict[str, tuple[str, str, str]]:
        decided = (
            f'EXISTS (SELECT 1 FROM "{self.reviews}" r WHERE r.id = NEW.review_id '
            f"AND r.status IN ({_listed(self.awaiting)}) AND r.signed_version_id = NEW.version_id)"
        )
        return {"decided": ("INSERT", f"NOT {decided}", UNDECIDED)}

    def describe(self) -> str:
        return f"Refuse a row in {self.table} before the board approved"
