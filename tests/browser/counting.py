"""Counts what somebody does in a window: presses of the mouse, keys, letters, pages, and about how long it takes."""

from playwright.sync_api import Locator, Page

from tests.browser.hands import FOCUSED

# Keystroke-level model (Card, Moran and Newell): seconds for a key, for pointing, for a press, for making up one's mind.
KEY, POINT, PRESS, MIND = 0.28, 1.1, 0.2, 1.35


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

    def tab_to(self, target: Locator) -> None:
        """To the next fields by the keyboard, at most six of them."""
        for _ in range(6):
            if target.evaluate(FOCUSED):
                return
            self.key("Tab")

    @property
    def seconds(self) -> float:
        return KEY * (self.keys + self.typed) + (POINT + PRESS + MIND) * self.clicks + MIND
