"""Two workers end together: whole modules, the heaviest first, and the tests of one demo school with one worker.

Also says, after each run, which modules took longest, so that growth is seen (docs/decisions/0009-the-time-of-tests.md).
"""

from collections import Counter
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

SHOWN = 10
DEMO = "the demo school"
# They ask for the fixture `demo`, and whoever builds it for one of them has it for all.
OF_THE_DEMO = (
    "tests/approvals/test_demo.py",
    "tests/bench/test_bench.py",
    "tests/incidents/test_demo.py",
    "tests/incidents/test_heard_of.py",
    "tests/policy/test_review_demo.py",
    "tests/school/test_demo.py",
    "tests/test_silence.py",
)
# Their tests share nothing that has to be with one worker, so any may take any of them.
APART = ("tests/browser/test_journeys.py", "tests/browser/test_pages.py")
# By what they were seen to take, longest first; whatever is not named here comes after, modules of many tests first.
HEAVIEST = (
    "tests/test_access.py",
    "tests/proofs/test_reaching.py",
    "tests/test_all_or_nothing.py",
    "tests/proofs/test_submissions.py",
    "tests/approvals/test_race.py",
    "tests/proofs/test_casework.py",
    "tests/proofs/test_posts.py",
    "tests/browser/test_pages.py",
    "tests/browser/test_journeys.py",
    "tests/browser/test_post_on_a_phone.py",
    DEMO,
    "tests/incidents/test_stories.py",
    "tests/config/test_production.py",
    "tests/approvals/test_old_posts.py",
    "tests/files/test_hostile.py",
    "tests/incidents/test_list.py",
    "tests/audit/test_tampering.py",
    "tests/school/test_pages.py",
    "tests/config/test_serve.py",
    "tests/policy/test_admin_probing.py",
    "tests/browser/test_policy_into_use.py",
    "tests/audit/test_verify.py",
)


def module_of(nodeid: str) -> str:
    return nodeid.split("::", 1)[0]


def scope_of(nodeid: str) -> str:
    """What stays together with one worker: a module, since some build a whole school for their tests."""
    module = module_of(nodeid)
    if module in APART:
        return nodeid
    return DEMO if module in OF_THE_DEMO else module


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The heaviest first, then modules of many tests: what comes last should be short."""
    tests = Counter(scope_of(item.nodeid) for item in items)
    place = {scope: number for number, scope in enumerate(HEAVIEST)}

    def weight(item: pytest.Item) -> tuple[int, int, str]:
        scope = scope_of(item.nodeid)
        return place.get(module_of(scope), len(place)), -tests[scope], scope

    items.sort(key=weight)


class Together(LoadScopeScheduling):
    """xdist's way of giving whole modules away, in the order above; run with --no-loadscope-reorder."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return Together(config, log)


_seconds: Counter[str] = Counter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _seconds[module_of(report.nodeid)] += report.duration


def pytest_terminal_summary(config: pytest.Config) -> None:
    writer = config.get_terminal_writer()
    writer.line(f"The {SHOWN} slowest modules, of {sum(_seconds.values()):.0f} s of tests:")
    for module, seconds in _seconds.most_common(SHOWN):
        writer.line(f"{seconds:7.1f} s  {module}")
