"""Who may do what in a review, and what stands in the way of a date, a quorum, a vote or a signature.

Each function returns the obstacle as a sentence, or nothing; those about a form return one sentence a field.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from policy.models import READS_REVIEWS
from policy.review_states import AWAITS_SIGNATURES, Decision, ReviewStatus
from school.models import Office
from school.standing import Standing

KEEPERS = (Office.CLERK, Office.PRINCIPAL, Office.CHAIR)
# Who is told that a review is due (domain part 5, step 12).
RESPONSIBLE = (Office.PRINCIPAL, Office.CHAIR, Office.CLERK)


def obstacle_to_reading(by: Standing) -> str:
    if by.is_active and by.holds(*READS_REVIEWS):
        return ""
    return "Reviews are read by the governors, the Principal and the clerk."


def obstacle_to_keeping(by: Standing) -> str:
    """Opening a review; entering the staff review, the meeting and the minute reference."""
    if by.is_active and by.holds(*KEEPERS):
        return ""
    return "The clerk, the Principal or the Chair keeps the review. You may read it here."


def obstacles_to_staff_review(*, held_on: date, took_part: int, today: date) -> dict[str, str]:
    found = {}
    if held_on > today:
        found["held_on"] = "The staff review cannot lie in the future. Enter it once it has taken place."
    if took_part < 1:
        found["took_part"] = "Enter how many staff took part, at least one."
    return found


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting as the clerk enters it, with what the portal knows of that day."""

    met_on: date
    today: date
    staff_reviewed_on: date | None
    decision: str
    has_new_text: bool
    has_text_in_force: bool
    quorum: int | None
    voting_members: int
    voters: frozenset[UUID]
    principals: frozenset[UUID]
    present: tuple[UUID, ...]
    proposer: UUID | None
    seconder: UUID | None
    votes_for: int
    votes_against: int = 0
    votes_abstained: int = 0
    apologies: tuple[UUID, ...] = ()
    withdrawn: tuple[UUID, ...] = ()
    principal: UUID | None = None
    explanation: str = ""
    names: dict[UUID, str] = field(default_factory=dict, compare=False)

    @property
    def voting(self) -> set[UUID]:
        """Those who count for the quorum of this item: voters present who did not withdraw."""
        return (set(self.present) & self.voters) - self.principals - set(self.withdrawn)

    def named(self, people: set[UUID]) -> str:
        return ", ".join(sorted(self.names.get(person, "Somebody") for person in people))


def obstacles_to_deciding(facts: MeetingFacts) -> dict[str, str]:
    """What keeps this meeting from deciding, by the field where it is put right (domain part 5, Guards)."""
    return {**_about_votes(facts), **_about_people(facts), **_about_decision(facts), **_about_day(facts)}


def _about_day(facts: MeetingFacts) -> dict[str, str]:
    if facts.met_on > facts.today:
        return {"met_on": "The meeting cannot lie in the future. Enter it once the board has met."}
    if facts.staff_reviewed_on is None:
        return {"met_on": "The staff have not reviewed the policy yet. Record the staff review first."}
    if facts.met_on < facts.staff_reviewed_on:
        return {
            "met_on": "The board met before the staff review. The staff review the policy on or before the day "
            "of the board's decision: correct the date, or put the policy before the board again."
        }
    return {}


def _about_people(facts: MeetingFacts) -> dict[str, str]:
    found = {}
    present, apologies = set(facts.present), set(facts.apologies)
    if barred := present & facts.principals:
        found["present"] = (
            f"The Principal attends without a vote: {facts.named(barred)} cannot count as a voting member."
        )
    elif strangers := present - facts.voters:
        found["present"] = (
            f"Not a voting member on that day: {facts.named(strangers)}. Untick the name, or correct the date."
        )
    elif len(facts.present) != len(present):
        found["present"] = "Somebody is ticked twice. Each person counts once."
    if twice := apologies & (present | {facts.principal}):
        found["apologies"] = f"Both present and with apologies: {facts.named(twice)}. Choose one."
    if absent := set(facts.withdrawn) - present:
        found["withdrawn"] = f"Only somebody present can withdraw: {facts.named(absent)} is not ticked as present."
    if facts.principal and facts.principal not in facts.principals:
        found["principal"] = "This person was not the Principal on that day. Correct the date, or leave the box empty."
    return found | _about_quorum(facts)


