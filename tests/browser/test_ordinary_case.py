"""The ordinary case, from home to done, by all three who have to do with it: how long it takes, and who gets e-mail.

The figures stand in docs/explanation/design.md; `--log-cli-level=info` shows them anew.
"""

import json
import logging
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.counting import KEY, Counted
from tests.browser.portal import PHONE, Template, manage, serving

pytestmark = pytest.mark.browser
figures = logging.getLogger(__name__)
NOTE = (
    "He said to the class that he has a video account of his own with two hundred followers. He gave a wrong year of birth "
    "when he opened it in the autumn."
)
# The worker's own task at a moment of the school's clock; prints to whom it sent.
POST = """
import json
from datetime import datetime, time
import time_machine
from django.conf import settings
from django.core import mail
from django.utils import timezone
from notices.tasks import send_owed
from school.days import LONDON, add_school_days
settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
mail.outbox = []
moment = datetime.combine(add_school_days(timezone.localdate(), %d), time(9), tzinfo=LONDON)
with time_machine.travel(moment, tick=False):
    while send_owed.call():
        pass
print(json.dumps([one.to[0].split("@")[0] for one in mail.outbox]))
"""


class Post:
    """The e-mails of one portal: whatever is owed on the next school day goes out whenever it is asked for."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env, self.day = env, 0
        self.out()  # what the demo's own stories still owe is none of this case
        self.sent: list[str] = []

    def out(self) -> None:
        self.day += 1
        answer = manage("shell", "--no-imports", "-c", POST % self.day, env=self.env)
        self.sent = [*getattr(self, "sent", []), *json.loads(answer.strip().splitlines()[-1])]


def record(hand: Counted, *, with_script: bool) -> str:
    """The teacher: from home by what happened, so that the rule is ticked already."""
    page = hand.page
    hand.click(page.get_by_role("link", name="Or start from what happened"))
    hand.click(page.get_by_role("link", name="A pupil has an account and is too young for it"))
    hand.click(page.get_by_label("Which pupil?"))
    hand.type("mca")
    if not with_script:
        hand.key("Enter")
    hand.click(page.get_by_role("radio").first)
    hand.tab_to(page.get_by_label("What happened?"))
    hand.type(NOTE)
    hand.click(page.get_by_role("button", name="Save the report"))
    page.wait_for_url("**/receipt/")
    return page.locator("h1").inner_text()


def look(hand: Counted, reference: str) -> None:
    """The Designated Teacher: the usual answer is one press on home."""
    hand.click(hand.page.get_by_role("button", name=re.compile(f"^Nothing for child protection.*{reference}")))
    expect(hand.page.get_by_role("main")).to_contain_text("The step is ticked.")


def deal(hand: Counted, reference: str, *, whose_word: bool) -> None:
    """The Principal, who has a good deal waiting: as far down as it takes, then one page."""
    page = hand.page
    button = page.get_by_role("link", name=re.compile(f"^Deal with it.*{reference}"))
    for way_on in ("see all of them", "Show the next ones"):
        if button.count() == 0:
            hand.click(page.get_by_role("link", name=re.compile(way_on)))
            page.wait_for_url("**/waiting/**")
    hand.click(button)
    expect(page.get_by_role("heading", name="Deal with it")).to_be_visible()
    assert page.get_by_text("A child has to have turned 13").count(), "the rule is ticked already"
    if whose_word:
        hand.click(
            page.get_by_role("group", name=re.compile("^Who said that there is nothing")).get_by_role("radio").first
        )
    hand.click(page.get_by_role("group", name=re.compile("^Who was told")).get_by_role("radio").first)
    hand.click(page.get_by_role("button", name="Keep all of it and close the case"))
    expect(page.get_by_role("main")).to_contain_text("Done, and closed.")
    expect(page.get_by_role("main")).to_contain_text("This case has ended")


def on_a_phone(visitor: Visitor, url: str, role: str, way: str) -> Counted:
    hand = visitor.hand(url, role, way, width=PHONE, height=740)
    return Counted(hand.page)


def is_narrow(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("way", ["script", "no script"])
def test_the_ordinary_case_takes_a_minute_a_press_and_six_presses(template: Template, visitor: Visitor, way: str):
    """On a phone. With script the Designated Teacher presses; without it the Principal writes down what she said."""
    she_presses = way == "script"
    with serving(template) as (url, env):
        post = Post(env)
        teacher, designated, principal = (
            on_a_phone(visitor, url, role, way) for role in ("teacher", "designated.teacher", "principal")
        )
        reference = record(teacher, with_script=way == "script")
        post.out()
        if she_presses:
            designated.page.goto("/")
            look(designated, reference)
            post.out()
        principal.page.goto("/")
        deal(principal, reference, whose_word=not she_presses)
        post.out()

        teacher.page.goto("/")
        expect(teacher.page.get_by_role("link", name=re.compile(f"{reference}.*closed"))).to_be_visible()
        for hand in (teacher, designated, principal):
            assert is_narrow(hand.page)
            figures.info("%s: %.0f s, %d presses, %d keys", way, hand.seconds, hand.clicks, hand.keys)
        figures.info("%s: e-mails to %s", way, post.sent)

    assert len(NOTE) == 150
    assert teacher.seconds <= 60
    assert designated.clicks == she_presses
    assert designated.keys == 0
    assert principal.clicks <= 6
    assert principal.keys == 0
    assert principal.seconds + KEY * len(NOTE) <= 90, "even with a note as long as the teacher's"
    told_of_her_word = [] if she_presses else ["designated.teacher"]
    assert sorted(post.sent) == sorted([*set(post.sent), *told_of_her_word]), "at most one each, and her word besides"
    assert set(post.sent) <= {"teacher", "designated.teacher", "principal"}
    assert {"teacher", "designated.teacher"} <= set(post.sent)
