"""A second policy, of another kind, put to use by people alone: what they confirm is what a case asks for."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

TEXT = """\
# Bicycles and Scooters Policy

## 1. Coming to school

- Pupils must walk beside their bicycle from the gate to the shed.
- The school keeps the shed locked from nine until three.

## 2. Looking after things

- Everybody should report a broken lock to the building supervisor.
"""
SUPPORT = "Offer support to everyone affected"
OWN = "Walk from the gate to the shed with the pupil"
FURTHER = "Decide whether anything further is needed and write down why"
LOOK = re.compile("^The Designated Teacher, or the Deputy, looks at it")
OURS = "Bicycles and Scooters Policy"


def test_a_clauses_steps_are_what_a_case_asks_for_and_the_next_version_changes_only_new_cases(
    portal: str, visitor: Visitor
):
    principal = visitor.sign_in(portal, "principal")
    teacher = visitor.sign_in(portal, "teacher")
    principal.goto("/policy/import/")
    principal.get_by_label("The policy as a file").set_input_files(
        {"name": "bicycles.md", "mimeType": "text/markdown", "buffer": TEXT.encode()}
    )
    principal.get_by_role("button", name="Read the document").click()
    principal.wait_for_url("**/confirm/")
    say_what_follows(principal, steps=[SUPPORT], own=OWN)
    bring_into_force(principal)

    old = record(teacher)
    assert steps_after_confirming(principal, old) == {SUPPORT, OWN}

    principal.goto("/policy/")
    principal.get_by_role("link", name=OURS).click()
    principal.get_by_role("link", name="Begin the next version").click()
    principal.get_by_label("Name of the next version").fill("2")
    principal.get_by_role("button", name="Begin the draft").click()
    principal.goto("/policy/versions/" + re.findall(r"versions/([0-9a-f-]+)", principal.url)[0] + "/confirm/")
    say_what_follows(principal, steps=[OWN, FURTHER], not_any_more=[SUPPORT])
    bring_into_force(principal)

    new = record(teacher)
    assert steps_after_confirming(principal, new) == {OWN, FURTHER}
    assert steps_of(principal, old) == {SUPPORT, OWN}


def say_what_follows(page: Page, *, steps: list[str], own: str = "", not_any_more: list[str] | None = None) -> None:
    """Whom the first clause binds, what breaking it is called, whom to tell and what is to be done."""
    all_clauses = page.url
    page.get_by_role("link", name=re.compile("walk beside their bicycle")).click()
    page.get_by_role("radio", name="Pupils", exact=True).check()
    page.get_by_label("What breaking it is called").fill("rode in the yard")
    page.get_by_label(re.compile("^Whom to tell")).first.select_option(label="The class teacher")
    page.get_by_label(re.compile("^How fast")).first.select_option(index=1)
    for step in steps:
        page.get_by_role("checkbox", name=step).check()
    for step in not_any_more or []:
        page.get_by_role("checkbox", name=step).uncheck()
    if own:
        page.get_by_label("A step of the school's own").fill(own)
    page.get_by_role("button", name="Confirm this clause").click()
    expect(page.get_by_role("main")).to_contain_text("Clause 1.1 is confirmed.")
    page.goto(all_clauses)


def bring_into_force(page: Page) -> None:
    everything = page.get_by_role("button", name="Accept all on this page")
    if everything.count():
        everything.click()
        expect(page.get_by_role("main")).to_contain_text("All confirmed")
    page.get_by_role("link", name="Bring it into force").click()
    page.get_by_role("button", name="Bring it into force").click()
    expect(page.get_by_role("main")).to_contain_text("In force")


def record(page: Page) -> str:
    page.goto("/incidents/record/pupil/")
    page.locator("#id_concerned_words").fill("a boy on a red scooter")
    page.get_by_label("What happened?").fill("He rode through the yard at home time.")
    page.get_by_role("button", name="Save the report").click()
    page.wait_for_url("**/receipt/")
    return page.locator("h1").inner_text()


def steps_after_confirming(page: Page, reference: str) -> set[str]:
    """The leader confirms the rule with one press."""
    page.goto("/incidents/")
    page.get_by_role("link", name=reference).click()
    page.get_by_role("region", name="Next").locator("a.button").click()
    page.get_by_role("checkbox", name=re.compile("walk beside their bicycle")).check()
    page.get_by_role("button", name="Confirm", exact=True).click()
    return steps_of(page, reference)


def steps_of(page: Page, reference: str) -> set[str]:
    """What this case asks for, besides the Designated Teacher's look that every report about a pupil begins with."""
    page.goto("/incidents/")
    page.get_by_role("link", name=reference).click()
    expect(page.locator("h1")).to_have_text(reference)
    found = page.get_by_role("region", name="Steps").locator(".step-body strong").all_inner_texts()
    assert any(LOOK.match(one) for one in found)
    return {one for one in found if not LOOK.match(one)}
