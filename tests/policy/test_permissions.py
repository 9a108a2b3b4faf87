"""Who may keep the policy, asked as plain functions."""

import uuid
from datetime import date
from itertools import product

import pytest

from policy.models import Version
from policy.permissions import (
    obstacle_to_bringing_into_force,
    obstacle_to_confirming,
    obstacle_to_entering_history,
    obstacle_to_importing,
)
from policy.states import MOVES, VersionStatus, WrongState
from school.models import Office
from school.standing import Standing

TODAY = date(2026, 11, 10)
FREE = {"is_the_boards": False, "unsure": 0, "effective_from": TODAY}


def standing(*offices, is_active=True):
    return Standing(uuid.uuid4(), frozenset(offices), frozenset(), TODAY, is_active)


@pytest.mark.parametrize("office", Office.values)
@pytest.mark.parametrize("obstacle", [obstacle_to_importing, obstacle_to_confirming])
def test_only_the_principal_and_the_clerk_keep_the_policy(obstacle, office):
    assert (obstacle(standing(office)) == "") is (office in {"principal", "clerk"})


def test_an_account_that_ended_keeps_nothing():
    gone = standing("principal", is_active=False)

    assert obstacle_to_importing(gone)
    assert obstacle_to_bringing_into_force(gone, **FREE)


@pytest.mark.parametrize("office", Office.values)
def test_only_the_principal_brings_a_new_policy_into_force(office):
    assert (obstacle_to_bringing_into_force(standing(office), **FREE) == "") is (office == "principal")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"is_the_boards": True}, "two signatures"),
        ({"unsure": 1}, "1 clause still to be confirmed"),
        ({"unsure": 3}, "3 clauses still to be confirmed"),
        ({"effective_from": date(2026, 11, 9)}, "in the past"),
    ],
)
def test_what_stands_in_the_principals_way_is_said(change, said):
    assert said in obstacle_to_bringing_into_force(standing("principal"), **(FREE | change))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"is_first": False}, "already has a version"),
        ({"effective_from": None}, "gives no date"),
        ({"effective_from": date(2026, 11, 11)}, "in the future"),
        ({}, ""),
    ],
)
def test_history_is_the_first_version_and_lies_behind_us(change, said):
    given = {"is_first": True, "effective_from": date(2020, 11, 30)} | change

    found = obstacle_to_entering_history(standing("clerk"), **given)

    assert found == "" if not said else said in found


@pytest.mark.parametrize(("start", "target"), list(product(VersionStatus, VersionStatus)))
def test_only_listed_moves_are_taken(start, target):
    version = Version(label="1", status=start)

    if target in MOVES[start]:
        version.move_to(target)
        assert version.status == target
    else:
        with pytest.raises(WrongState):
            version.move_to(target)
