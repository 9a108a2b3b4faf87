"""Who may see what, as a page shows it: written from the one table of routes, so that it cannot say anything else."""

from dataclasses import dataclass

from incidents import routes
from incidents.permissions import office_words
from incidents.routes import CONCERNED, TABLE, Route, Shut

OFFICES = (
    routes.PRINCIPAL,
    routes.VICE_PRINCIPAL,
    routes.SLT,
    routes.DT,
    routes.DDT,
    routes.CHAIR,
    routes.VICE_CHAIR,
    routes.GOVERNOR,
)
LEADS, BESIDE, READS, TAKES = "Leads", "Reads, and may lead", "Reads", "Reads, and may take it"
WITH_CHILD, WHEN_SENT = "Reads when a child is in it", "Reads when a rule sends it to both, and may take it"
STANDS_IN, NAMED, SHUT = "Only when standing in", "Only when named", "Does not exist"
LET_IN = "Does not exist, unless whoever leads lets them in by name"
NOTHING = "Nothing by this office"


@dataclass(frozen=True)
class Conflict:
    """When this office is concerned: who leads, and for whom the case does not exist."""

    concerned: str
    leads: str
    shut: str


def cell(route: str, office: str) -> str:
    """What holding this office gives in a case of this route, before anybody's own conflict."""
    rule = TABLE[route]
    rows = (
        (office in rule.lets_in, LET_IN),
        (office in shut_by(route), SHUT),
        (office == rule.leads[0], LEADS),
        (office in rule.leads_beside, BESIDE),
        (office in rule.reads and office in rule.takes, TAKES),
        (office in rule.reads, READS),
        (office in rule.reads_when_sent, WHEN_SENT),
        (office in rule.reads_with_child, WITH_CHILD),
        (office in rule.leads, STANDS_IN),
        (office == routes.GOVERNOR, NOTHING),
    )
    return next((words for holds, words in rows if holds), NAMED)


def shut_by(route: str) -> frozenset[str]:
    """Offices for which a case of this route never exists: a route about an office is called as the office is."""
    return routes.shut_for(frozenset({route}))


def table() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each route with its cells, each cell with the words of its office."""
    return [(Route(route).label, [(office_words(one), cell(route, one)) for one in OFFICES]) for route in TABLE]


def conflicts() -> list[Conflict]:
    words = {one.value: str(one.label) for one in Shut}
    return [
        Conflict(
            office_words(office),
            ", then ".join(office_words(one) for one in TABLE[route].leads),
            ", ".join(words[one] for one in words if one in shut) or "whoever of them is concerned",
        )
        for office, route, shut in CONCERNED
    ]
