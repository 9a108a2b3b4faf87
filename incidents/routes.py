"""Who leads and who reads a case by office: domain rules 3.2 (matrix) and 3.3 (conflicts) as one table.

A case has one route. The route says which offices read it, which lead it in which order, and
which are shut out whatever else their holder is. Nothing here asks the database.
"""

from dataclasses import dataclass

from django.db import models

PRINCIPAL = "principal"
VICE_PRINCIPAL = "vice_principal"
SLT = "slt"
DT = "designated_teacher"
DDT = "deputy_designated_teacher"
CHAIR = "chair"
VICE_CHAIR = "vice_chair"
GOVERNOR = "governor"


class Route(models.TextChoices):
    ORDINARY = "ordinary", "Ordinary"
    CHILD_PROTECTION = "child_protection", "Child protection"
    STAFF = "staff", "Staff"
    PRINCIPAL = "principal", "About the Principal"
    VICE_PRINCIPAL = "vice_principal", "About the Vice-Principal"
    DESIGNATED_TEACHER = "designated_teacher", "About the Designated Teacher"
    CHAIR = "chair", "About the Chair"
    GOVERNOR = "governor", "About a governor"


class Shut(models.TextChoices):
    """Offices that a case can be shut to: value is the office, stored as the column shut_<name>."""

    PRINCIPAL = PRINCIPAL, "Principal"
    VICE_PRINCIPAL = VICE_PRINCIPAL, "Vice-Principal"
    SLT = SLT, "senior leadership team"
    DT = DT, "Designated Teacher"
    DDT = DDT, "Deputy Designated Teacher"
    CHAIR = CHAIR, "Chair"
    VICE_CHAIR = VICE_CHAIR, "Vice-Chair"

    @property
    def column(self) -> str:
        return f"shut_{self.name.lower()}"


@dataclass(frozen=True)
class Rule:
    """One row of the table."""

    reads: frozenset[str]
    reads_with_child: frozenset[str]
    leads: tuple[str, ...]  # in order: the next stands in when nobody before can
    leads_beside: frozenset[str] = frozenset()  # decide together with whoever leads
    reads_when_sent: frozenset[str] = frozenset()  # read it when a clause sends the report to both of them
    takes: frozenset[str] = frozenset()  # may take it from the leading office with one press, when they read it
    lets_in: frozenset[str] = (
        frozenset()
    )  # shut out with the office concerned, but whoever leads may let them in by name


SAFEGUARDING = frozenset({DT, DDT})
GOVERNORS_LEAD = (CHAIR, VICE_CHAIR)
SCHOOL_LEADS = (PRINCIPAL, VICE_PRINCIPAL, *GOVERNORS_LEAD)

TABLE: dict[str, Rule] = {
    Route.ORDINARY: Rule(
        reads=frozenset({PRINCIPAL, VICE_PRINCIPAL}),
        reads_with_child=SAFEGUARDING,
        leads=SCHOOL_LEADS,
        takes=frozenset({VICE_PRINCIPAL}),
    ),
    Route.CHILD_PROTECTION: Rule(
        reads=SAFEGUARDING | {PRINCIPAL},
        reads_with_child=frozenset(),
        leads=(DT, DDT, PRINCIPAL, *GOVERNORS_LEAD),
        leads_beside=SAFEGUARDING,
    ),
    Route.STAFF: Rule(
        reads=frozenset({PRINCIPAL}),
        reads_with_child=SAFEGUARDING,
        leads=SCHOOL_LEADS,
        reads_when_sent=frozenset({VICE_PRINCIPAL}),
        takes=frozenset({VICE_PRINCIPAL}),
    ),
    Route.VICE_PRINCIPAL: Rule(
        reads=frozenset({PRINCIPAL}),
        reads_with_child=SAFEGUARDING,
        leads=(PRINCIPAL, *GOVERNORS_LEAD),
    ),
    Route.PRINCIPAL: Rule(
        reads=frozenset({CHAIR}),
        reads_with_child=SAFEGUARDING,
        leads=GOVERNORS_LEAD,
        lets_in=frozenset({VICE_PRINCIPAL}),
    ),
    Route.DESIGNATED_TEACHER: Rule(
        reads=frozenset({PRINCIPAL}),
        reads_with_child=frozenset({DDT}),
        leads=(PRINCIPAL, *GOVERNORS_LEAD),
    ),
    Route.CHAIR: Rule(
        reads=frozenset({VICE_CHAIR, PRINCIPAL}),
        reads_with_child=SAFEGUARDING,
        leads=(VICE_CHAIR, PRINCIPAL),
        leads_beside=frozenset({VICE_CHAIR, PRINCIPAL}),
    ),
    Route.GOVERNOR: Rule(
        reads=frozenset({CHAIR}),
        reads_with_child=SAFEGUARDING,
        leads=GOVERNORS_LEAD,
    ),
}

