"""Who may change who is who. Each function returns the obstacle as a sentence, or nothing.

Decision: nobody appoints himself; the Principal appoints staff offices; the Chair appoints the Principal, the
Vice-Principal and anyone acting; the clerk enters governors and the Chair confirms.
"""

from uuid import UUID

from school.models import Appointment, Office, User
from school.models.offices import BOARD, NEEDS_CONFIRMATION, READS_CASES
from school.standing import Standing

APPOINTED_BY_CHAIR = (Office.PRINCIPAL, Office.VICE_PRINCIPAL, Office.CLERK)
KEEPS_PEOPLE = (Office.PRINCIPAL, Office.VICE_PRINCIPAL, Office.ADMINISTRATOR, Office.CLERK)
CONFIRMED_BY: dict[str, tuple[str, ...]] = {
    Office.PRINCIPAL: (Office.VICE_CHAIR, Office.DESIGNATED_GOVERNOR),
    Office.VICE_PRINCIPAL: (Office.PRINCIPAL, Office.VICE_CHAIR),
    Office.DESIGNATED_TEACHER: (Office.CHAIR, Office.VICE_CHAIR),
    Office.DEPUTY_DESIGNATED_TEACHER: (Office.CHAIR, Office.VICE_CHAIR),
    Office.GOVERNOR: (Office.CHAIR, Office.VICE_CHAIR),
    Office.DESIGNATED_GOVERNOR: (Office.CHAIR, Office.VICE_CHAIR),
    Office.CHAIR: (Office.CHAIR, Office.VICE_CHAIR, Office.PRINCIPAL),
    Office.VICE_CHAIR: (Office.CHAIR, Office.PRINCIPAL),
}


def appointers(office: str, *, acting: bool = False) -> tuple[str, ...]:
    """The offices that may appoint to `office`."""
    if office in BOARD:
        return (Office.CLERK,)
    if acting or office in APPOINTED_BY_CHAIR:
        return (Office.CHAIR,)
    return (Office.PRINCIPAL,)


def obstacle_to_appointing(by: Standing, person_id: UUID, office: str, *, acting: bool = False) -> str:
    if by.person_id == person_id:
        return "Nobody appoints himself or herself. Ask somebody else who may appoint to this office."
    may = appointers(office, acting=acting)
    if not by.holds(*may):
        names = " or ".join(Office(one).label for one in may)
        return f"The {names} appoints to this office. Please ask them."
    return ""


def obstacle_to_confirming(by: Standing, appointment: Appointment) -> str:
    if appointment.office not in NEEDS_CONFIRMATION:
        return "This office needs no confirmation."
    if by.person_id == appointment.person_id:
        return "You cannot confirm your own appointment. Somebody else who may confirm it must do so."
    if by.person_id == appointment.appointed_by_id:
        return "You made this appointment, so a second person must confirm it."
    may = CONFIRMED_BY[appointment.office]
    if not by.holds(*may):
        return f"This is confirmed by the {' or the '.join(Office(one).label for one in may)}."
    return ""


def obstacle_to_ending(by: Standing, appointment: Appointment) -> str:
    if by.person_id == appointment.person_id and not by.holds(Office.ADMINISTRATOR):
        return ""
    may = {*appointers(appointment.office, acting=appointment.is_acting), Office.CHAIR}
    if not by.holds(*may) or by.person_id == appointment.person_id:
        return "Only those who appoint to this office, or the Chair, may end it."
    return ""


def obstacle_to_keeping_people(by: Standing) -> str:
    """Entering people, their work and their families."""
    return "" if by.holds(*KEEPS_PEOPLE) else "The Principal, the Vice-Principal, the clerk or the administrator keeps this list."


def obstacle_to_seeing_pupils(by: Standing) -> str:
    """The list of all pupils; anybody on the staff may look up one by name when recording."""
    if by.holds(Office.PRINCIPAL, Office.VICE_PRINCIPAL, Office.DESIGNATED_TEACHER, Office.DEPUTY_DESIGNATED_TEACHER):
        return ""
    return "The list of pupils is open to the Principal, the Vice-Principal and the Designated Teachers."


def obstacle_to_changing_account(by: Standing, user: User, offices_of_user: frozenset[str]) -> str:
    """An administrator alone may not touch the account of somebody who reads cases."""
    if by.person_id == user.person_id:
        return "Ask somebody else to change your account: nobody does it alone."
    if not offices_of_user.isdisjoint(READS_CASES):
        if by.holds(Office.PRINCIPAL, Office.CHAIR):
            return ""
        return "This person reads cases, so the Principal or the Chair changes the account, and the person and the Chair are told."
    if by.holds(Office.PRINCIPAL, Office.VICE_PRINCIPAL, Office.ADMINISTRATOR, Office.CLERK):
        return ""
    return "The Principal, the Vice-Principal, the clerk or the administrator changes accounts."


def obstacle_to_changing_settings(by: Standing) -> str:
    if by.holds(Office.PRINCIPAL, Office.CLERK):
        return ""
    return "The Principal or the clerk changes the school's settings."
