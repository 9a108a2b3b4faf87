"""What the database itself refuses about curriculum activities, whoever asks: also by SQL."""

from __future__ import annotations

from collections.abc import Mapping

from approvals.triggers import Refusal, Refusing
from audit.triggers import InsertOnly


class GuardedActivityVersion(Refusing, InsertOnly):
    """A version is never changed; one that takes effect without a decision lies within the one before."""

    def refusals(self) -> Mapping[str, Refusal]:
        wider = (
            "NEW.narrows_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM approvals_activityversion o "
            "WHERE o.id = NEW.narrows_id AND o.activity_id = NEW.activity_id AND o.site = NEW.site "
            "AND o.signed_in = NEW.signed_in AND o.starts_on <= NEW.starts_on AND o.ends_on >= NEW.ends_on)"
        )
        return {"within": Refusal("INSERT", wider, "what is wider is decided on first")}


class GuardedActivityDecision(Refusing, InsertOnly):
    """A decision is of the exact version, and never on words of one's own."""

    def refusals(self) -> Mapping[str, Refusal]:
        exact = (
            "NOT EXISTS (SELECT 1 FROM approvals_activityversion v "
            "WHERE v.id = NEW.version_id AND v.digest = NEW.digest AND v.narrows_id IS NULL)"
        )
        own = (
            "EXISTS (SELECT 1 FROM approvals_activityversion v JOIN approvals_activity a ON a.id = v.activity_id "
            "WHERE v.id = NEW.version_id AND (v.written_by_id = NEW.by_id OR a.teacher_id = NEW.by_id))"
        )
        principal = (
            "NEW.verdict = 'approve' AND NEW.office <> 'principal' AND EXISTS (SELECT 1 "
            "FROM approvals_activityversion v WHERE v.id = NEW.version_id AND v.hands = 'pupils')"
        )
        return {
            "exact": Refusal("INSERT", exact, "a decision is of the exact version that was asked for"),
            "not_own": Refusal("INSERT", own, "nobody decides on words of their own"),
            "principal": Refusal("INSERT", principal, "only the Principal lets pupils handle a device"),
        }


class GuardedActivity(Refusing):
    """What holds was approved, or lies within what was."""

    keeps_base = False

    def refusals(self) -> Mapping[str, Refusal]:
        unapproved = (
            "NEW.in_force_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM approvals_activityversion v "
            "WHERE v.id = NEW.in_force_id AND v.activity_id = NEW.id AND (v.narrows_id IS NOT NULL OR EXISTS "
            "(SELECT 1 FROM approvals_activitydecision d WHERE d.version_id = v.id AND d.verdict = 'approve')))"
        )
        sentence = "only what was approved holds"
        return {
            "holds_insert": Refusal("INSERT", unapproved, sentence),
            "holds_update": Refusal("UPDATE", unapproved, sentence),
        }

    def describe(self) -> str:
        return f"Refuse in {self.table} that anything holds which was not approved"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_holds"
