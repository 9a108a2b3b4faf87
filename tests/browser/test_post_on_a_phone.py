"""A post with a picture on a phone of 360 px, from asking to taking down; how little asking takes; every state for everybody."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.counting import Counted
from tests.browser.crawling import faults
from tests.browser.hands import Mouse
from tests.browser.portal import PHONE, Template, manage, serving
from tests.files.made import jpeg

pytestmark = pytest.mark.browser
WORDS = "P6 has built a bird table from old pallets. The robins found it within the hour."
SHOWS = "A bird table on a post in the school garden."
# What the worker does within a minute; the portal of a test has none.
WORKER = "from django.utils import timezone; from approvals.preparing import prepare_what_waits; prepare_what_waits(timezone.now())"
STATES = (
    "draft", "submitted", "changes_requested", "approved", "rejected", "withdrawn", "published", "expired", "on_hold",
    "partly_published", "taken_down",
)  # fmt: skip


@pytest.mark.parametrize("way", ["script", "keyboard", "no script"])
def test_a_facebook_post_with_a_picture_on_a_phone(
    template: Template, visitor: Visitor, tmp_path: Path, way: str
) -> None:
    picture = tmp_path / "IMG_0042.jpg"
    picture.write_bytes(jpeg())
    with serving(template) as (url, env):
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
    fits(page)
    hand.write(page.get_by_label("The post, word for word"), WORDS)
    hand.tick(page.get_by_role("group", name="Accounts").get_by_role("checkbox", name=re.compile("Facebook")).first)
    hand.press("Keep as a draft")
    page.wait_for_url(re.compile(r"/posts/[0-9a-f-]+/$"))
    post = page.url
    hand.follow("Add pictures")
    page.get_by_label("Add pictures").set_input_files(picture)
    hand.press("Send")
    expect(page.get_by_role("status").first).to_contain_text("0 of 1 ready")
    manage("shell", "--no-imports", "-c", WORKER, env=env)
    hand.follow("Look again")
    fits(page)
    hand.follow("Words, people, crop")
    fits(page)
    hand.write(page.get_by_label("What it shows"), SHOWS)
    hand.tick(page.get_by_label("Nobody can be recognised"))
    hand.tick(page.get_by_label("I have looked: that is everybody"))
    hand.press("Keep")
    page.wait_for_url("**/pictures/")
    hand.go(post)
    fits(page)
    hand.press("Send for approval")
    expect(page.get_by_role("main")).to_contain_text("waiting for a decision")
    return post


def approved(hand: Mouse, post: str) -> None:
    page = hand.page
    hand.go(post)
    hand.follow("Read and decide")
    fits(page)
    expect(page.get_by_role("main")).to_contain_text(WORDS)
    expect(page.get_by_role("img", name=SHOWS).first).to_be_visible()
    hand.tick(page.get_by_label("I have looked at the picture"))
    hand.press("Approve version 1")
    expect(page.get_by_role("heading", name="Approved")).to_be_visible()


def copied_and_kept(hand: Mouse, post: str, *, has_script: bool) -> str:
    page = hand.page
    hand.go(post)
    hand.follow("Publish on")
    fits(page)
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
    fits(page)
    return address


def taken_down(hand: Mouse, post: str, address: str) -> None:
    page = hand.page
    hand.go(post)
    hand.follow("Take down")
    fits(page)
    expect(page.get_by_role("link", name=address)).to_be_visible()
    hand.choose(page.get_by_label("Why", exact=True), page.locator("select option").nth(1).inner_text())
    hand.write(page.get_by_label("How you saw that it is gone"), "Its address shows that there is no such page.")
    hand.press("It is taken down")
    expect(page.get_by_role("main")).to_contain_text("Taken down")
    fits(page)


def fits(page: Page) -> None:
    """Nothing scrolls sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_a_text_post_is_asked_for_within_ninety_seconds(shared_portal: str, visitor: Visitor) -> None:
    """From home; by the keystroke-level model, every letter of the post typed with one thumb."""
    page = visitor.sign_in(shared_portal, "official.user", width=PHONE, height=740)
    hand = Counted(page)
    page.goto("/posts/")
    hand.clicks += 2  # the menu of a phone, and Posts in it

    hand.click(page.get_by_role("link", name="Ask for a post").first)
    hand.click(page.get_by_label("The post, word for word"))
    hand.type(WORDS)
    hand.click(page.get_by_role("group", name="Accounts").get_by_role("checkbox").first)
    hand.click(page.get_by_role("button", name="Send for approval"))
    page.wait_for_url(re.compile(r"/posts/[0-9a-f-]+/$"))

    assert hand.seconds <= 90
    assert hand.clicks <= 6


@pytest.mark.parametrize("role", ["principal", "official.user"])
def test_every_state_of_a_post_is_usable_by_everybody(shared_portal: str, visitor: Visitor, role: str) -> None:
    page = visitor.sign_in(shared_portal, role, width=PHONE, height=740)
    found, seen = [], 0
    for state in STATES:
        page.goto(f"/posts/?show=all&status={state}")
        link = page.locator("main tbody a[href^='/posts/']").first
        if link.count() == 0:
            continue
        seen += 1
        address = link.get_attribute("href") or ""
        page.goto(re.sub(r"^(/posts/[0-9a-f-]+/).*$", r"\1", address))
        found += faults(page)
    for more in ("/posts/figures/", "/posts/calendar/", "/posts/calendar/?view=list"):
        page.goto(more)
        found += faults(page) if page.get_by_role("heading", level=1).inner_text() != "We cannot find that page" else []

    assert found == []
    assert seen >= (len(STATES) if role == "principal" else 8)
