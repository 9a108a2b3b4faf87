"""The page "Who may see what", held against the matrix of the domain rules, written out by hand, and against real cases."""

import pytest

from incidents import actions, matrix
from incidents.matrix import (
    BESIDE,
    LEADS,
    LET_IN,
    NAMED,
    NOTHING,
    READS,
    SHUT,
    STANDS_IN,
    TAKES,
    WHEN_SENT,
    WITH_CHILD,
    cell,
)
from incidents.models import Incident
from incidents.routes import TABLE, Route
from school.standing import standing_of
from tests.factories.incidents import THEN, PolicyFactory, ReportFactory, clause
from tests.factories.school import PupilFactory

pytestmark = pytest.mark.django_db
P, VP, DT, DDT, CH, VCH = (
    "principal", "vice_principal", "designated_teacher", "deputy_designated_teacher", "chair", "vice_chair",
)  # fmt: skip
# Rows of 3.2 and 3.3: office by office in this order; SLT and governors have nothing by office but where they are shut out.
COLUMNS = (P, VP, "slt", DT, DDT, CH, VCH, "governor")
BY_HAND = {
    "ordinary": (LEADS, TAKES, NAMED, WITH_CHILD, WITH_CHILD, STANDS_IN, STANDS_IN, NOTHING),
    "child_protection": (READS, NAMED, NAMED, LEADS, BESIDE, STANDS_IN, STANDS_IN, NOTHING),
    "staff": (LEADS, WHEN_SENT, NAMED, WITH_CHILD, WITH_CHILD, STANDS_IN, STANDS_IN, NOTHING),
    "principal": (SHUT, LET_IN, SHUT, WITH_CHILD, WITH_CHILD, LEADS, STANDS_IN, NOTHING),
    "vice_principal": (LEADS, SHUT, NAMED, WITH_CHILD, WITH_CHILD, STANDS_IN, STANDS_IN, NOTHING),
    "designated_teacher": (LEADS, NAMED, NAMED, SHUT, WITH_CHILD, STANDS_IN, STANDS_IN, NOTHING),
    "chair": (BESIDE, NAMED, NAMED, WITH_CHILD, WITH_CHILD, SHUT, LEADS, NOTHING),
    "governor": (NAMED, NAMED, NAMED, WITH_CHILD, WITH_CHILD, LEADS, STANDS_IN, NOTHING),
}


@pytest.mark.once
def test_the_hand_written_matrix_names_every_route_and_office():
    assert set(BY_HAND) == set(TABLE) == set(Route.values)
    assert matrix.OFFICES == COLUMNS


@pytest.mark.once
@pytest.mark.parametrize("route", BY_HAND)
def test_the_table_says_what_the_matrix_says(route):
    assert tuple(cell(route, office) for office in COLUMNS) == BY_HAND[route]


FACTS = {
    "ordinary": {"concerns": "parent"},
    "child_protection": {"concerns": "pupil"},
    "staff": {"concerns": "staff"},
    "principal": {"concerns": "staff", "about": [P]},
    "vice_principal": {"concerns": "staff", "about": [VP]},
    "designated_teacher": {"concerns": "staff", "about": [DT]},
    "chair": {"concerns": "staff", "about": [CH]},
    "governor": {"concerns": "staff", "about": ["governor"]},
}
SEEN = {
    (False, False): {LEADS, BESIDE, READS, TAKES},
    (True, False): {LEADS, BESIDE, READS, TAKES, WITH_CHILD},
    (False, True): {LEADS, BESIDE, READS, TAKES, WHEN_SENT},
}


@pytest.mark.parametrize(("with_child", "to_both"), SEEN)
@pytest.mark.parametrize("route", BY_HAND)
def test_what_the_page_says_is_what_a_case_does(route, with_child, to_both, offices):
    rule = clause(PolicyFactory({"x": ("staff", [])}, tell=["principal_or_vice_principal"]), "x")
    facts = FACTS[route] | ({"affected": [PupilFactory().person]} if with_child else {})
    case = ReportFactory(**facts, clauses=[rule.pk] if to_both else []).incidents.get()
    if route == "child_protection":
        actions.take_to_child_protection(pk=case.pk, by=offices[DT].pk, now=THEN)
    case.refresh_from_db()

    assert case.route == route
    seen = {one for one in COLUMNS if Incident.objects.visible_to(standing_of(offices[one].pk, THEN)).exists()}
    assert seen == {one for one in COLUMNS if cell(route, one) in SEEN[with_child, to_both]}
    assert cell(route, case.lead_office) == LEADS


def test_everybody_who_signs_in_can_read_it(client_of, offices):
    for office in ("slt", "clerk", "principal"):
        text = client_of(offices[office]).get("/incidents/who-may-see/").content.decode()
        assert "Reads when a child is in it" in text
        assert "Does not exist" in text