# The first office concerned decides the route; its row says who is shut out with it.
CONCERNED: tuple[tuple[str, str, frozenset[str]], ...] = (
    (PRINCIPAL, Route.PRINCIPAL, frozenset({PRINCIPAL, VICE_PRINCIPAL, SLT})),
    (CHAIR, Route.CHAIR, frozenset({CHAIR})),
    (VICE_PRINCIPAL, Route.VICE_PRINCIPAL, frozenset({VICE_PRINCIPAL})),
    (VICE_CHAIR, Route.GOVERNOR, frozenset({VICE_CHAIR})),
    (DT, Route.DESIGNATED_TEACHER, frozenset({DT})),
    (GOVERNOR, Route.GOVERNOR, frozenset()),
    (DDT, Route.STAFF, frozenset({DDT})),
)
# Whom a clause's own row sends a report to, where one word of the policy means several offices (clause rows, "tell").
SENT_TO_BOTH = "principal_or_vice_principal"
BOTH: frozenset[str] = frozenset({PRINCIPAL, VICE_PRINCIPAL})
BOARD: frozenset[str] = frozenset({CHAIR, VICE_CHAIR})
# A report of one of these by the person who would lead it is looked into by somebody else.
LOOKED_INTO_BY_ANOTHER: frozenset[str] = frozenset(
    {Route.STAFF, Route.VICE_PRINCIPAL, Route.PRINCIPAL, Route.DESIGNATED_TEACHER, Route.CHAIR, Route.GOVERNOR}
)


LET_IN: frozenset[str] = frozenset().union(*(rule.lets_in for rule in TABLE.values()))
# What keeps them out beside that office itself: somebody of the leadership team often holds both.
LET_IN_WITH: frozenset[str] = LET_IN | {SLT}


def route_for(*, concerns: str, offices: frozenset[str], child_protection: bool = False) -> str:
    """The route of a case about these people; taking it to child protection never reopens it to its subject."""
    for office, route, _ in CONCERNED:
        if office in offices and route != Route.STAFF:
            return route
    if child_protection:
        return Route.CHILD_PROTECTION
    return Route.STAFF if concerns == "staff" or DDT in offices else Route.ORDINARY


def shut_for(offices: frozenset[str]) -> frozenset[str]:
    """Every office to which a case about holders of these offices does not exist."""
    return frozenset().union(*(shut for office, _, shut in CONCERNED if office in offices))


def read_by(offices: frozenset[str]) -> list[str]:
    return sorted(route for route, rule in TABLE.items() if rule.reads & offices)


def read_with_child_by(offices: frozenset[str]) -> list[str]:
    return sorted(route for route, rule in TABLE.items() if rule.reads_with_child & offices)


def read_when_sent_by(offices: frozenset[str]) -> list[str]:
    return sorted(route for route, rule in TABLE.items() if rule.reads_when_sent & offices)


LEADING_OFFICES: frozenset[str] = frozenset(office for rule in TABLE.values() for office in rule.leads)
READING_OFFICES: frozenset[str] = LEADING_OFFICES.union(
    *(rule.reads | rule.reads_with_child | rule.reads_when_sent for rule in TABLE.values())
)
