"""Who keeps the photo consents, who reads them, and to whom it is said why a child is not shown.

Each function returns the obstacle as a sentence, or nothing. From the matrix of need-to-know: consents are open in full
to the Principal, the Vice-Principal and the Designated Teachers; a class teacher reads yes or no for the own class;
why a child is protected is for the safeguarding team, whatever other office somebody holds.
"""

from uuid import UUID

from audit.prepared import Prepared
from school.models import ClassTeacher, FamilyLink, Office, Pupil
from school.models.people import SEES_EVERYBODY
from school.standing import Standing

KEEPS_CONSENTS = SEES_EVERYBODY
KNOWS_WHY = (Office.PRINCIPAL, Office.DESIGNATED_TEACHER, Office.DEPUTY_DESIGNATED_TEACHER)
OWN_FAMILY = "This is a child of your own family. Ask a colleague who keeps the consents to do it."


def obstacle_to_keeping_consents(by: Standing, *, is_family: bool = False) -> str:
    """Entering what a family answered. Nobody enters an answer for a child of the own family."""
    if not by.holds(*KEEPS_CONSENTS):
        return "The Principal, the Vice-Principal and the Designated Teachers keep the photo consents. Please ask them."
    return OWN_FAMILY if is_family else ""


def obstacle_to_protecting(by: Standing, *, is_family: bool = False) -> str:
    """Setting and lifting the flag, and reading why it is set: the safeguarding team, not for the own family's child."""
    if not by.holds(*KNOWS_WHY):
        return "Only the Principal and the Designated Teachers protect a child from being shown. Please speak to them."
    if is_family:
        return "This is a child of your own family. The others of the safeguarding team decide this, and know why."
    return ""


def is_own_family(person_id: UUID, pupil: Pupil) -> bool:
    """Whether this person is, or ever was, entered as an adult of the child."""
    return FamilyLink.objects.filter(pupil=pupil, adult_id=person_id).exists()


_taught = Prepared(
    lambda _, person_id, day: (
        ClassTeacher.objects.on(day).filter(person_id=person_id).order_by().values_list("school_class_id")
    )
)


def classes_taught(by: Standing) -> set[UUID]:
    """The classes this person teaches today."""
    if not by.is_active or not by.staff_kinds:
        return set()
    return {school_class for (school_class,) in _taught(None, by.person_id, by.today)}
