"""The demo's policy is the restated register, with the past that the school's document tells."""

import pytest

from policy.demo import build, restated
from policy.models import Clause
from policy.reading.proposal import propose
from policy.register import shipped_clauses
from tests.factories.school import OfficeHolderFactory


class World(dict):
    def __init__(self, **people):
        super().__init__()
        self.people = people


@pytest.fixture
def version(db, now):
    world = World(principal=OfficeHolderFactory("principal"))
    return build(world, now)


def test_every_restated_clause_is_joined_to_its_own_entry():
    document = restated()

    joined = {
        one.number: one.register_code for _, _, clauses in propose(document, shipped_clauses()) for one in clauses
    }

    assert {number for number, code in joined.items() if number != code} == set()


def test_the_demo_holds_seventy_one_clauses_and_no_cover(version):
    assert version.clause_versions.count() == 71
    assert not version.clause_versions.filter(is_unsure=True).exists()
    assert not Clause.objects.filter(register_code__startswith="0.").exists()


def test_it_counts_from_the_last_day_of_november_2020_and_stays_incomplete(version):
    assert str(version.effective_from) == "2020-11-30"
    assert version.is_history
    assert version.sign_off == "incomplete"
    assert version.claimed["staff_review"] == "5/12/20"
    assert [one["filled"] for one in version.claimed["signatures"]] == [False, False]
