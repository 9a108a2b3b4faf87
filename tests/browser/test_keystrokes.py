"""How little it takes: pages, presses of the mouse and answers, counted from home."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.counting import Counted

pytestmark = pytest.mark.browser
NOTE = (
    "Two pupils showed me what was written about one of them in the class chat last night. She had not told her parents "
    "and wants somebody to speak with them."
)


def test_an_incident_is_saved_with_three_clicks_and_three_answers(shared_portal: str, visitor: Visitor):
    page = visitor.sign_in(shared_portal, "teacher")
    hand = Counted(page)
    words = page.get_by_label("What happened?")

    hand.click(page.get_by_role("link", name="A pupil", exact=True))
    expect(page.get_by_label("Which pupil?")).to_be_focused()
    hand.type("mca")
    hand.click(page.get_by_role("radio").first)
    hand.tab_to(words)
    hand.type(NOTE)
    hand.click(page.get_by_role("button", name="Save the report"))
    page.wait_for_url("**/receipt/")

    assert hand.clicks <= 3
    assert hand.keys <= 4
    assert hand.pages <= 3
    assert len(NOTE) >= 150
    assert hand.seconds <= 60, "for a note of 150 letters"


def test_three_answers_are_asked_for_and_when_is_given_already(shared_portal: str, visitor: Visitor):
    page = visitor.sign_in(shared_portal, "teacher")
    page.goto("/incidents/record/pupil/")
    page.get_by_role("button", name="Save the report").click()

    missing = page.get_by_role("alert").get_by_role("link")
    expect(missing).to_have_count(2)
    assert page.get_by_label("When did it happen?").input_value()


def test_a_post_is_approved_with_three_clicks_on_one_screen(shared_portal: str, visitor: Visitor):
    page = visitor.sign_in(shared_portal, "principal")
    hand = Counted(page)
    menu = page.get_by_role("navigation", name="Main menu").last

    hand.click(menu.get_by_role("link", name="Posts"))
    hand.click(page.locator("tbody a[href$='/decide/']").first)
    assert hand.keys == 0
    hand.click(page.get_by_role("button", name="Approve version"))

    expect(page.get_by_role("heading", name="Approved")).to_be_visible()
    assert hand.clicks <= 3
