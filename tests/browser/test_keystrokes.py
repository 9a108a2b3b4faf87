"""How little it takes: pages, presses of the mouse and answers, counted from home."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
# Keystroke-level model (Card, Moran and Newell): seconds for a key, for pointing, for a press, for making up one's mind.
KEY, POINT, PRESS, MIND = 0.28, 1.1, 0.2, 1.35
NOTE = (
    "Two pupils showed me what was written about one of them in the class chat last night. She had not told her parents "
    "and wants somebody to speak with them."
)


class Counted:
    """A window that counts what its user does."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = self.keys = self.pages = self.typed = 0
        page.on("framenavigated", lambda frame: self._turned(frame))

    def _turned(self, frame) -> None:
        self.pages += frame == self.page.main_frame

    def click(self, target) -> None:
        target.click()
        self.clicks += 1

    def key(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def type(self, words: str) -> None:
        """The words themselves are no presses: they differ from case to case. They take their time all the same."""
        self.page.keyboard.type(words)
        self.typed += len(words)

    @property
    def seconds(self) -> float:
        return KEY * (self.keys + self.typed) + (POINT + PRESS + MIND) * self.clicks + MIND


def test_an_incident_is_saved_with_three_clicks_and_three_answers(shared_portal: str, visitor: Visitor):
    page = visitor.sign_in(shared_portal, "teacher")
    hand = Counted(page)
    words = page.get_by_label("What happened?")

    hand.click(page.get_by_role("link", name="A pupil", exact=True))
    expect(page.get_by_label("Which pupil?")).to_be_focused()
    hand.type("mca")
    hand.click(page.get_by_role("radio").first)
    for _ in range(6):
        if words.evaluate("one => one === document.activeElement"):
            break
        hand.key("Tab")
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
