"""Who may change who is who. Each function returns the obstacle as a sentence, or nothing.

Decision: nobody appoints himself; the Principal appoints staff offices; the Chair appoints the Principal, the
Vice-Principal and anyone acting; the clerk enters governors and the Chair confirms. Whoever has the mailbox of an
account has the account, so nobody changes the address of one that is in use alone (docs/decisions/0060).
"""

from collections.abc import Iterable
from uuid import UUID

from school.models import AddressChange, Appointment, Office, User
from school.models.offices import BOARD, NEEDS_CONFIRMATION, READS_CASES
from school.models.people import SEES_EVERYBODY, SEES_STAFF_AND_BOARD
from school.standing import Standing

APPOINTED_BY_CHAIR = (Office.PRINCIPAL, Office.VICE_PRINCIPAL, Office.CLERK)
KEEPS_PEOPLE = (Office.PRINCIPAL, Office.VICE_PRINCIPAL, Office.ADMINISTRATOR, Office.CLERK)
KEEPS_FAMILIES = (Office.PRINCIPAL, Office.VICE_PRINCIPAL)
LEADS_BOARD = (Office.CHAIR, Office.VICE_CHAIR, Office.DESIGNATED_GOVERNOR)
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
# The Chair leads a case about the Principal, so nobody is both; and whoever keeps accounts reads no cases.
APART = (
    ((Office.CHAIR, Office.VICE_CHAIR), (Office.PRINCIPAL, Office.VICE_PRINCIPAL)),
    ((Office.ADMINISTRATOR,), READS_CASES),
)


def _named(offices: Iterable[str], joint: str = " or ") -> str:
    return joint.join(f"the {Office(one).label}" for one in offices)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


# Offices ------------------------------------------------------------------------------------------


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
        return _sentence(f"{_named(may)} appoints to this office. Please ask them.")
    return ""


def obstacle_to_holding(office: str, held: Iterable[str], *, is_pupil: bool) -> str:
    """Offices that one human being may not hold together; `held` are those standing or to come."""
    if is_pupil:
        return "A pupil of the school cannot hold an office. Choose somebody else."
    others = set(held)
    for one, other in APART:
        for mine, theirs in ((one, other), (other, one)):
            clash = [name for name in theirs if name in others]
            if office in mine and clash:
                return (
                    f"This person is {_named(clash[:1])} and cannot be {_named([office])} too. End that office first."
                )
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
        return f"This is confirmed by {_named(may)}. Please ask them."
    return ""


def obstacle_to_ending(by: Standing, appointment: Appointment) -> str:
    """Anybody may lay down an office of their own; otherwise whoever appoints to it, or the Chair."""
    if by.person_id == appointment.person_id:
        return "" if by.is_active else "Your account was ended."
    may = {*appointers(appointment.office, acting=appointment.is_acting), Office.CHAIR}
    if not by.holds(*may):
        return "Only those who appoint to this office, or the Chair, may end it."
    return ""


# People and families ------------------------------------------------------------------------------


def obstacle_to_opening_people(by: Standing) -> str:
    """The People pages; everybody else gets the answer of an unknown address."""
    return (
        ""
        if by.holds(*SEES_EVERYBODY, *SEES_STAFF_AND_BOARD)
        else "This page is for those who keep the list of people."
    )


def obstacle_to_keeping_people(by: Standing) -> str:
    """Entering people and their work."""
    if by.holds(*KEEPS_PEOPLE):
        return ""
    return "The Principal, the Vice-Principal, the clerk or the administrator keeps this list. Please ask them."


def obstacle_to_seeing_pupils(by: Standing) -> str:
    """The list of all pupils and parents; anybody on the staff may look up one by name when recording."""
    if by.holds(*SEES_EVERYBODY):
        return ""
    return "The list of pupils is open to the Principal, the Vice-Principal and the Designated Teachers."


