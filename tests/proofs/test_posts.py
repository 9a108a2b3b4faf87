"""Whatever people try, and whoever holds which office meanwhile, nobody decides on own words and nothing else goes out."""

import inspect

import pytest

from approvals import actions
from tests.proofs.browsing import quiet
from tests.proofs.posts import Posts
from tests.proofs.posts_facts import A_RULE_OF_ITS_OWN, FACTS, NOT_TRIED
from tests.proofs.posts_world import World
from tests.proofs.test_casework import run

pytestmark = pytest.mark.django_db
STEPS = 2_000


@pytest.mark.once
def test_whatever_people_try_the_promises_about_a_post_hold(posts_world: World) -> None:
    class Tried(Posts):
        steps = 0

    Tried.world = posts_world
    with quiet():
        run(Tried, steps=STEPS)

    assert len(FACTS.keys() & Tried.done.keys()) > len(FACTS) * 2 / 3, "Too few actions were ever allowed."
    assert min(Tried.done[one] for one in ("decide", "record_publication", "take_down")) > 0
    assert sum(Tried.done.values()) > STEPS / 4


def test_every_action_of_a_post_is_among_those_tried() -> None:
    taken = {name for name, one in vars(actions).items() if inspect.isfunction(one) and not name.startswith("_")}

    assert taken - FACTS.keys() - A_RULE_OF_ITS_OWN - NOT_TRIED.keys() == set(), (
        "See tests/proofs/posts.py: one line in FACTS."
    )
