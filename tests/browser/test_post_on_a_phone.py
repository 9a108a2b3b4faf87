"""A post with a picture on a phone of 360 px, from asking to taking down; how little asking takes; every state for everybody.

The figures stand in docs/explanation/design.md; `--log-cli-level=info` shows them anew.
"""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from approvals.states import PostStatus
from tests.browser.conftest import Visitor
from tests.browser.counting import Counted
from tests.browser.crawling import faults
from tests.browser.hands import Mouse
from tests.browser.portal import PHONE, Template, manage, serving
from tests.files.made import jpeg

pytestmark = pytest.mark.browser
figures = logging.getLogger(__name__)
WORDS = "P6 has built a bird table from old pallets. The first guests came within the hour."
SHOWS = "A bird table on a post in the school garden."
NEWS = (
    "P6 has built a bird table from old pallets, and the first guests came within the hour. Families are welcome to look at "
    "it on Friday after school. Seeds that you can spare go into the box at the gate."
)
# What the worker does within a minute; the portal of a test has none.
WORKER = "from django.utils import timezone; from approvals.preparing import prepare_what_waits; prepare_what_waits(timezone.now())"
# Everything is published by hand, so no post is ever seen half way through being published.
STATES = [state for state in PostStatus if state != PostStatus.PUBLISHING]
FORMS = "main a[href$='/decide/'], main a[href*='/publish/'], main a[href*='/take-down/'], main a[href$='/edit/']"


@pytest.fixture(scope="module")
def school(template: Template) -> Iterator[tuple[str, dict[str, str]]]:
    """One copy for them all: each looks at posts of its own, or at any."""
    with serving(template) as found:
        yield found


@pytest.mark.parametrize("way", ["keyboard", "no script"])
def test_a_facebook_post_with_a_picture_on_a_phone(
    school: tuple[str, dict[str, str]], visitor: Visitor, tmp_path: Path, way: str
) -> None:
    """By keyboard alone with script, and by pointing without."""
    url, env = school
    picture = tmp_path / "IMG_0042.jpg"
    picture.write_bytes(jpeg())
    author, principal = (
        visitor.hand(url, role, way, width=PHONE, height=740) for role in ("official.user", "principal")
    )

    post = asked(author, picture, env)
    approved(principal, post)
    address = copied_and_kept(author, post, has_script=way != "no script")
    taken_down(author, post, address)


def asked(hand: Mouse, picture: Path, env: dict[str, str]) -> str:
    page = hand.page
    hand.go("/posts/")
    hand.follow("Ask for a post")
    arrived(page, "Ask for a post")
    hand.write(page.get_by_label("The post, word for word"), WORDS)
    hand.tick(page.get_by_role("group", name="Accounts").get_by_role("checkbox", name=re.compile("Facebook")).first)
    hand.press("Keep as a draft")
    page.wait_for_url(re.compile(r"/posts/[0-9a-f-]+/$"))
    post = page.url
    hand.follow("Add pictures")
    arrived(page, "Pictures of the post")
    with page.expect_file_chooser() as chooser:
        hand.activate(page.get_by_label("Add pictures"))
    chooser.value.set_files(picture)
    hand.press("Send")
    expect(page.get_by_role("main")).to_contain_text("0 of 1 ready")
    manage("shell", "--no-imports", "-c", WORKER, env=env)
    hand.follow("Look again")
    expect(page.get_by_role("main")).to_contain_text("1 of 1 ready")
    arrived(page, "Pictures of the post")
    hand.follow("Say what it shows")
    arrived(page, "One picture")
    hand.write(page.get_by_label("What it shows"), SHOWS)
    hand.tick(page.get_by_label("Nobody can be recognised"))
    hand.tick(page.get_by_label("I have looked: that is everybody"))
    hand.press("Keep")
    page.wait_for_url("**/pictures/")
    hand.follow("Back to the post")
    arrived(page, "Official post")
    hand.press("Send for approval")
    expect(page.get_by_role("main")).to_contain_text("Waiting for a decision")
    return post


def approved(hand: Mouse, post: str) -> None:
    page = hand.page
    hand.go(post)
    hand.follow("Read and decide")
    arrived(page, "Decide on this post")
    expect(page.get_by_role("main")).to_contain_text(WORDS)
    expect(page.get_by_role("img", name=SHOWS).first).to_be_visible()
    hand.tick(page.get_by_label("I have looked at the picture"))
    hand.press("Approve version 1")
    expect(page.get_by_role("heading", name="Approved")).to_be_visible()