def obstacle_to_keeping_families(by: Standing, *adult_ids: UUID) -> str:
    """Pupils, classes and who is whose parent. A family link shuts people out of cases, so nobody changes their own."""
    if not by.holds(*KEEPS_FAMILIES):
        return "The Principal or the Vice-Principal enters pupils and families. Please ask them."
    if by.person_id in adult_ids:
        return "Ask somebody else to change your own family's links: they decide which cases you may read."
    return ""


def obstacle_to_looking_up(by: Standing) -> str:
    """Finding somebody by name while recording: all staff in the wide sense, two letters at least, ten rows at most."""
    return "" if by.is_active and by.is_staff else "Only staff may look up people when they record something."


# Accounts -----------------------------------------------------------------------------------------


def obstacle_to_opening_account(by: Standing, person_id: UUID, *, has_part: bool) -> str:
    """`has_part`: works here or holds an office. Pupils and parents have no accounts in this version."""
    if not by.holds(*KEEPS_PEOPLE):
        return "The Principal, the Vice-Principal, the clerk or the administrator opens accounts. Please ask them."
    if not has_part:
        return "Accounts are for staff and governors. Enter this person's work or office first."
    return ""


def obstacle_to_changing_account(by: Standing, user: User, offices_of_user: frozenset[str]) -> str:
    """Ending and reopening. `offices_of_user`: those standing or to come, whether or not the account is active."""
    if by.person_id == user.person_id:
        return "Ask somebody else to change your account: nobody does it alone."
    if not offices_of_user.isdisjoint((Office.CHAIR, Office.VICE_CHAIR)):
        may: tuple[str, ...] = LEADS_BOARD
    elif Office.PRINCIPAL in offices_of_user:
        may = (Office.CHAIR, Office.VICE_CHAIR)
    elif not offices_of_user.isdisjoint(READS_CASES):
        may = (Office.PRINCIPAL, Office.CHAIR)
    else:
        may = KEEPS_PEOPLE
    if by.holds(*may):
        return ""
    reads = "This person reads cases. " if may is not KEEPS_PEOPLE else ""
    return f"{reads}{_sentence(_named(may))} changes this account. Please ask them."


def obstacle_to_asking_for_address(by: Standing, user: User) -> str:
    if by.person_id == user.person_id:
        return "Ask somebody else to change your account: nobody does it alone."
    if not by.holds(*KEEPS_PEOPLE, Office.CHAIR):
        return f"{_sentence(_named(KEEPS_PEOPLE))} changes addresses. Please ask them."
    return ""


def needs_second_person_to_open(offices_of_user: frozenset[str]) -> bool:
    """A first account that opens cases is not given to a mailbox by one person alone. Nobody without one is named in a case."""
    return not offices_of_user.isdisjoint(READS_CASES)


def address_confirmers(offices_of_user: frozenset[str]) -> tuple[str, ...]:
    if not offices_of_user.isdisjoint((Office.CHAIR, Office.VICE_CHAIR)):
        return LEADS_BOARD
    if Office.PRINCIPAL in offices_of_user:
        return (Office.CHAIR, Office.VICE_CHAIR)
    return (Office.PRINCIPAL, Office.VICE_PRINCIPAL, Office.CHAIR, Office.VICE_CHAIR)


def obstacle_to_confirming_address(by: Standing, change: AddressChange, offices_of_user: frozenset[str]) -> str:
    if by.person_id == change.user.person_id:
        return "You cannot confirm a change of your own account. Somebody else must do so."
    if by.person_id == change.asked_by_id:
        return "You asked for this change, so a second person must confirm it."
    may = address_confirmers(offices_of_user)
    return "" if by.holds(*may) else f"This is confirmed by {_named(may)}. Please ask them."


# The school's settings ----------------------------------------------------------------------------


def obstacle_to_changing_settings(by: Standing) -> str:
    if by.holds(Office.PRINCIPAL, Office.CLERK):
        return ""
    return "The Principal or the clerk changes the school's settings. Please ask them."
