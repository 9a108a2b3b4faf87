"""What the people concerned have declared, where the kind of the case makes it matter: whether and since when, no more.

Shown to whoever leads the case. A missing declaration is never a fault, and the sentence says so.
"""

from django.utils.formats import date_format

from incidents.models import Incident
from incidents.register import declaration_kinds
from school.declarations import declared_by
from school.models import DeclarationKind

NOTHING = "{who}: nothing declared ({what}). Nobody has to declare it, so nothing follows from this."
STOOD = "{who}: declared since {since} ({what}), so before this happened."
LATER = "{who}: declared on {since} ({what}), after this happened."


def declared_lines(incident: Incident) -> list[str]:
    """A sentence for each person concerned and each declaration that bears on the kinds of this case."""
    by_kind = declaration_kinds()
    wanted = sorted({by_kind[kind.code] for kind in incident.kinds.all() if kind.code in by_kind})
    people = [one for one in incident.concerned if one.person_id]
    if not wanted or not people:
        return []
    happened_on = incident.report.happened_on
    found = declared_by((one.person_id for one in people), wanted, happened_on)
    names = dict(DeclarationKind.objects.filter(pk__in=wanted).values_list("code", "name"))
    lines = []
    for one in people:
        for code in wanted:
            known = found.get((one.person_id, code))
            sentence = NOTHING if known is None else STOOD if known.stood else LATER
            since = date_format(known.since, "j F Y") if known else ""
            lines.append(sentence.format(who=one, what=names[code].lower(), since=since))
    return lines
