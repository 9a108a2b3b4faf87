"""Chromium, and a portal of its own for each journey."""

import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.hands import Keys, Mouse
from tests.browser.portal import PASSWORD, Server, Template, serving

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--lang=en-GB",
]  # fmt: skip
PATIENCE = 30_000
ASKED_FOR = re.compile(r"the server responded with a status of 40[34]")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    made = Template(tmp_path_factory.mktemp("portal"))
    yield made
    made.drop()


@pytest.fixture(scope="session")
def _portals(template: Template) -> Iterator[list[Server]]:
    """The one server of the tests that change their school, once there is one."""
    started: list[Server] = []
    yield started
    for server in started:
        server.stop()


@pytest.fixture
def portal(template: Template, _portals: list[Server]) -> str:
    """The address of a fresh copy of the demo school."""
    if _portals:
        _portals[0].renew()
    else:
        _portals.append(Server(template))
        _portals[0].start()
    return _portals[0].url


@pytest.fixture(scope="module")
def shared_portal(template: Template) -> Iterator[str]:
    """One copy for the tests of a module that only look."""
    with serving(template) as (url, _):
        yield url


class Visitor:
    """Signs people in, each in a browser window of their own, and hears what goes wrong in it."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []
        self.states: dict[tuple[str, str], Any] = {}
        self.problems: list[str] = []

    def window(self, url: str, *, javascript: bool = True, width: int = 1280, height: int = 900, **how: Any) -> Page:
        context = self.browser.new_context(
            base_url=url, java_script_enabled=javascript, viewport={"width": width, "height": height}, locale="en-GB",
            timezone_id="Europe/London", reduced_motion="reduce", **how,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: self.hear(page, line))
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("response", lambda got: self.problems.append(f"{got.status} {got.url}") if got.status >= 500 else None)
        return page

    def hear(self, page: Page, line: ConsoleMessage) -> None:
        """An error in the console is a failure; Chromium also says there that a page was refused, which may be asked for."""
        if line.type == "error" and not ASKED_FOR.search(line.text):
            self.problems.append(f"{page.url}: {line.text}")

    def hand(self, url: str, role: str, way: str = "script", **how: Any) -> Mouse:
        """Somebody of this role who has just signed in, by the mouse or by the keyboard, with or without script."""
        page = self.window(url, javascript=way != "no script", **how)
        hand = Keys(page) if way == "keyboard" else Mouse(page)
        hand.go("/accounts/login/")
        hand.write(page.get_by_label(re.compile("^E-?mail")), f"{role}@school.example")
        hand.write(page.get_by_label("Password", exact=True), PASSWORD)
        hand.press("Sign in")
        page.wait_for_url(f"{url}/")
        return hand

    def sign_in(self, url: str, role: str, **how: Any) -> Page:
        """A window in which this person is signed in; asks for the password once."""
        if (url, role) not in self.states:
            page = self.hand(url, role, **how).page
            self.states[url, role] = page.context.storage_state()
            return page
        return self.window(url, storage_state=self.states[url, role], **how)

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts = []


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    found = Visitor(browser)
    yield found
    found.close()
    assert not found.problems, found.problems


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Visitor]:
    """One visitor for the tests of a module that only look; each role signs in once."""
    found = Visitor(browser)
    yield found
    found.close()
