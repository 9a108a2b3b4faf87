"""Who may keep the policy. Each function returns the obstacle as a sentence, or nothing.

Two offices prepare a policy, the Principal and the clerk; the board approves it. A policy that the
board has never taken over may be brought into force by the Principal, visibly without sign-off, so
that a new one can be used at once; from the board's first approval on only its signatures bring the
next version (docs/decisions/0031).
"""

from datetime import date

from school.models import Office
from school.standing import Standing

KEEPERS = (Office.PRINCIPAL, Office.CLERK)


def obstacle_to_importing(by: Standing) -> str:
    if by.is_active and by.holds(*KEEPERS):
        return ""
    return "The Principal and the clerk keep the policy. Ask one of them."


def obstacle_to_confirming(by: Standing) -> str:
    return obstacle_to_importing(by)


def obstacle_to_entering_history(by: Standing, *, is_first: bool, effective_from: date | None) -> str:
    """History is what held before the portal: only the first version of a policy can be that."""
    if obstacle := obstacle_to_importing(by):
        return obstacle
    if not is_first:
        return "This policy already has a version in the portal, so its next one can't be history."
    if effective_from is None:
        return "Enter the day from which this version held: the document gives no date of approval."
    if effective_from > by.today:
        return "History can't begin in the future. Enter a day that has passed."
    return ""


def obstacle_to_bringing_into_force(
    by: Standing, *, is_the_boards: bool, unsure: int, effective_from: date | None
) -> str:
    if not (by.is_active and by.holds(Office.PRINCIPAL)):
        return "The Principal brings a new policy into force. Ask the Principal."
    if is_the_boards:
        return (
            "The board has approved this policy, so its next version comes into force "
            "with the two signatures of a review. Open a review in the governors' site."
        )
    if unsure:
        return f"{unsure} clause{'s' if unsure > 1 else ''} still to be confirmed. Confirm them first."
    if effective_from is not None and effective_from < by.today:
        return "A version can't come into force in the past. Choose today or a later day."
    return ""
