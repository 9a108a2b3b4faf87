"""Who may do what about official posts. Each function returns the obstacle, or "" when there is none.

Plain functions of a standing and a few facts: no database. Basis: the shipped register's entries on
approved official use (an official user is approved by the Principal or Vice-Principal; official use is
approved). That nobody decides on their own words is good practice added by the school, and domain
rule 2.5 of the design.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from approvals.models import Authorisation, Decision, PostTarget, PostVersion
from approvals.models.officials import Leave
from approvals.models.pictures import PictureMissing
from approvals.models.versions import Hands
from school.days import LONDON, local_date
from school.standing import Standing

APPROVERS = ("principal", "vice_principal")
_THEY = "the Principal or the Vice-Principal"


def _the_other(standing: Standing) -> str:
    """Whom somebody who may not decide turns to."""
    if standing.holds("principal") and standing.holds("vice_principal"):
        return "another person appointed Principal or Vice-Principal"
    return "the Vice-Principal" if standing.holds("principal") else "the Principal"


def _may_approve(standing: Standing) -> bool:
    return standing.is_active and standing.holds(*APPROVERS)


# Posts -------------------------------------------------------------------------------------------


def obstacle_to_deciding(standing: Standing, hands: Hands) -> str:
    """Why can I not approve this? Also the rule that the action repeats under the lock."""
    if not _may_approve(standing):
        return f"Only {_THEY} decides on an official post. They have been told that it waits."
    me = standing.person_id
    if me not in hands.all_ids:
        return ""
    if me == hands.created_by_id:
        reason = f"You wrote version {hands.n}"
    elif me in hands.editor_ids:
        reason = f"Words of yours stand in version {hands.n}"
    else:
        reason = "You asked for this post"
    return (
        f"{reason}, so {_the_other(standing)} decides. Nobody approves their own words. "
        "If nobody can decide, the Chair may appoint somebody to act."
    )


def obstacle_to_asking(standing: Standing, leave: Leave | None, *account_ids: UUID) -> str:
    """Only an active official user asks for a post, on accounts named in their entry."""
    if not standing.is_active or not standing.is_staff or leave is None:
        return (
            "Only official users ask for posts. You can pass something on to them instead, "
            f"or ask {_THEY} to name you as an official user."
        )
    if not leave.may_text:
        return f"Your entry as an official user does not cover text. Ask {_THEY} to name you for it."
    if not leave.account_ids.issuperset(account_ids):
        which = "this account" if len(account_ids) == 1 else "one of these accounts"
        return f"You are not an official user of {which}. Choose another one, or ask {_THEY}."
    return ""


def obstacle_to_editing(standing: Standing, author_id: UUID) -> str:
    """The author; or an approver, who by doing so can no longer decide on the words."""
    if standing.person_id == author_id or _may_approve(standing):
        return ""
    return "Only the author, the Principal and the Vice-Principal change the words of a post."


def obstacle_to_picturing(standing: Standing, leave: Leave | None) -> str:
    """Pictures are a leave of their own in the register. An approver may mend what an official user drafted."""
    if _may_approve(standing) or (leave is not None and leave.may_pictures):
        return ""
    return f"Your entry as an official user does not cover pictures. Ask {_THEY} to name you for them."


def obstacle_to_submitting(standing: Standing, author_id: UUID, leave: Leave | None, *account_ids: UUID) -> str:
    if standing.person_id != author_id:
        return "Only the author sends a post for approval. Tell them that your changes are in."
    return obstacle_to_asking(standing, leave, *account_ids)


def obstacle_to_recalling(standing: Standing, author_id: UUID) -> str:
    if standing.person_id == author_id:
        return ""
    return "Only the author takes a post back. You can decide on it, or withdraw it."


def obstacle_to_withdrawing(standing: Standing, author_id: UUID) -> str:
    """Stopping never waits: the author and either approver may always do it."""
    if standing.person_id == author_id or _may_approve(standing):
        return ""
    return "Only the author, the Principal and the Vice-Principal withdraw a post."


def obstacle_to_publishing(
    standing: Standing, leave: Leave | None, account_id: UUID, *, is_enabled: bool, is_overdue: bool = False
) -> str:
    """Re-asked at the very moment of publishing: an approval does not outlive its official user.

    `is_overdue`: the policy waits to be acknowledged again, and the day for it has passed.
    """
    if not is_enabled:
        return f"This account is switched off, so nothing is published there. Ask {_THEY} to switch it on."
    if not standing.is_active or not standing.is_staff or leave is None or account_id not in leave.account_ids:
        return (
            "Only an active official user of this account publishes there. "
            f"Ask {_THEY} to name you, or another official user to publish it."
        )
    return MUST_ACKNOWLEDGE if is_overdue else ""


MUST_ACKNOWLEDGE = (
    "You have not acknowledged the policy in force, and the day for it has passed, so you publish nothing for now. "
    "Acknowledge it on your first page; then you can publish at once."
)
NOT_THE_APPROVED_WORDS = (
    "These are not the words that were approved, so they are not published. "
    "Change the post and send it for approval again."
)


def obstacle_of_words(
    version: PostVersion, decision: Decision | Authorisation | None, *, lasts: timedelta, now: datetime
) -> str:
    """Everything but the person: re-checked at the moment of publishing, never remembered."""
    if decision is None or not decision.allows_out:
        return "This version was not approved, so it is not published. Send it for approval first."
    try:
        digest = version.true_digest()
    except PictureMissing as missing:
        return str(missing)
    if digest != version.digest or version.digest != decision.digest:
        return NOT_THE_APPROVED_WORDS
    if isinstance(decision, Authorisation) and not decision.is_true_to_template():
        return NOT_THE_APPROVED_WORDS
    if isinstance(decision, Authorisation) and not decision.has_its_template(local_date(now)):
        return (
            "The standing template it was made from is no longer in use, so it is not published. "
            "Withdraw it, copy its words, and send them for approval."
        )
    if decision.opens and now < decision.opens:
        opens = decision.opens.astimezone(LONDON)
        return f"This post goes out from {opens:%H:%M} on {opens.day} {opens:%B %Y}. Come back then."
    if now > decision.expires_at(lasts):
        return "The approval has lapsed. Change the post or give it a new time, and send it for approval again."
    return ""


def obstacle_of_target(target: PostTarget, decision: Decision | Authorisation) -> str:
    """Whether what stands ready is what was approved for this account, window and all."""
    narrowed = (target.not_before, target.not_after) == (decision.opens, decision.closes)
    is_placed = target.placement.version_id == decision.version_id and target.placement.account_id == target.account_id
    if target.version_id != decision.version_id or not narrowed or not is_placed:
        return NOT_THE_APPROVED_WORDS
    if str(target.account_id) in decision.dropped:
        return "The approver left this account out, so it is not published there."
    return ""


def obstacle_to_holding(standing: Standing) -> str:
    """Either approver may always stop what they approved, or what the other one did."""
    return "" if _may_approve(standing) else f"Only {_THEY} puts a post on hold. The author may withdraw it."


def obstacle_to_settling(standing: Standing, author_id: UUID) -> str:
    """Publishing less is stopping: the author and either approver."""
    return obstacle_to_withdrawing(standing, author_id) and f"Only the author and {_THEY} settle the rest of a post."


def obstacle_to_releasing(standing: Standing, hands: Hands) -> str:
    """Letting go on is like approving: never for words of one's own."""
    return obstacle_to_deciding(standing, hands)


