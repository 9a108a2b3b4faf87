"""What the tests of cases share."""

import pytest

from incidents.models import Incident
from policy.models import Version
from school.models import Person, School
from tests.factories.incidents import Offices, PolicyFactory, ReportFactory


@pytest.fixture
def offices(school: School) -> dict[str, Person]:
    """A school with somebody in every office."""
    return Offices()


@pytest.fixture
def rules(db: None) -> Version:
    """A small policy in force: a few entries of the shipped register and one rule that it does not know."""
    return PolicyFactory(
        {
            "7.0a": ("pupil", ["INFORM_PARENTS"]),
            "7.0b": ("pupil", ["INFORM_PARENTS"]),
            "7.0c": ("pupil", ["DECIDE_FURTHER_ACTION"]),
            "7.3": ("pupil", ["RESTRICT_ICT"]),
            "9.1": ("staff", ["INVESTIGATE"]),
            "9.17a": ("staff", ["INVESTIGATE"]),
            "9.17b": ("staff", ["RECORD_ACTION"]),
            "unknown": ("pupil", ["SUPPORT_PUPIL", "CONSIDER_REDRESS"]),
        }
    )


@pytest.fixture
def received(offices: dict[str, Person]) -> Incident:
    """A report about a pupil, filed on Monday 9 November 2026 at nine: the look is due that day, the rest on Tuesday."""
    return ReportFactory().incidents.get()
