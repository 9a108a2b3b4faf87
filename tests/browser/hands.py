"""How somebody uses a page: with the mouse, or with nothing but the keyboard."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

FURTHEST = 320
FOCUSED = "element => element === document.activeElement"
HAS_RING = """element => {
    const seen = part => {
        const look = getComputedStyle(part);
        return (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2) || look.boxShadow !== 'none';
    };
    return seen(element) || (element.labels && [...element.labels].some(seen));
}"""
IN_SIGHT = """element => {
    const box = element.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""


class Mouse:
    """Points and clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, path: str) -> None:
        self.page.goto(path)

    def press(self, name: str, role: Any = "button", within: Locator | None = None) -> None:
        self.activate(named(within or self.page, role, name))

    def follow(self, name: str, within: Locator | None = None) -> None:
        self.press(name, "link", within)

    def activate(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, words: str) -> None:
        target.fill(words)

    def tick(self, target: Locator) -> None:
        target.check()

    def choose(self, target: Locator, label: str) -> None:
        """One entry of a drop-down list."""
        target.select_option(label=label)

    def unfold(self, summary: Locator) -> None:
        if not summary.evaluate("element => element.parentElement.open"):
            self.activate(summary)


class Keys(Mouse):
    """Touches no mouse: reaches everything by Tab, and must see where it is."""

    def reach(self, target: Locator) -> None:
        expect(target).to_be_visible()
        for key in ("Tab", "Shift+Tab"):
            for _ in range(FURTHEST):
                if target.evaluate(FOCUSED):
                    assert target.evaluate(HAS_RING), f"no visible focus on {target}"
                    assert target.evaluate(IN_SIGHT), f"{target} has the focus out of sight"
                    return
                self.page.keyboard.press(key)
        raise AssertionError(f"Tab never comes to {target} on {self.page.url}")

    def activate(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, words: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)
        if target.get_attribute("type") == "search":
            self.page.keyboard.press("End")

    def tick(self, target: Locator) -> None:
        """A box by Space; one of several by going to the group and along it with the arrows."""
        if target.get_attribute("type") != "radio":
            self.reach(target)
            if not target.is_checked():
                self.page.keyboard.press("Space")
        else:
            self._along(target)
        expect(target).to_be_checked()

    def _along(self, target: Locator) -> None:
        group = self.page.locator(f'input[type=radio][name="{target.get_attribute("name")}"]')
        entry = group.and_(self.page.locator(":checked"))
        self.reach(entry if entry.count() else group.first)
        for _ in range(group.count()):
            if target.evaluate(FOCUSED):
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")

    def choose(self, target: Locator, label: str) -> None:
        self.reach(target)
        self.page.keyboard.type(label)
        expect(target.locator("option:checked")).to_have_text(label)


def named(place: Page | Locator, role: Any, name: str) -> Locator:
    """The one thing of this role whose name begins so."""
    return place.get_by_role(role, name=re.compile("^" + re.escape(name)))