def obstacle_to_taking_down(standing: Standing, leave: Leave | None) -> str:
    """Removal never waits: every official user in force, of whatever account, and either approver."""
    official = standing.is_active and standing.is_staff and leave is not None
    if official or _may_approve(standing):
        return ""
    return f"Only official users and {_THEY} take a post down. Tell one of them at once; they need no approval for it."


def obstacle_to_keeping_up(standing: Standing) -> str:
    """Whether a post stays up after a child in it has left is for those who approve."""
    return "" if _may_approve(standing) else f"Only {_THEY} lets it stay. You may take it down at once."


def obstacle_to_freezing(standing: Standing) -> str:
    return "" if _may_approve(standing) else f"Only {_THEY} freezes publishing, and ends a freeze."


def obstacle_to_checking(standing: Standing, leave: Leave | None, publisher_id: UUID) -> str:
    """A second pair of eyes is another person's."""
    if standing.person_id == publisher_id:
        return "You published it yourself, so somebody else looks at it."
    return (
        "" if not obstacle_to_taking_down(standing, leave) else f"Official users and {_THEY} check what was published."
    )


def obstacle_to_commenting(standing: Standing, author_id: UUID) -> str:
    """The author and the two offices talk about a post; others do not know of it before it is approved."""
    return obstacle_to_withdrawing(standing, author_id) and "Only the author and those who decide comment on a post."


