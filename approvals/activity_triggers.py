"""What the database itself refuses about curriculum activities, whoever asks: also by SQL."""

from __future__ import annotations

import re
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


# The lines of a column as a table with the one column "one". SQLite has no function that splits text, but reads JSON.
_LINES = {
    "sqlite": (
        "(SELECT trim(value) AS one FROM json_each('[' || replace(json_quote(replace(replace({0}, char(13), ''), "
        "char(92), char(1))), char(92) || 'n', char(34) || ',' || char(34)) || ']'))"
    ),
    "postgresql": (
        "(SELECT trim(value) AS one FROM unnest(string_to_array(replace(replace({0}, chr(13), ''), chr(92), chr(1)), "
        "chr(10))) AS value)"
    ),
}


class NarrowingActivityVersion(GuardedActivityVersion):
    """A narrowing is of what holds at this moment, and in no answer wider than that."""

    SAME = ("site", "address", "stage", "signed_in", "subject", "aim", "room", "times", "adults", "risks",
            "parents_told")  # fmt: skip

    def refusals(self) -> Mapping[str, Refusal]:
        other = " OR ".join(f"o.{name} <> NEW.{name}" for name in self.SAME)
        group = "COALESCE(CAST(o.school_class_id AS text), '') <> COALESCE(CAST(NEW.school_class_id AS text), '')"
        less_care = (
            "NEW.hands <> o.hands AND NOT (NEW.hands = 'adult' AND o.hands IN ('together', 'pupils') "
            "OR NEW.hands = 'together' AND o.hands = 'pupils')"
        )
        more = (
            "NEW.devices <> o.devices AND (NOT EXISTS (SELECT 1 FROM LINES(NEW.devices) n WHERE n.one <> '') "
            "OR EXISTS (SELECT 1 FROM LINES(o.devices) p WHERE p.one <> '') AND EXISTS (SELECT 1 "
            "FROM LINES(NEW.devices) n WHERE n.one <> '' AND n.one NOT IN (SELECT p.one FROM LINES(o.devices) p)))"
        )
        wider = (
            "NEW.narrows_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM approvals_activityversion o "
            "JOIN approvals_activity a ON a.in_force_id = o.id AND a.id = NEW.activity_id AND a.status = 'approved' "
            f"WHERE o.id = NEW.narrows_id AND NOT ({other} OR {group} OR ({less_care}) OR ({more})))"
        )
        return {**super().refusals(), "narrower": Refusal("INSERT", wider, "what is wider is decided on first")}

    def triggers(self, vendor: str) -> dict[str, str]:
        return {name: _with_lines(vendor, made) for name, made in super().triggers(vendor).items()}

    def raising(self, vendor: str) -> list[str]:
        return [_with_lines(vendor, made) for made in super().raising(vendor)]


def _with_lines(vendor: str, statement: str) -> str:
    return re.sub(r"LINES\((.*?)\)", lambda found: _LINES[vendor].format(found[1]), statement)


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


class ForwardActivity(GuardedActivity):
    """What holds is followed by a later version only, and by a narrowing only of itself."""

    def refusals(self) -> Mapping[str, Refusal]:
        back = (
            "OLD.in_force_id IS NOT NULL AND NEW.in_force_id <> OLD.in_force_id AND NOT EXISTS (SELECT 1 "
            "FROM approvals_activityversion v JOIN approvals_activityversion o ON o.id = OLD.in_force_id "
            "WHERE v.id = NEW.in_force_id AND v.n > o.n AND (v.narrows_id IS NULL OR v.narrows_id = o.id))"
        )
        nothing = (
            "NEW.in_force_id IS NOT NULL AND OLD.in_force_id IS NULL AND EXISTS (SELECT 1 "
            "FROM approvals_activityversion v WHERE v.id = NEW.in_force_id AND v.narrows_id IS NOT NULL)"
        )
        sentence = "what holds is followed by what was approved later, or by less of itself"
        return {
            **super().refusals(),
            "holds_forward": Refusal("UPDATE", f"({back}) OR ({nothing})", sentence),
        }