def _about_quorum(facts: MeetingFacts) -> dict[str, str]:
    if facts.quorum is None:
        return {"quorum": "Enter the quorum from your Scheme of Management. The portal assumes none."}
    if not 1 <= facts.quorum <= facts.voting_members:
        return {"quorum": f"The quorum lies between 1 and the {facts.voting_members} voting members in post."}
    if len(facts.voting) < facts.quorum:
        return {
            "present": f"The meeting was not quorate: {len(facts.voting)} voting members counted, {facts.quorum} are needed. "
            "The Principal and anybody who withdrew do not count. A meeting without a quorum decides nothing."
        }
    if len(facts.present) > facts.voting_members:
        return {"present": f"More people are ticked than the {facts.voting_members} voting members in post."}
    return {}


def _about_votes(facts: MeetingFacts) -> dict[str, str]:
    found = {}
    cast = facts.votes_for + facts.votes_against + facts.votes_abstained
    if cast > len(facts.voting):
        found["votes_for"] = (
            f"There are {cast} votes but only {len(facts.voting)} voting members took part. Correct the votes."
        )
    elif facts.votes_for <= facts.votes_against:
        found["votes_for"] = "No majority voted for this decision. Enter the decision that the majority took."
    for name, person in (("proposer", facts.proposer), ("seconder", facts.seconder)):
        if person not in facts.voting:
            found[name] = "Choose a voting member who was present and did not withdraw."
    if facts.proposer and facts.proposer == facts.seconder:
        found["seconder"] = "Nobody seconds a motion of their own. Choose another member."
    return found


def _about_decision(facts: MeetingFacts) -> dict[str, str]:
    approves = facts.decision in (Decision.APPROVE, Decision.APPROVE_WITH_CHANGES)
    if approves and not facts.has_new_text:
        return {
            "decision": "No new text is before the board. Choose “No change”, or put a draft before the board first."
        }
    if facts.decision == Decision.NO_CHANGE and not facts.has_text_in_force:
        return {
            "decision": "There is no text in force that could stay as it is. Approve the new text, or refer it back."
        }
    if facts.decision in (Decision.REFER_BACK, Decision.APPROVE_WITH_CHANGES) and not facts.explanation.strip():
        return {"explanation": "Say what the board wants changed, or why it refers the policy back."}
    return {}


@dataclass(frozen=True)
class SigningFacts:
    """What a signature meets: the review, the signer's line today, and the text's fingerprints."""

    status: str
    decision: str
    line: str
    may_sign: bool
    has_signed_before: bool
    is_line_signed: bool
    shown: str
    current: str
    bound: str
    before_the_board: str
    unsure: int = 0


def obstacle_to_signing(facts: SigningFacts) -> str:
    """The Chair's line is the Chair's, the second line the second signatory's; the text is the board's."""
    if facts.has_signed_before:
        return "You have signed this review already. One person never signs both lines."
    if not facts.may_sign:
        return "This review is signed by the Chair and by the second signatory. You may read it here."
    if facts.status == ReviewStatus.SIGNED:
        return "Both lines are signed already. A signed review never changes."
    if facts.status not in AWAITS_SIGNATURES:
        return "The board has not approved this text. Its meeting and its decision are recorded first."
    if facts.is_line_signed:
        return "This line is signed already. The other line is for the other signatory."
    return obstacle_of_text(facts)


def obstacle_of_text(facts: SigningFacts) -> str:
    """The signature binds one exact text: the one the board decided on, or its corrected form."""
    if facts.shown and facts.shown != facts.current:
        return "The text has changed since this page was shown. Read it again before you sign."
    if facts.bound and facts.bound != facts.current:
        return (
            "The text is no longer the one that was decided on: its fingerprint differs. "
            "Put the wording back, or send the review back with the reason."
        )
    if facts.unsure:
        return f"{facts.unsure} clauses of the draft are not confirmed yet. The Principal or the clerk confirms them first."
    if facts.decision == Decision.APPROVE_WITH_CHANGES and facts.current == facts.before_the_board:
        return "The board approved with changes, and the draft is still as it was. Make the changes first."
    return ""


def obstacle_to_returning(by: Standing, *, may_sign: bool, reason: str) -> str:
    """Refusing to sign, or setting a review aside."""
    if obstacle_to_keeping(by) and not may_sign:
        return "The clerk, the Principal, the Chair or a signatory sends a review back. You may read it here."
    if not reason.strip():
        return "Say why, so that whoever takes it up knows what to put right."
    return ""
