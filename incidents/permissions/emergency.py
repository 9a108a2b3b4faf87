"""Opening a case in an emergency: who says who may, and who may (decision 0047)."""

from incidents.models import EmergencyReader
from school.models import Office
from school.standing import Standing


def obstacle_to_keeping_emergency_readers(standing: Standing) -> str:
    """Domain rule 3.1: whoever hears of an opening also says who may: the Principal and the Chair."""
    if not standing.holds(Office.PRINCIPAL, Office.CHAIR):
        return "Only the Principal and the Chair say who may open a case in an emergency."
    return ""


def obstacle_to_being_an_emergency_reader(namer: Standing, named: Standing) -> str:
    """Decision 10: nobody names himself; technical rights never meet casework."""
    if namer.person_id == named.person_id:
        return "Nobody names or confirms himself. Ask the other of the two, Principal or Chair."
    if not named.is_active or not named.is_staff:
        return "Choose somebody who can sign in and works for the school or governs it."
    if named.holds(Office.ADMINISTRATOR):
        return "A system administrator opens no case. Choose somebody else."
    return ""


def obstacle_to_confirming_emergency_reader(standing: Standing, reader: EmergencyReader) -> str:
    if obstacle := obstacle_to_keeping_emergency_readers(standing):
        return obstacle
    if standing.person_id in (reader.person_id, reader.named_by_id):
        return "A second person confirms it: the Principal what the Chair named, and the other way round."
    return ""


def obstacle_to_opening_in_emergency(standing: Standing, *, is_named: bool) -> str:
    if not is_named or not standing.is_active or standing.holds(Office.ADMINISTRATOR):
        return "You are not named for emergencies. Telephone whoever leads the case."
    return ""
