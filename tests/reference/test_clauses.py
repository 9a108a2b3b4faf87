"""docs/reference/clauses.md speaks of every entry of the register, and of nothing that is not there."""

import re

import pytest

from config.reference.clauses import Rules, by_hand, clauses_page, stories
from config.reference.links import every_route
from tests.reference.existing import exists

pytestmark = pytest.mark.once
HAND = by_hand()
RULES = Rules()
BREAKABLE = {code for code, entry in RULES.entries.items() if entry.get("breach")}


def listed(one):
    return [one] if isinstance(one, str) else one


@pytest.fixture(scope="module")
def text():
    return clauses_page("")


def blocks(text):
    """Code -> the lines below its heading."""
    found = re.split(r"^### (\S+) .*\n", text, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def test_every_entry_that_cannot_be_broken_is_written_down_by_hand_and_no_other():
    assert sorted(HAND.keys() ^ (RULES.entries.keys() - BREAKABLE)) == []


def test_every_entry_of_the_register_has_its_block_with_nothing_blank(text):
    written = blocks(text)

    assert list(written) == list(RULES.entries)
    assert len(written) == 73
    for code, block in written.items():
        said = dict(re.findall(r"^- \*\*(.+?):\*\* ?(.*)$", block, re.MULTILINE))
        wanted = {"Binds", "Can be broken", "Rows", "Page", "Test"}
        wanted |= {"Kind of case", "A case brings"} if code in BREAKABLE else {"Today"}
        assert wanted <= said.keys(), f"{code} says nothing of {sorted(wanted - said.keys())}"
        assert all(words for name, words in said.items() if name != "A case brings"), code


def test_every_page_that_is_named_has_an_address():
    assert {name for one in HAND.values() for name in listed(one["page"])} - every_route().keys() == set()


def test_every_test_that_is_named_is_there(text):
    named = {node for one in HAND.values() for node in listed(one["test"])}
    named |= {f"{path}::{name}" for path, name in re.findall(r"\]\(\.\./\.\./(\S+?)\) `(test_\w+)`", text)}

    assert len(named) > 25
    assert sorted(node for node in named if not exists(node)) == []


@pytest.mark.parametrize("story", [one for one in stories() if "clause" in one], ids=lambda one: one["clause"])
def test_the_page_lists_every_step_that_the_story_of_a_clause_tells(story):
    """With its weight; beside what the story tells, only what depends on facts that this story lacks."""
    (kind,) = RULES.kinds_of(story["clause"])
    brought = {one.code: one for one in RULES.brought(story["clause"], kind)}
    told = [step for part in ("asked", "found", "leads_to") for step in story.get(part, [])]
    if story.get("child") or story.get("harm"):
        told = [step for step in told if step != "DT_TRIAGE" or step in brought]  # said once, above all clauses

    for step in told:
        one = brought[step.lstrip("+")]
        assert step.startswith("+") == ("recommended" in one.circumstances), step
    more = brought.keys() - {step.lstrip("+") for step in told}
    assert [code for code in more if not any(said.startswith("if ") for said in brought[code].circumstances)] == []
