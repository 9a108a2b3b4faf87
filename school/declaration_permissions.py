"""Who declares, who reads it, and who notes that they know. Each returns the obstacle as a sentence, or nothing.

Which offices read, count and note a kind of declaration stands in its row, not here.
"""

from school.models import Declaration, DeclarationKind
from school.standing import Standing


def obstacle_to_declaring(by: Standing) -> str:
    return "" if by.is_active and by.is_staff else "Declarations are for those who work at the school, and the Board."


def obstacle_to_changing_declaration(by: Standing, row: Declaration) -> str:
    """Renewing and ending: one's own alone."""
    if by.is_active and by.person_id == row.person_id:
        return ""
    return "Only the person who declared this may renew or end it."


def obstacle_to_noting(by: Standing, row: Declaration) -> str:
    """Noting that one knows; nobody notes a declaration of their own."""
    if not by.holds(*row.kind.noted_by):
        return "Somebody of the senior leadership team notes this. Please ask them."
    if by.person_id == row.person_id:
        return "You cannot note your own declaration. Somebody else of the senior leadership team must do so."
    return ""


def kinds_read(by: Standing) -> list[DeclarationKind]:
    """The kinds of which this person reads everybody's."""
    return [kind for kind in DeclarationKind.objects.all() if by.holds(*kind.read_by)]


def kinds_counted(by: Standing) -> list[DeclarationKind]:
    """The kinds of which this person learns how many there are, and no more."""
    return [kind for kind in DeclarationKind.objects.all() if by.holds(*kind.counted_by)]