def copied_and_kept(hand: Mouse, post: str, *, has_script: bool) -> str:
    page = hand.page
    hand.go(post)
    hand.follow("Publish on")
    arrived(page, "Publish this post")
    assert page.get_by_label("Exactly as approved").input_value() == WORDS
    if has_script:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        hand.activate(page.get_by_role("button", name="Copy", exact=True))
        page.wait_for_function("words => navigator.clipboard.readText().then(found => found === words)", arg=WORDS)
    assert page.get_by_label("Words for picture 1").input_value() == SHOWS
    source = page.get_by_role("link", name="Download picture 1").get_attribute("href")
    assert source
    assert page.request.get(source).body().startswith(b"\xff\xd8")
    address = f"{page.get_by_role('link', name='Open').get_attribute('href')}/posts/birds"
    hand.write(page.get_by_label("Address of the post"), address)
    hand.press("It is published")
    expect(page.get_by_role("link", name=address)).to_be_visible()
    arrived(page, "Official post")
    return address


def taken_down(hand: Mouse, post: str, address: str) -> None:
    page = hand.page
    hand.go(post)
    hand.follow("Take down")
    arrived(page, "Take this post down")
    expect(page.get_by_role("link", name=address)).to_be_visible()
    hand.choose(page.get_by_label("Why", exact=True), page.locator("select option").nth(1).inner_text())
    hand.write(page.get_by_label("How you saw that it is gone"), "Its address shows that there is no such page.")
    hand.press("It is taken down")
    expect(page.get_by_role("main")).to_contain_text("Taken down")
    arrived(page, "Official post")


def arrived(page: Page, title: str) -> None:
    """The page of this title is there, and nothing of it scrolls sideways."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_a_text_post_is_asked_for_within_ninety_seconds(school: tuple[str, dict[str, str]], visitor: Visitor) -> None:
    """From home. By the keystroke-level model, every letter of the post typed."""
    page = visitor.sign_in(school[0], "official.user", width=PHONE, height=740)
    hand = Counted(page)
    page.goto("/")
    hand.click(page.get_by_role("link", name="Ask for a post"))
    hand.click(page.get_by_label("The post, word for word"))
    hand.type(NEWS)
    hand.click(page.get_by_role("group", name="Accounts").get_by_role("checkbox").first)
    hand.click(page.get_by_role("button", name="Send for approval"))
    expect(page.get_by_role("main")).to_contain_text("Waiting for a decision")

    figures.info("asked for: %.0f s, %d presses, %d keys, %d letters", hand.seconds, hand.clicks, hand.keys, len(NEWS))
    assert len(NEWS) >= 190
    assert hand.seconds <= 90
    assert hand.clicks <= 4


@pytest.mark.parametrize("role", ["vice.principal", "principal"])
def test_a_post_is_approved_with_three_presses_from_home_on_one_screen(
    school: tuple[str, dict[str, str]], visitor: Visitor, role: str
) -> None:
    """However much else waits: the list of all of it is the one page between."""
    page = visitor.sign_in(school[0], role, width=PHONE, height=740)
    hand = Counted(page)
    page.goto("/")
    to_decide = page.get_by_role("link", name=re.compile("Decide on the post"))
    if to_decide.count() == 0:
        hand.click(page.get_by_role("link", name=re.compile("see all of them")))
        page.wait_for_url("**/waiting/**")
    hand.click(to_decide.first)
    hand.click(page.get_by_role("button", name="Approve version"))
    expect(page.get_by_role("heading", name="Approved")).to_be_visible()

    figures.info("approved by the %s: %.0f s, %d presses", role, hand.seconds, hand.clicks)
    assert hand.clicks <= 3
    assert hand.keys == 0


@pytest.mark.parametrize("role", ["principal", "official.user"])
def test_every_state_of_a_post_is_usable_by_everybody(
    school: tuple[str, dict[str, str]], visitor: Visitor, role: str
) -> None:
    """The post in each state, and one of every form that its page leads to."""
    page = visitor.sign_in(school[0], role, width=PHONE, height=740)
    wrong, seen, forms = [], set(), set()
    for state in STATES:
        page.goto(f"/posts/?show=all&status={state}")
        link = page.locator("main tbody a[href^='/posts/']").first
        if link.count() == 0:
            continue
        page.goto(str(link.get_attribute("href")))
        seen.add(state)
        wrong += faults(page)
        addresses = page.locator(FORMS).evaluate_all("links => links.map(link => link.getAttribute('href'))")
        for address in addresses:
            if (kind := str(address).split("/")[3]) not in forms:
                forms.add(kind)
                page.goto(address)
                wrong += faults(page)
    for more in ("/", "/posts/", "/posts/calendar/", "/posts/calendar/?view=list"):
        page.goto(more)
        wrong += faults(page)

    assert wrong == []
    assert seen == set(STATES)
    assert forms >= ({"decide", "take-down"} if role == "principal" else {"publish", "take-down", "edit"})
