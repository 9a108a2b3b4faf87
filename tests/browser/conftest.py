"""Chromium, and a portal of its own for each journey."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.portal import PASSWORD, Template, serving

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("portal"))


@pytest.fixture
def portal(template: Template) -> Iterator[str]:
    """The address of a fresh copy of the demo school."""
    with serving(template) as (url, _):
        yield url


@pytest.fixture(scope="module")
def shared_portal(template: Template) -> Iterator[str]:
    """One copy for the tests of a module that only look."""
    with serving(template) as (url, _):
        yield url


class Visitor:
    """Signs people in, each in a browser window of their own."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def window(self, url: str, *, javascript: bool = True, width: int = 1280, height: int = 900) -> Page:
        context = self.browser.new_context(
            base_url=url, java_script_enabled=javascript, viewport={"width": width, "height": height}, locale="en-GB",
            timezone_id="Europe/London",
        )  # fmt: skip
        context.set_default_timeout(8_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: self.problems.append(f"{page.url}: {line.text}") if line.type == "error" and "404" not in line.text and "403" not in line.text else None)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        return page

    def sign_in(self, url: str, role: str, **how: Any) -> Page:
        page = self.window(url, **how)
        page.goto("/accounts/login/")
        page.get_by_label("E-mail").fill(f"{role}@school.example")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{url}/")
        return page


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    found = Visitor(browser)
    yield found
    for context in found.contexts:
        context.close()
    assert not found.problems, found.problems


SignIn = Callable[..., Page]
