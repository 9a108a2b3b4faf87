"""docs/reference/gaps.md answers each of the 33 gaps, and every test and decision that it names is there."""

import pytest

from config.reference.gaps import gaps, gaps_page
from tests.reference.existing import DECISIONS, exists

pytestmark = pytest.mark.once
GAPS = gaps()


def test_there_are_thirty_three_in_order():
    assert list(GAPS) == [f"G{number}" for number in range(1, 34)]


@pytest.mark.parametrize("number", GAPS)
def test_no_row_is_blank_and_each_is_held_by_a_test_or_a_decision(number):
    gap = GAPS[number]

    assert all(str(gap[name]).strip() for name in ("title", "where", "gap", "so"))
    assert gap.get("tests") or gap.get("decisions")
    assert gap.keys() <= {"title", "where", "gap", "so", "not_yet", "tests", "decisions"}


@pytest.mark.parametrize("number", GAPS)
def test_every_test_and_decision_named_is_there(number):
    assert [node for node in GAPS[number].get("tests", []) if not exists(node)] == []
    assert [name for name in GAPS[number].get("decisions", []) if not (DECISIONS / f"{name}.md").is_file()] == []


def test_the_page_shows_every_gap_with_what_is_still_to_come():
    page = gaps_page("")

    for number, gap in GAPS.items():
        lines = [f"## {number} {gap['title']}", f"- **What the portal does:** {gap['so']}"]
        lines += [f"- **Not yet:** {gap['not_yet']}", f"[{number}](#{number.lower()})"] if "not_yet" in gap else []
        assert [line for line in lines if line not in page] == [], number
