"""Whatever people try, and whoever holds which office meanwhile, the promises about a case hold (trust A12, A22)."""

import inspect
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from incidents import actions
from tests.proofs.casework import Casework
from tests.proofs.casework_facts import A_RULE_OF_ITS_OWN, FACTS, NOT_TRIED
from tests.proofs.casework_world import World
from tests.proofs.trying import Trying

pytestmark = pytest.mark.django_db
STEPS = 2_000


def run(machine: type[Trying], *, steps: int, first: int = 1) -> None:
    """Play examples, four from each seed, until `steps` things were tried. One that fails is shown whole, not shrunk."""
    chosen = settings(
        max_examples=4, stateful_step_count=50, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    for number in count(first):
        if machine.steps >= steps:
            return
        run_state_machine_as_test(seed(number)(machine), settings=chosen)


@pytest.mark.once
def test_whatever_people_try_the_promises_about_a_case_hold(casework_world: World) -> None:
    class Tried(Casework):
        steps = 0

    Tried.world = casework_world
    run(Tried, steps=STEPS)

    assert len(FACTS.keys() & Tried.done.keys()) > len(FACTS) * 2 / 3, "Too few actions were ever allowed."
    assert sum(Tried.done.values()) > STEPS / 4


def test_every_action_of_a_case_is_among_those_tried() -> None:
    taken = {name for name, one in vars(actions).items() if inspect.isfunction(one) and not name.startswith("_")}

    assert taken - FACTS.keys() - A_RULE_OF_ITS_OWN.keys() - NOT_TRIED.keys() == set(), (
        "See tests/proofs/casework.py: one line in FACTS."
    )
