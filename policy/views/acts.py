"""What may be done with a version by whoever looks at it: the buttons, and the sentence where there is none."""

from dataclasses import dataclass

from policy.actions.versions import is_the_boards
from policy.models import Version
from policy.permissions import obstacle_to_bringing_into_force, obstacle_to_importing
from school.standing import Standing


@dataclass(frozen=True)
class Acts:
    may_keep: bool = False
    may_enter_history: bool = False
    may_bring_into_force: bool = False
    why_not_in_force: str = ""
    unsure: int = 0
    may_draft: bool = False
    open_draft: Version | None = None


def acts_for(version: Version, standing: Standing) -> Acts:
    """The doors for this reader; the actions ask again."""
    if obstacle_to_importing(standing):
        return Acts()
    if not version.is_draft:
        draft = version.policy.versions.drafts().first()
        return Acts(may_keep=True, may_draft=draft is None, open_draft=draft)
    unsure = version.clause_versions.filter(is_unsure=True).count()
    is_first = not version.policy.versions.approved().exists()
    obstacle = obstacle_to_bringing_into_force(
        standing, is_the_boards=is_the_boards(version.policy), unsure=unsure, effective_from=None
    )
    return Acts(
        may_keep=True,
        may_enter_history=is_first,
        may_bring_into_force=not obstacle,
        why_not_in_force=obstacle,
        unsure=unsure,
    )
