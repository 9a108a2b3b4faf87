"""Twenty moments at which something goes wrong while somebody types: at most ten seconds of it are lost.

The browser's clock is the test's: a second of typing takes no second. Everything else is real: the server, the network
that is cut, the session that ends, the process that is killed.
"""

import random
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.hands import Mouse
from tests.browser.portal import PASSWORD, Server, Template, manage

pytestmark = pytest.mark.browser
LOST_AT_MOST = 10_000
TEACHER = "teacher@school.example"
FORMS = {
    "/incidents/record/pupil/": "What happened?",
    "/incidents/record/parent/": "What happened?",
    "/incidents/record/staff/": "What happened?",
    "/posts/pass-on/": "What would you like to pass on?",
}
MISHAPS = ["cut line"] * 6 + ["sign-out"] * 5 + ["time-out"] * 5 + ["killed server"] * 4
# A window that dies does not get to say so: what the page would save while it is closed in good order is not counted.
DIES = """for (const event of ["pagehide", "visibilitychange"])
    addEventListener(event, (it) => it.stopImmediatePropagation(), true)"""
SYLLABLES = ["la", "to", "mi", "ren", "sol", "ta", "du", "ne", "ka", "per", "vi", "lo"]


@pytest.fixture(scope="module")
def server(template: Template) -> Iterator[Server]:
    found = Server(template)
    found.start()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Visitor]:
    """A line that is cut is an error in the browser's console, and here it is cut on purpose."""
    found = Visitor(browser)
    yield found
    found.close()
    unexpected = [one for one in found.problems if "net::ERR_" not in one]
    assert not unexpected, unexpected


class Typist:
    """Types at a random pace, and remembers what stood on the page at which moment of the page's own clock."""

    def __init__(self, page: Page, seed: int) -> None:
        self.page, self.random = page, random.Random(seed)
        self.now = 0
        self.stood: list[tuple[int, str]] = [(0, "")]
        self.under_way = 0
        page.add_init_script(DIES)
        page.on("request", lambda _: self._count(1))
        page.on("requestfinished", lambda _: self._count(-1))
        page.on("requestfailed", lambda _: self._count(-1))

    def _count(self, one: int) -> None:
        self.under_way += one

    def open(self, address: str) -> None:
        self.address = address
        self.page.goto(address)
        afresh = self.page.get_by_role("button", name="Start afresh")
        if afresh.count():
            afresh.click()
        self.words = self.page.get_by_label(FORMS[address])
        self.words.focus()

    def type(self, milliseconds: int) -> None:
        """Go on typing for so long."""
        end = self.now + milliseconds
        while self.now < end:
            syllable = self.random.choice(SYLLABLES) + self.random.choice(["", " ", " "])
            self.page.keyboard.insert_text(syllable)
            self.stood.append((self.now, self.stood[-1][1] + syllable))
            pause = self.random.choice([400, 800, 2500])
            self.page.clock.run_for(pause)
            self.now += pause
            self.settle()

    def settle(self) -> None:
        """The clock of the page runs faster than the network: let it catch up."""
        for _ in range(400):
            if self.under_way <= 0:
                return
            self.page.wait_for_timeout(5)
        raise AssertionError("A request never ended.")

    def by(self, moment: int) -> str:
        """What stood on the page then."""
        return [words for at, words in self.stood if at <= moment][-1]


def sign_in(page: Page, address: str) -> None:
    """Sign in where the portal asks for it, and be back at the form."""
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next="))
    page.get_by_label(re.compile("^E-?mail")).fill(TEACHER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(re.escape(address) + r"(\?draft=[0-9a-f-]+)?$"))


def go_wrong(mishap: str, typist: Typist, server: Server) -> int:
    """Something happens while somebody types on; returns the last moment at which anything could be saved."""
    page, still = typist.page, typist.random.randrange(0, 16_000)
    if mishap == "sign-out":
        other = page.context.new_page()
        other.goto("/")
        other.get_by_text("Your account").click()
        other.get_by_role("button", name="Sign out").click()
        expect(other).to_have_url(re.compile("/accounts/log"))
        other.close()
        page.bring_to_front()
    elif mishap == "time-out":
        server.do("DELETE FROM django_session")
    elif mishap == "cut line":
        page.context.set_offline(True)
    else:
        server.kill()
    cut = typist.now
    typist.type(still)
    return typist.now if mishap in ("sign-out", "time-out") else cut


