"""What the database itself refuses about the two ways out that are no approval."""

from __future__ import annotations

from collections.abc import Mapping

from approvals.triggers import GuardedPublication, GuardedTarget, Refusal, Refusing
from audit.triggers import InsertOnly


class PublicationOfLane(GuardedPublication):
    """Only a digest that was approved, or authorised in one of the other two lanes, is published."""

    def refusals(self) -> Mapping[str, Refusal]:
        found = dict(super().refusals())
        unauthorised = (
            "NOT EXISTS (SELECT 1 FROM approvals_authorisation a JOIN approvals_postversion w ON w.id = a.version_id "
            "WHERE a.version_id = NEW.version_id AND a.digest = NEW.digest AND w.digest = NEW.digest)"
        )
        return found | {"approved": _unless(found["approved"], unauthorised)}


class TargetOfLane(GuardedTarget):
    """A target is made ready only by an approval of its version, or by an authorisation of it."""

    def refusals(self) -> Mapping[str, Refusal]:
        found = dict(super().refusals())
        unauthorised = (
            "NOT EXISTS (SELECT 1 FROM approvals_authorisation a JOIN approvals_postversion w ON w.id = a.version_id "
            "JOIN approvals_versionaccount q ON q.version_id = w.id "
            "WHERE w.id = NEW.version_id AND w.request_id = NEW.request_id AND a.digest = w.digest "
            "AND q.id = NEW.placement_id AND q.account_id = NEW.account_id)"
        )
        changed = {name: _unless(found[name], unauthorised) for name in ("approved_insert", "approved_update")}
        return found | changed


def _unless(one: Refusal, condition: str) -> Refusal:
    """Refused only when this is so as well."""
    return Refusal(one.event, f"({one.condition}) AND {condition}", one.sentence)


class GuardedAuthorisation(Refusing, InsertOnly):
    """Of the exact version its own author asked for, without pictures; by an approver, or from a template in use."""

    def refusals(self) -> Mapping[str, Refusal]:
        exact = (
            "NOT EXISTS (SELECT 1 FROM approvals_postversion v JOIN approvals_postrequest r ON r.id = v.request_id "
            "WHERE v.id = NEW.version_id AND v.requested_at IS NOT NULL AND v.digest = NEW.digest "
            "AND v.requested_by_id = NEW.by_id AND r.author_id = NEW.by_id)"
        )
        pictures = "EXISTS (SELECT 1 FROM approvals_versionpicture p WHERE p.version_id = NEW.version_id)"
        held = (
            "NEW.lane = 'self_authorised' AND NOT EXISTS (SELECT 1 FROM school_appointment a "
            "WHERE a.id = NEW.appointment_id AND a.person_id = NEW.by_id "
            "AND a.office IN ('principal', 'vice_principal'))"
        )
        template = (
            "NEW.lane = 'standing_template' AND NOT EXISTS (SELECT 1 FROM approvals_standingtemplate t "
            "WHERE t.id = NEW.template_id AND t.status = 'approved')"
        )
        return {
            "exact": Refusal("INSERT", exact, "an authorisation is of the exact version that its author sent"),
            "no_pictures": Refusal("INSERT", pictures, "no picture goes out without an approval"),
            "held": Refusal("INSERT", held, "only an approver authorises a post of their own"),
            "template": Refusal("INSERT", template, "only an approved template is used"),
        }


class EarnedLane(Refusing):
    """A post has the lane by which it was let out, and never changes it while it is out."""

    keeps_base = False

    def refusals(self) -> Mapping[str, Refusal]:
        unearned = (
            "OLD.status = 'draft' AND NEW.status = 'approved' AND NOT EXISTS (SELECT 1 FROM approvals_authorisation a "
            "WHERE a.version_id = NEW.current_version_id AND a.lane = NEW.lane)"
        )
        decided = "OLD.status = 'submitted' AND NEW.status = 'approved' AND NEW.lane <> 'approved'"
        other = "OLD.lane <> '' AND NEW.lane <> '' AND OLD.lane <> NEW.lane"
        return {
            "lane_earned": Refusal("UPDATE", unearned, "a draft goes out only by an authorisation of its version"),
            "lane_decided": Refusal("UPDATE", decided, "what was decided on was approved"),
            "lane_kept": Refusal("UPDATE", other, "a post keeps the lane by which it was let out"),
        }

    def describe(self) -> str:
        return f"Refuse lanes of {self.table} that nothing led to"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_earned_lane"


class FixedTemplate(Refusing, InsertOnly):
    """The words of a template never change, and whoever approved it held the office."""

    def triggers(self, vendor: str) -> dict[str, str]:
        made = super().triggers(vendor)
        del made[f"{self.table}_no_update"]
        return made

    def refusals(self) -> Mapping[str, Refusal]:
        changed = " OR ".join(
            f"CAST(OLD.{name} AS text) <> CAST(NEW.{name} AS text)"
            for name in ("id", "name", "text", "blanks", "expires_on", "written_by_id", "written_at")
        )
        held = (
            "NEW.status = 'approved' AND NOT EXISTS (SELECT 1 FROM school_appointment a "
            "WHERE a.id = NEW.appointment_id AND a.person_id = NEW.approved_by_id "
            "AND a.office IN ('principal', 'vice_principal'))"
        )
        new = "NEW.status <> 'waiting'"
        return {
            "same": Refusal("UPDATE", changed, "the words of a template never change"),
            "held": Refusal("UPDATE", held, "a template is approved by an approver"),
            "new": Refusal("INSERT", new, "a template begins by waiting for its approval"),
        }


class ReviewByAnother(Refusing, InsertOnly):
    """Nobody reviews what they authorised themselves, and the reviewer holds the office."""

    def refusals(self) -> Mapping[str, Refusal]:
        own = (
            "NOT EXISTS (SELECT 1 FROM approvals_authorisation a WHERE a.id = NEW.authorisation_id "
            "AND a.lane = 'self_authorised' AND a.by_id <> NEW.by_id)"
        )
        held = (
            "NOT EXISTS (SELECT 1 FROM school_appointment a WHERE a.id = NEW.appointment_id "
            "AND a.person_id = NEW.by_id AND a.office IN ('principal', 'vice_principal'))"
        )
        return {
            "not_own": Refusal("INSERT", own, "the other approver reviews what somebody authorised alone"),
            "held": Refusal("INSERT", held, "a review is made in an office that the person holds"),
        }
