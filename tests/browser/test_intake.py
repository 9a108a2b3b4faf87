"""The record form on a small phone, without script: short, until a rule or a person calls for more."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
PHONE = 360


@pytest.fixture
def form(shared_portal: str, visitor: Visitor) -> Page:
    page = visitor.sign_in(shared_portal, "teacher", way="no script", width=PHONE)
    page.goto("/incidents/record/pupil/")
    return page


def is_wider_than_the_screen(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_what_a_rule_needs_appears_when_it_is_ticked_and_nothing_else(form: Page):
    expect(form.get_by_label("Whom did you tell?")).to_be_hidden()
    form.get_by_text("Which rules of the policy may apply?").click()
    rule = form.get_by_label("Pupils should not try to follow")

    rule.check()

    expect(form.get_by_label("Whom did you tell?")).to_be_visible()
    assert form.get_by_label("On which day?").input_value(), "now is filled in"
    assert form.get_by_label("At what time did you tell them?").input_value()
    expect(form.get_by_label("Where did it happen?")).to_be_hidden()
    rule.uncheck()
    expect(form.get_by_label("Whom did you tell?")).to_be_hidden()


def test_more_opens_everything_and_a_report_on_a_pupils_behalf_is_saved(form: Page):
    form.get_by_label("Nobody knows who it was").check()
    form.get_by_label("What happened?").fill("A girl told me at break.")
    form.get_by_text("Add more:").click()
    expect(form.get_by_label("Their own words")).to_be_hidden()
    form.get_by_label("Did somebody else tell you of it?").select_option(label="A pupil")
    expect(form.get_by_label("Their own words")).to_be_visible()
    form.get_by_label("Which service?").select_option(label="Another service")
    assert not is_wider_than_the_screen(form)

    form.get_by_role("button", name="Save the report").click()
    problems = form.get_by_role("alert").get_by_role("link")
    expect(problems).to_have_count(2)
    assert not is_wider_than_the_screen(form)
    form.get_by_label("Another service: its name").fill("A quiz")
    form.get_by_label("Their own words").fill("They laughed at my picture.")
    form.get_by_role("button", name="Save the report").click()

    form.wait_for_url("**/receipt/")
    expect(form.get_by_text("They laughed at my picture.")).to_be_visible()
    expect(form.get_by_text("A quiz")).to_be_visible()
    assert not is_wider_than_the_screen(form)