def restored(typist: Typist, mishap: str, server: Server) -> str:
    """The window is gone; what the form holds when it is opened again in another."""
    page = typist.page.context.new_page()
    typist.page.close()
    page.context.set_offline(False)
    if mishap == "killed server":
        server.start()
    page.goto(typist.address)
    if mishap in ("sign-out", "time-out"):
        sign_in(page, typist.address)
    expect(page.get_by_role("button", name="Start afresh")).to_be_visible()
    return page.get_by_label(FORMS[typist.address]).input_value()


@pytest.mark.parametrize("seed", range(len(MISHAPS)))
def test_at_most_ten_seconds_of_typing_are_lost(server: Server, visitor: Visitor, seed: int) -> None:
    mishap, address = MISHAPS[seed], list(FORMS)[seed % len(FORMS)]
    page = signed_in(visitor, server)
    page.clock.install()
    typist = Typist(page, seed)
    typist.open(address)
    typist.type(11_000 + typist.random.randrange(16_000))
    last = go_wrong(mishap, typist, server)

    found = restored(typist, mishap, server)

    must = typist.by(last - LOST_AT_MOST).strip()
    assert must
    assert found.startswith(must), f"{mishap}, seed {seed}"
    assert typist.stood[-1][1].startswith(found.strip())


def signed_in(visitor: Visitor, server: Server) -> Page:
    """A new window of the teacher, who signs in again only when the last session has ended."""
    context = visitor.contexts[-1] if visitor.contexts else None
    if context is None:
        return visitor.hand(server.url, "teacher").page
    return context.new_page()


def test_a_line_that_comes_back_loses_nothing_and_nothing_is_sent_without_one(server: Server, visitor: Visitor) -> None:
    page = signed_in(visitor, server)
    page.clock.install()
    typist = Typist(page, 99)
    typist.open("/posts/pass-on/")
    page.context.set_offline(True)
    typist.type(15_000)
    expect(page.get_by_text("Not saved yet: no connection")).to_be_visible()
    page.get_by_role("button", name="Pass it on").click()
    expect(page.get_by_text("Not sent: no connection")).to_be_visible()
    page.context.set_offline(False)
    page.clock.run_for(6_000)
    expect(page.get_by_text(re.compile(r"^Draft saved \d\d:\d\d\."))).to_be_visible()

    assert restored(typist, "cut line", server) == typist.stood[-1][1]


ENDS_SOON = """
from datetime import timedelta
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
for key in Session.objects.values_list("session_key", flat=True):
    store = SessionStore(key)
    store["signed_in_until"] = (timezone.now() + timedelta(minutes=7)).isoformat()
    store.save()
"""


def test_the_end_of_a_session_is_announced_in_time_and_put_off_with_one_press(server: Server, visitor: Visitor) -> None:
    page = signed_in(visitor, server)
    manage("shell", "-c", ENDS_SOON, env=server.env)
    page.clock.install()
    page.goto("/posts/pass-on/")
    words = page.get_by_label("What would you like to pass on?")
    words.fill("Half a sentence")
    warning = page.get_by_role("alert").filter(has_text="You will be signed out at")
    expect(warning).not_to_be_visible()
    page.clock.fast_forward("04:30")  # of seven minutes: more than two are left
    expect(warning).to_be_visible()
    warning.get_by_role("button", name="Stay signed in").click()

    expect(warning).not_to_be_visible()
    assert words.input_value() == "Half a sentence"


@pytest.mark.parametrize("mishap", ["sign-out", "time-out", "killed server"])
def test_without_script_nothing_is_lost_that_was_saved(server: Server, visitor: Visitor, mishap: str) -> None:
    hand: Mouse = visitor.hand(server.url, "teacher", "no script")
    page = hand.page
    hand.go("/posts/pass-on/")
    if page.get_by_role("button", name="Start afresh").count():
        hand.press("Start afresh")
    words = page.get_by_label("What would you like to pass on?")
    hand.write(words, "The saved part.")
    hand.press("Save draft")
    expect(page.get_by_text("Saved as a draft at")).to_be_visible()
    hand.write(words, "The saved part. And what came after it.")
    if mishap == "killed server":
        server.kill()
        server.start()
        hand.go("/posts/pass-on/")
        kept = "The saved part."
    else:
        server.do("DELETE FROM django_session")
        if mishap == "sign-out":
            page.context.clear_cookies(name="session")
        hand.press("Pass it on")
        sign_in(page, "/posts/pass-on/")
        kept = "The saved part. And what came after it."

    assert words.input_value() == kept
    hand.press("Pass it on")
    expect(page.get_by_text("Your reference is")).to_be_visible()