# The register of official users and accounts -----------------------------------------------------


def obstacle_to_reading_registers(standing: Standing) -> str:
    """Staff see who speaks for the school (domain rule 3.2)."""
    if standing.is_active and standing.is_staff:
        return ""
    return "The list of official users is for staff and governors."


def obstacle_to_reading_figures(standing: Standing) -> str:
    """The two offices, and the Chair for the governors."""
    if standing.is_active and standing.holds(*APPROVERS, "chair"):
        return ""
    return "The figures are for the Principal, the Vice-Principal and the Chair."


def obstacle_to_keeping_registers(standing: Standing) -> str:
    """Accounts and official users are kept by the two offices that the policy names."""
    return "" if _may_approve(standing) else f"Only {_THEY} keeps the registers of accounts and official users."


def obstacle_to_appointing_stand_in(standing: Standing) -> str:
    """Anyone acting is appointed by the Chair (school.permissions asks again, of each person)."""
    if standing.is_active and standing.holds("chair"):
        return ""
    return "The Chair of the Board of Governors appoints somebody to act. Please ask them."


def obstacle_to_naming(standing: Standing, person_id: UUID, *, is_staff: bool) -> str:
    """Nobody names himself, whichever of the two offices he holds."""
    if obstacle := obstacle_to_keeping_registers(standing):
        return obstacle
    if standing.person_id == person_id:
        return f"Nobody names themselves as an official user. Ask {_the_other(standing)} to name you."
    if not is_staff:
        return "An official user is somebody who works, volunteers or governs here. Choose one of the staff."
    return ""


def obstacle_to_acknowledging(standing: Standing, person_id: UUID) -> str:
    if standing.is_active and standing.person_id == person_id:
        return ""
    return "Only the person named can acknowledge this, in their own words and with their own sign-in."


def obstacle_to_suspending(standing: Standing, person_id: UUID) -> str:
    """Also for letting an official user go on again: never for oneself."""
    if obstacle := obstacle_to_keeping_registers(standing):
        return obstacle
    if standing.person_id == person_id:
        return f"This is your own entry, so {_the_other(standing)} decides. You can give it up at any time."
    return ""


def obstacle_to_ending(standing: Standing, person_id: UUID) -> str:
    return "" if standing.person_id == person_id else obstacle_to_keeping_registers(standing)


# Passing something on ----------------------------------------------------------------------------


def obstacle_to_suggesting(standing: Standing) -> str:
    """Everybody on the staff may; the policy's own way for what is not theirs to post."""
    if standing.is_active and standing.is_staff:
        return ""
    return "Staff pass things on here. Please hand it to the school office instead."


def obstacle_to_using(standing: Standing, leave: Leave | None) -> str:
    if standing.is_active and standing.is_staff and leave is not None:
        return ""
    return f"Only official users turn this into a post. {_THEY.capitalize()} can name one."


def obstacle_to_declining(standing: Standing, leave: Leave | None) -> str:
    if _may_approve(standing) or not obstacle_to_using(standing, leave):
        return ""
    return "Only official users, the Principal and the Vice-Principal settle what was passed on."


def obstacle_to_looking(standing: Standing, sender_id: UUID) -> str:
    """Pictures in which other people's children may be: the two offices, and never the sender's own."""
    if not _may_approve(standing):
        return f"Only {_THEY} looks first at pictures in which other people's children may be."
    if standing.person_id == sender_id:
        return f"You sent this picture yourself, so {_the_other(standing)} looks at it."
    return ""
