"""The proofs of tests/proofs at length: `make drill`. Prints the lines of docs/reference/drills.md."""

import random
from typing import Any

import pytest

from tests.proofs import two_worlds
from tests.proofs.browsing import quiet
from tests.proofs.casework import Casework
from tests.proofs.casework_facts import A_RULE_OF_ITS_OWN, FACTS
from tests.proofs.casework_world import World
from tests.proofs.posts import Posts
from tests.proofs.posts_facts import FACTS as FACTS_OF_POSTS
from tests.proofs.posts_world import World as PostsWorld
from tests.proofs.test_casework import run
from tests.proofs.test_submissions import Stage, forged_submissions, hostile_queries, hostile_submissions

pytestmark = pytest.mark.django_db
MILESTONES = ("decide", "record_publication", "take_down")
STEPS, SUBMISSIONS, QUERIES = 20_000, 5_000, 1_000


def told(name: str, figure: object) -> None:
    print(f"| {name} | {figure} |")


def test_twenty_thousand_steps_of_casework(casework_world: World) -> None:
    class Tried(Casework):
        steps = 0

    Tried.world = casework_world
    run(Tried, steps=STEPS, first=random.randrange(10**6))

    assert FACTS.keys() | A_RULE_OF_ITS_OWN.keys() <= Tried.done.keys()
    told("things tried in casework", Tried.steps)
    told("sorts of act among them", len(Tried.done.keys() | Tried.refused.keys()))
    told("of them done, the rest refused", sum(Tried.done.values()))


def test_twenty_thousand_steps_of_posts(posts_world: PostsWorld) -> None:
    class Tried(Posts):
        steps = 0

    Tried.world = posts_world
    with quiet():
        run(Tried, steps=STEPS, first=random.randrange(10**6))

    assert FACTS_OF_POSTS.keys() - {"keep_up"} <= Tried.done.keys()  # no child leaves the school here
    told("things tried with posts", Tried.steps)
    told("sorts of act among them", len(Tried.done.keys() | Tried.refused.keys()))
    told("of them done, the rest refused", sum(Tried.done.values()))
    told("decisions, publications and take-downs among them", [Tried.done[one] for one in MILESTONES])


def test_two_worlds_at_length(seeded_demo: Any) -> None:
    with quiet():
        found = two_worlds.compare(seeded_demo, each=6, words=40)

    assert found.differences == []
    assert min(map(len, found.pages.values())) >= 200
    assert found.searches >= 500
    told("roles that looked at both worlds", len(found.pages))
    told("pages loaded in each world", sum(map(len, found.pages.values())))
    told("fewest pages of one role", min(map(len, found.pages.values())))
    told("searches in each world", found.searches)


def test_hostile_submissions_at_length(seeded_demo: Any) -> None:
    with quiet():
        stage = Stage(seeded_demo, tuple(two_worlds.accounts(seeded_demo)), each=2)
        judge = hostile_submissions(stage, SUBMISSIONS, seed=random.randrange(10**6))
        faults, tried = forged_submissions(stage, tries=4)
        faults += judge.faults + hostile_queries(stage, QUERIES)

    assert not faults, "\n".join(faults)
    told("hostile submissions", SUBMISSIONS)
    told("sorts of form they were sent to", len({form.kind for _, form in stage.forms}))
    told("sorts of form also sent with every other column", len(tried))
    told("hostile query strings", QUERIES)
    told("slowest answer, seconds of processor", f"{judge.slowest:.1f}")
