"""Whoever leads a case reads whether the person concerned had declared it, and since when: no more, and never as a fault."""

from datetime import timedelta
from uuid import uuid4

import pytest

from incidents.declared import declared_lines
from school import actions as keeping
from tests.factories.incidents import THEN, IncidentFactory, PolicyFactory, clause
from tests.factories.school import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(offices):
    return StaffFactory()


@pytest.fixture
def case(offices, teacher):
    rules = PolicyFactory({"9.4a": ("staff", [])})
    facts = {"lead": offices["principal"], "concerns": "staff", "concerned": [teacher]}
    return IncidentFactory("being_handled", clauses=[clause(rules, "9.4a")], **facts)


def declare(person, now):
    return keeping.declare(kind="friend_declaration", whom="A. B.", once=uuid4(), by=person, now=now)


def test_a_missing_declaration_is_told_as_no_fault(case):
    (line,) = declared_lines(case)

    assert "nothing declared" in line
    assert "nothing follows from this" in line


@pytest.mark.parametrize(("days", "words"), [(-30, "before this happened"), (3, "after this happened")])
def test_the_leader_reads_since_when_and_not_with_whom(days, words, case, teacher, offices, client_of):
    declare(teacher, THEN + timedelta(days=days))

    page = client_of(offices["principal"]).get(f"/incidents/{case.pk}/").content.decode()

    assert words in page
    assert "A. B." not in page


def test_nobody_who_only_reads_the_case_learns_it(case, teacher, offices, client_of):
    declare(teacher, THEN)
    readers = [person for office, person in offices.items() if office != "principal"]

    assert not [
        one for one in readers if "What was declared" in client_of(one).get(f"/incidents/{case.pk}/").content.decode()
    ]


def test_a_case_of_another_kind_asks_nothing(offices, teacher):
    rules = PolicyFactory({"9.13": ("staff", [])})
    declare(teacher, THEN)
    case = IncidentFactory(
        "being_handled",
        lead=offices["principal"],
        concerns="staff",
        concerned=[teacher],
        clauses=[clause(rules, "9.13")],
    )

    assert declared_lines(case) == []
