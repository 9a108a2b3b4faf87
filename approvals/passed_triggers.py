"""What the database itself refuses about pictures that were passed on, whoever asks: also by SQL."""

from __future__ import annotations

from collections.abc import Mapping

from approvals.triggers import EndsOnce, Refusal


class GuardedPassedPicture(EndsOnce):
    """What its sender said of it never changes, a look is taken once and not by the sender, and what is gone stays so."""

    KEEPS = ("id", "suggestion_id", "name", "taken_by", "taken_on", "taken_at", "shows", "children", "sent_at")

    def __init__(self, table: str, *, key: str = "id") -> None:
        super().__init__(table, end="gone_at", keeps=list(self.KEEPS), key=key)

    def refusals(self) -> Mapping[str, Refusal]:
        again = (
            "OLD.look <> '' AND (NEW.look <> OLD.look "
            "OR COALESCE(CAST(NEW.looked_by_id AS text), '') <> CAST(OLD.looked_by_id AS text))"
        )
        own = (
            "NEW.look <> '' AND EXISTS (SELECT 1 FROM approvals_suggestion s "
            "WHERE s.id = NEW.suggestion_id AND s.from_person_id = NEW.looked_by_id)"
        )
        return {
            **super().refusals(),
            "look_once": Refusal("UPDATE", again, "a look is taken once"),
            "look_by_another": Refusal("UPDATE", own, "nobody frees a picture of their own"),
            "look_later": Refusal("INSERT", "NEW.look <> ''", "nobody has looked at what has just come"),
        }
